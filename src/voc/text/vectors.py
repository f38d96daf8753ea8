"""Mentions as vectors: each read in its comment, by whatever encoder is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from voc.protocols import Encoder, FloatArray, Progress, Span, silent
from voc.text.passages import Passages, comment_vectors, passages

# Passages read between two words of progress.
AT_ONCE = 512


def in_comments(
    mentions: pd.DataFrame, feedback: pd.DataFrame, encoder: Encoder, progress: Progress = silent
) -> tuple[FloatArray, FloatArray]:
    """Unit vectors of the mentions and of the feedbacks they are in, one row of each per mention."""
    vectors = encode(passages(mentions, feedback), encoder, progress)
    owner, _ = pd.factorize(mentions["feedback_id"])
    return vectors, comment_vectors(vectors, owner, (mentions["end"] - mentions["start"]).to_numpy(dtype=np.float64))


def encode(wanted: Passages, encoder: Encoder, progress: Progress = silent, at_once: int = AT_ONCE) -> FloatArray:
    """Vectors of the mentions, one unit row each, in the order of the mentions the passages were made of."""
    return _in_parts(wanted, encoder.encode, encoder.dim, progress, at_once)


Reading = Callable[[Sequence[str], Sequence[Sequence[Span]]], FloatArray]


def _in_parts(wanted: Passages, read: Reading, dim: int, progress: Progress, at_once: int = AT_ONCE) -> FloatArray:
    parts = []
    for start in range(0, len(wanted.texts), at_once):
        parts.append(read(wanted.texts[start : start + at_once], wanted.spans[start : start + at_once]))
        progress(min(start + at_once, len(wanted.texts)), len(wanted.texts), "encode")
    every = np.concatenate(parts) if parts else np.zeros((0, dim), dtype=np.float32)
    return every[wanted.rows]


def subjects(mentions: pd.DataFrame, feedback: pd.DataFrame, encoder: Encoder, progress: Progress = silent) -> FloatArray:
    """Vectors to find topics with, one unit row per mention; from the same reading that placed them.

    Args:
        mentions: `tables.Mention`.
        feedback: `tables.Feedback` of these mentions.
    """
    return _in_parts(passages(mentions, feedback), lambda texts, spans: encoder.encode_both(texts, spans)[1], encoder.dim, progress)
