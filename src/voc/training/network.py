"""The encoder under training, with its heads."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from voc.training.batches import Batch
from voc.training.recipe import WEIGHTS, Recipe

if TYPE_CHECKING:
    from transformers import BertModel


def has_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 itself (AMX, AVX-512). Then a step takes two fifths as long; else a hundred times."""
    about = Path("/proc/cpuinfo")
    return about.is_file() and bool({"amx_bf16", "avx512_bf16"} & set(about.read_text(encoding="utf-8").split()))


class Reader:
    """The encoder under training, with its heads."""

    def __init__(self, model: BertModel, sizes: dict[str, int], recipe: Recipe) -> None:
        dim = model.config.hidden_size
        self.model, self.half = model, has_bfloat16()
        self.drop = torch.nn.Dropout(recipe.dropout)
        self.heads = torch.nn.ModuleDict({name: torch.nn.Linear(2 * dim, n) for name, n in sizes.items()})
        self.heads["subject"] = torch.nn.Linear(dim, dim)
        for part in model.modules():
            if isinstance(part, torch.nn.Dropout):
                part.p = 0.0
        # The table ships in four bits, exactly as it came; training must not move it. The lowest layers hold the languages.
        for part in (model.embeddings, *model.encoder.layer[: recipe.frozen_layers]):
            for weight in part.parameters():
                weight.requires_grad = False

    def features(self, batch: Batch) -> torch.Tensor:
        """Mention vectors beside half-weighted comment vectors, (mentions, 2 * dim), both scaled to about one per number."""
        # The weights stay float32, and so does all that follows the network.
        with torch.autocast("cpu", torch.bfloat16, enabled=self.half):
            hidden = self.model(input_ids=batch.ids, attention_mask=batch.mask).last_hidden_state.float()
        raw = batch.pool @ hidden.reshape(-1, hidden.shape[-1])
        mention = torch.nn.functional.normalize(raw, dim=1)
        sums = torch.zeros((len(batch.ids), mention.shape[1])).index_add(0, batch.owner, mention * batch.lengths[:, None])
        comment = torch.nn.functional.normalize(sums, dim=1)[batch.owner]
        return torch.cat([mention, 0.5 * comment], dim=1) * math.sqrt(mention.shape[1])

    def outputs(self, batch: Batch) -> dict[str, torch.Tensor]:
        """Logits of the four heads, (mentions, classes), and the subject, (mentions, dim)."""
        x = self.features(batch)
        subject = self.heads["subject"](x[:, : x.shape[1] // 2])
        x = self.drop(x) if self.model.training else x
        return {name: self.heads[name](x) for name in WEIGHTS} | {"subject": subject}

    def parameters(self, recipe: Recipe) -> list[dict[str, Any]]:
        """Lower layers learn more slowly."""
        layers = self.model.encoder.layer
        groups = [
            {"params": list(layer.parameters()), "lr": recipe.rate * recipe.layer_decay ** (len(layers) - 1 - i)}
            for i, layer in enumerate(layers)
            if i >= recipe.frozen_layers
        ]
        return [*groups, {"params": list(self.heads.parameters()), "lr": recipe.head_rate}]

    def state(self) -> dict[str, Any]:
        return {"model": self.model.state_dict(), "heads": self.heads.state_dict()}

    def restore(self, state: dict[str, Any]) -> None:
        self.model.load_state_dict(state["model"])
        self.heads.load_state_dict(state["heads"])
