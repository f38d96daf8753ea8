"""Passages: each feedback with what its mentions must be read with (the question, the title)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
import numpy.typing as npt
import pandas as pd

from voc.protocols import FloatArray, Span


@dataclass(frozen=True)
class Passages:
    """Distinct texts to encode, and where each mention finds its vector.

    Attributes:
        texts: Distinct passages.
        spans: For each passage, the spans of its mentions.
        rows: For each mention, its row in the vectors of all spans of all passages.
    """

    texts: list[str]
    spans: list[list[Span]]
    rows: npt.NDArray[np.intp]


def passages(mentions: pd.DataFrame, feedback: pd.DataFrame) -> Passages:
    """What to encode for these mentions; feedbacks that say the same are encoded once.

    Args:
        mentions: feedback_id, position, start, end.
        feedback: feedback_id, text, title, question of at least these mentions' feedbacks.
    """
    said = zip(feedback["question"], feedback["title"], feedback["text"], strict=True)
    known = dict(zip(feedback["feedback_id"], said, strict=True))
    ordered = mentions.reset_index(drop=True).sort_values(["feedback_id", "position"], kind="stable")
    every = zip(ordered["feedback_id"], ordered["start"].tolist(), ordered["end"].tolist(), ordered.index, strict=True)
    places: dict[tuple[str, tuple[Span, ...]], int] = {}
    texts: list[str] = []
    spans: list[list[Span]] = []
    first_row: list[int] = []
    rows = np.empty(len(mentions), dtype=np.intp)
    next_row = 0
    for feedback_id, group in groupby(every, itemgetter(0)):
        starts, ends, mine = zip(*((start, end, row) for _, start, end, row in group), strict=True)
        prefix, body = with_context(*known[feedback_id])
        own = tuple((s + prefix, e + prefix) for s, e in zip(starts, ends, strict=True))
        place = places.get((body, own))
        if place is None:
            place = places[(body, own)] = len(texts)
            texts.append(body)
            spans.append(list(own))
            first_row.append(next_row)
            next_row += len(own)
        rows[list(mine)] = first_row[place] + np.arange(len(own))
    return Passages(texts, spans, rows)


def with_context(question: object, title: object, text: str) -> tuple[int, str]:
    """Length of what is put before the text, and the whole."""
    parts = [q for q in (question, title) if isinstance(q, str) and q and not text.startswith(q.rstrip("…. "))]
    prefix = "".join(p + "\n" for p in parts)
    return len(prefix), prefix + text


def vector_keys(texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> list[str]:
    """One key per span: the hash of all that its vector depends on, so that a vector is never computed twice."""
    keys: list[str] = []
    for text, own in zip(texts, spans, strict=True):
        base = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16)
        base.update(repr(list(own)).encode())
        keys.extend(f"{base.hexdigest()}{i}" for i in range(len(own)))
    return keys


def comment_vectors(vectors: FloatArray, owner: npt.NDArray[np.intp], lengths: npt.NDArray[np.float64]) -> FloatArray:
    """For each mention, the unit vector of its whole feedback: the mean of its mentions, weighted by their length.

    Args:
        vectors: One unit row per mention, shape (n, dim).
        owner: For each mention, the number of its feedback, 0..m-1.
        lengths: Characters of each mention.
    Returns:
        Shape (n, dim).
    """
    count = int(owner.max()) + 1 if len(owner) else 0
    sums = np.zeros((count, vectors.shape[1]), dtype=np.float64)
    np.add.at(sums, owner, vectors * np.maximum(lengths, 1.0)[:, None])
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.maximum(norms, 1e-12), dtype=np.float32)[owner]
