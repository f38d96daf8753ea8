"""What the words themselves say: linear weights on word stems, beside the vectors.

Vectors know meaning; words know which counter it was.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path

import numpy as np
from scipy import sparse

from voc.journey.words import stems
from voc.protocols import FloatArray, Written

LANGUAGES = ("fr", "en")
# The rest of the comment is context: it counts, but less than the mention's own words; chosen by cross-validation.
CONTEXT_WEIGHT = 0.6
# What a word must say for a place to be named among the reasons.
LEAST_SPEAKING = 4.0
WORD = re.compile(r"[^\W\d_]{2,}")


def own_words(text: str, language: str) -> Iterator[str]:
    """Stems and pairs of neighbouring stems of a mention."""
    found = [f"{language}_{s}" for s in stems(text, language)]
    yield from found
    yield from (f"{a} {b}" for a, b in zip(found, found[1:], strict=False))


def context_words(text: str, language: str) -> Iterator[str]:
    """Stems of the whole comment, kept apart from the mention's own."""
    return (f"c{language}_{s}" for s in stems(text, language))


@dataclass(frozen=True)
class Words:
    """Weights of words for all heads.

    Attributes:
        places: Word to row of `weights`.
        idf: Inverse document frequency of each word, shape (words,).
        weights: Shape (words, columns of all heads side by side).
        bias: Shape (columns,).
    """

    places: dict[str, int]
    idf: FloatArray
    weights: FloatArray
    bias: FloatArray

    def logits(self, written: Written) -> FloatArray:
        """What the words of each mention add up to, shape (n, columns); zero where no known word stands."""
        x = matrix(written, self.places, self.idf)
        told = np.asarray(x.getnnz(axis=1) > 0, dtype=np.float32)
        return np.asarray(x @ self.weights + told[:, None] * self.bias, dtype=np.float32)

    def above(self, heads: Sequence[slice]) -> FloatArray:
        """How much more each word says for a column than for all columns of its head on average, shape (words, columns).

        Args:
            heads: The columns of each head.
        """
        means = np.concatenate([np.repeat(self.weights[:, h].mean(axis=1, keepdims=True), h.stop - h.start, axis=1) for h in heads], axis=1)
        return np.asarray((self.weights - means) * self.idf[:, None], dtype=np.float32)

    def weighing(self, text: str, language: str, columns: Sequence[int], above: FloatArray, most: int = 3) -> list[str]:
        """The words of a mention that speak most for some columns, as they are written in it, strongest first.

        Args:
            text: The mention.
            language: fr or en; for others nothing is known.
            columns: What was chosen, one column per head at stake.
            above: How much each word says, from `above`.
            most: How many words.
        """
        if language not in LANGUAGES:
            return []
        strength: dict[str, float] = {}
        for found in WORD.finditer(text):
            row = next((self.places[w] for s in stems(found.group(), language) if (w := f"{language}_{s}") in self.places), None)
            if row is not None:
                speaks = sum(float(above[row, c]) for c in columns)
                strength[found.group().lower()] = max(speaks, strength.get(found.group().lower(), 0.0))
        ranked = sorted(strength, key=lambda w: (-strength[w], w))
        return [w for w in ranked[:most] if strength[w] >= LEAST_SPEAKING]


def matrix(written: Written, places: dict[str, int], idf: FloatArray) -> sparse.csr_matrix:
    """tf-idf of known words, sublinear in counts; the mention's own and its comment's each scaled to their weight. Shape (n, words)."""
    blocks = [
        _block(
            [list(own_words(t, g)) if g in LANGUAGES else [] for t, g in zip(written.texts, written.languages, strict=True)],
            places,
            idf,
            1.0,
        ),
        _block(
            [list(context_words(t, g)) if g in LANGUAGES else [] for t, g in zip(written.wholes, written.languages, strict=True)],
            places,
            idf,
            CONTEXT_WEIGHT,
        ),
    ]
    return sparse.csr_matrix(blocks[0] + blocks[1])


def _block(documents: Sequence[list[str]], places: dict[str, int], idf: FloatArray, weight: float) -> sparse.csr_matrix:
    ends = [0]
    known = idf.tolist()
    columns: list[int] = []
    values: list[float] = []
    for document in documents:
        counts = Counter(places[w] for w in document if w in places)
        row = {c: (1.0 + log(n)) * known[c] for c, n in sorted(counts.items())}
        norm = sqrt(sum(v * v for v in row.values())) or 1.0
        columns.extend(row)
        values.extend(weight * v / norm for v in row.values())
        ends.append(len(columns))
    shape = (len(documents), len(idf))
    return sparse.csr_matrix((np.array(values, np.float32), np.array(columns, np.int32), np.array(ends, np.int32)), shape=shape)


def save(folder: Path, words: Words) -> None:
    """Write `words.npz` and `words.json` (the vocabulary).

    Weights take eight bits, as the root of their part of the column's largest, so that small ones keep their proportions; the rest is in
    half precision.
    """
    scale = np.maximum(np.abs(words.weights).max(axis=0), 1e-12).astype(np.float32)
    weights = np.rint(127.0 * np.sign(words.weights) * np.sqrt(np.abs(words.weights) / scale)).astype(np.int8)
    half = {k: getattr(words, k).astype(np.float16) for k in ("idf", "bias")}
    np.savez_compressed(folder / "words.npz", weights=weights, scale=scale, **half)
    (folder / "words.json").write_text(
        json.dumps(sorted(words.places, key=lambda w: words.places[w]), ensure_ascii=False), encoding="utf-8"
    )


def load(folder: Path) -> Words:
    """Read what `save` wrote."""
    vocabulary = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    with np.load(folder / "words.npz", allow_pickle=False) as stored:
        idf, bias = (stored[k].astype(np.float32) for k in ("idf", "bias"))
        roots = stored["weights"].astype(np.float32) / np.float32(127.0)
        weights = np.abs(roots) * roots * stored["scale"]
    return Words({w: i for i, w in enumerate(vocabulary)}, idf, weights, bias)
