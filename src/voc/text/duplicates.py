"""Which feedbacks repeat an earlier one, exactly or nearly."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import fuzz

# 24 bands of 3 hashes find a pair of Jaccard similarity 0.6 with 99.7 %, and 0.2 with 18 %: what is found is verified.
_BANDS, _ROWS = 24, 3
_SHINGLE = 3
_SEED = 20260914
# A bucket of boilerplate would cost a comparison per pair; each of its texts looks back at this many earlier ones only.
_LOOK_BACK = 40
_NOT_WORD = re.compile(r"[\W_]+")


def mark_duplicates(feedback: pd.DataFrame, min_characters: int, near: float) -> pd.Series[str]:
    """For each feedback, the feedback_id of the first occurrence it repeats.

    Equal are texts that differ in case, accents, punctuation and spaces only, from the same author or at least `min_characters` long;
    nearly equal are texts of twice that length and a rapidfuzz ratio of at least `near`. Chains lead to the earliest of all.

    Args:
        feedback: feedback_id, received_at, author_key, text.
        min_characters: Shorter texts of different authors repeat nobody.
        near: Similarity 0..1.
    Returns:
        With the index of `feedback`; null where nothing is repeated. First is the least (received_at, feedback_id).
    """
    order = feedback.reset_index(drop=True).sort_values(["received_at", "feedback_id"], kind="stable", na_position="last")
    normal = [_normalised(t) for t in order["text"]]
    first_of = _exact(normal, order["author_key"], min_characters)
    distinct = [i for i, first in enumerate(first_of) if first == i and len(normal[i]) >= 2 * min_characters]
    for later, earlier in _near([normal[i] for i in distinct], near):
        _join(first_of, distinct[later], distinct[earlier])
    ids = order["feedback_id"].to_numpy(dtype=object)
    roots = [_root(first_of, i) for i in range(len(order))]
    found = pd.Series([ids[r] if r != i else None for i, r in enumerate(roots)], index=order.index, dtype="str").sort_index()
    return found.set_axis(feedback.index).rename("duplicate_of")


def _normalised(text: object) -> str:
    if not isinstance(text, str):
        return ""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    # Emoji alone would otherwise all be the same empty text.
    return _NOT_WORD.sub(" ", plain).strip() or text.strip()


def _exact(normal: Sequence[str], authors: pd.Series[str], min_characters: int) -> list[int]:
    """For each text, in order of time, the position of an equal earlier one, or its own."""
    first_of = list(range(len(normal)))
    seen: dict[tuple[str, str | None], int] = {}
    for i, (text, author) in enumerate(zip(normal, authors, strict=True)):
        keys: list[tuple[str, str | None]] = [(text, author)] if isinstance(author, str) and text else []
        keys += [(text, None)] if len(text) >= max(min_characters, 1) else []
        for key in keys:
            _join(first_of, i, seen.setdefault(key, i))
    return [_root(first_of, i) for i in range(len(first_of))]


def _root(first_of: list[int], i: int) -> int:
    while first_of[i] != i:
        first_of[i] = first_of[first_of[i]]
        i = first_of[i]
    return i


def _join(first_of: list[int], a: int, b: int) -> None:
    early, late = sorted((_root(first_of, a), _root(first_of, b)))
    first_of[late] = early


def _near(texts: Sequence[str], near: float) -> Iterator[tuple[int, int]]:
    """Pairs (later, earlier) whose similarity is at least `near`."""
    if near > 1 or len(texts) < 2:
        return
    for later, earlier in sorted(_candidates(_signatures(texts))):
        if fuzz.ratio(texts[later], texts[earlier], score_cutoff=100 * near) > 0:
            yield later, earlier


def _candidates(signatures: npt.NDArray[np.uint64]) -> set[tuple[int, int]]:
    """Pairs that share a band of their signatures (locality-sensitive hashing, Leskovec et al., Mining of Massive Datasets, ch. 3)."""
    pairs: set[tuple[int, int]] = set()
    for band in range(_BANDS):
        buckets: dict[bytes, list[int]] = {}
        rows = np.ascontiguousarray(signatures[:, band * _ROWS : (band + 1) * _ROWS])
        for i, row in enumerate(rows):
            bucket = buckets.setdefault(row.tobytes(), [])
            pairs.update((i, j) for j in {*bucket[:1], *bucket[-_LOOK_BACK:]})
            bucket.append(i)
    return pairs


def _signatures(texts: Sequence[str]) -> npt.NDArray[np.uint64]:
    """MinHash of word 3-shingles, shape (n, bands · rows); Broder 1997."""
    shingles = [_shingles(t) for t in texts]
    starts = np.concatenate([[0], np.cumsum([len(s) for s in shingles])[:-1]]).astype(np.intp)
    every = np.concatenate(shingles)
    random = np.random.default_rng(_SEED)
    odd = random.integers(1, 2**63, size=_BANDS * _ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    shift = random.integers(0, 2**63, size=_BANDS * _ROWS, dtype=np.uint64)
    columns = [np.minimum.reduceat(_mixed(every * a + b), starts) for a, b in zip(odd, shift, strict=True)]
    return np.stack(columns, axis=1)


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    # Multiplication alone leaves the low bits weak, and the least value depends on all of them.
    return (values ^ (values >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)


def _shingles(text: str) -> npt.NDArray[np.uint64]:
    words = np.array([zlib.crc32(w.encode("utf-8", "surrogatepass")) for w in text.split()], dtype=np.uint64)
    if len(words) < _SHINGLE:
        return np.array([zlib.crc32(text.encode("utf-8", "surrogatepass"))], dtype=np.uint64)
    prime = np.uint64(0x100000001B3)
    return (words[:-2] * prime + words[1:-1]) * prime + words[2:]
