"""Where a text is cut to fit the encoder, and which tokens belong to which span."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from voc.protocols import FloatArray, Span

IntArray = npt.NDArray[np.int64]


def cut(n_tokens: int, starts: Sequence[int], capacity: int) -> list[tuple[int, int]]:
    """Consecutive windows of at most `capacity` tokens that cover a text.

    A window ends where a span starts whenever it can, so that spans stay whole; what is longer than a
    window by itself is cut in equal parts. An empty text has one empty window.

    Args:
        starts: First token of each span, in any order.
    Returns:
        Token ranges (first, last + 1), in order.
    """
    edges = sorted({0, n_tokens, *(s for s in starts if 0 < s < n_tokens)})
    cuts = [0]
    for start, end in pairwise(edges):
        if end - cuts[-1] > capacity and start > cuts[-1]:
            cuts.append(start)
        length = end - cuts[-1]
        n_parts = -(-length // capacity)
        cuts.extend(start + length * part // n_parts for part in range(1, n_parts))
    return list(zip(cuts, [*cuts[1:], n_tokens], strict=True))


def visible(text: str, offsets: Sequence[Span]) -> IntArray:
    """Token offsets without the space that a token carries in front; a token of spaces keeps them.

    Returns:
        Shape (n_tokens, 2).
    """
    trimmed = np.empty((len(offsets), 2), np.int64)
    for row, (start, end) in enumerate(offsets):
        first = start
        while first < end and text[first].isspace():
            first += 1
        trimmed[row] = (first if first < end else start, end)
    return trimmed


def tokens_of(span: Span, offsets: IntArray) -> tuple[int, int]:
    """The range of tokens that share a character with the span; where it would be, when none does."""
    start, end = span
    first = int(np.searchsorted(offsets[:, 1], start, side="right"))
    last = int(np.searchsorted(offsets[:, 0], end, side="left")) if end > start else first
    return (first, max(first, last))


def window_of(token: int, windows: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The window that holds a token; the last one for what comes after every token."""
    return windows[bisect_right(windows, token, key=lambda window: window[0]) - 1]


def span_vectors(rows: FloatArray, ranges: Sequence[tuple[int, int]], windows: Sequence[tuple[int, int]]) -> FloatArray:
    """The vector of each span from the vectors of a text's tokens.

    Args:
        rows: Shape (n_tokens, dim); of a text without tokens, those of the frame around it.
        ranges: For each span, its tokens; a span without any gets the mean of its window.
        windows: What `cut` gave for the text.
    Returns:
        Shape (n_spans, dim).
    """
    if windows[-1][1] == 0:
        return np.stack([pool(rows)] * len(ranges))
    filled = [found if found[1] > found[0] else window_of(found[0], windows) for found in ranges]
    return np.stack([pool(rows[first:last]) for first, last in filled])


def pool(rows: FloatArray) -> FloatArray:
    """The mean of token vectors, made unit, then rounded to what half precision can hold.

    A cache that stores two bytes per number then gives back exactly what was computed.

    Args:
        rows: Shape (n_tokens, dim), at least one row.
    Returns:
        Shape (dim,), of length 1 within 0.001.
    """
    mean = rows.mean(axis=0, dtype=np.float64)
    unit = mean / max(float(np.linalg.norm(mean)), 1e-12)
    rounded: FloatArray = unit.astype(np.float16).astype(np.float32)
    return rounded
