"""One place for a subject, whichever language speaks of it.

Even around its own language's mean, a French mention of late trains lies nearer to French mentions of late buses than to English ones of
late trains. A linear map that follows the map to subjects brings together what both languages say of a subject, told from all others by
contrast (InfoNCE: van den Oord, Li and Vinyals 2018), and leaves the cosines between strangers near what they were. Subjects are the names
of the bank (`voc.topics.bank`): a mention speaks of one when it says its words.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch.nn.functional import normalize

from voc.protocols import FloatArray
from voc.topics.bank import met
from voc.topics.distinct import unit

LANGUAGES = ("fr", "en")
# Of each language; a name that fewer say teaches more chance than subject.
LEAST = 8
# How much more often a subject is drawn that many speak of: with the root, up to so many.
MOST = 200
STEPS, BATCH, RATE, TEMPERATURE = 300, 1024, 1e-3, 0.1
# Weight of the change of cosines among strangers; a smaller one learns the names by heart (docs/decisions/topics.md).
KEEP = 200.0


@dataclass(frozen=True)
class _Spoken:
    """Mentions of one language.

    Attributes:
        rows: Unit rows around the language's mean, shape (n, dim).
        says: Which subjects each speaks of, shape (n, k), 0 or 1.
        members, first, count: Rows that speak of each subject, one subject after the other; where each begins; how many they are.
    """

    rows: torch.Tensor
    says: torch.Tensor
    members: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    count: npt.NDArray[np.int64]


def aligned(vectors: FloatArray, texts: Sequence[str], languages: Sequence[str], seed: int) -> FloatArray:
    """The matrix that brings languages together, to be multiplied from the right; the identity when nothing is said in both.

    Args:
        vectors: Unit rows by subject, shape (n, dim).
        texts: The mentions.
        languages: Of the mentions.
        seed: Of what is drawn.
    Returns:
        Shape (dim, dim).
    """
    of = np.array(languages, dtype=object)
    told = {x: met([t for t, y in zip(texts, of, strict=True) if y == x], x) for x in LANGUAGES}
    both = np.flatnonzero(np.min([t.sum(axis=0) for t in told.values()], axis=0) >= LEAST)
    if not len(both):
        return np.eye(vectors.shape[1], dtype=np.float32)
    french, english = (_spoken(vectors[of == x], told[x][:, both]) for x in LANGUAGES)
    return _fitted(french, english, seed)


def _spoken(vectors: FloatArray, says: npt.NDArray[np.bool_]) -> _Spoken:
    subject, members = np.nonzero(says.T)
    count = np.bincount(subject, minlength=says.shape[1])
    centred = torch.from_numpy(unit(vectors - vectors.mean(axis=0)))
    return _Spoken(centred, torch.from_numpy(says.astype(np.float32)), members, np.cumsum(count) - count, count)


def _fitted(french: _Spoken, english: _Spoken, seed: int) -> FloatArray:
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    matrix = torch.nn.Parameter(torch.eye(french.rows.shape[1]))
    optimizer = torch.optim.Adam([matrix], lr=RATE)
    often = np.sqrt(np.minimum(np.minimum(french.count, english.count), MOST))
    for step in range(STEPS):
        drawn = random.choice(len(often), BATCH, p=often / often.sum())
        a, b = (s.members[s.first[drawn] + (random.random(BATCH) * s.count[drawn]).astype(np.int64)] for s in (french, english))
        before = torch.cat([french.rows[a], english.rows[b]])
        after = normalize(before @ matrix, dim=1)
        also = (french.says[a] @ english.says[b].T) > 0
        loss = _contrast(after[:BATCH] @ after[BATCH:].T / TEMPERATURE, also) + KEEP * _change(before, after)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if (step + 1) % 100 == 0:
            sys.stderr.write(f"languages: {step + 1} of {STEPS} steps, loss {loss.item():.3f}\n")
    return np.asarray(matrix.detach().numpy(), dtype=np.float32)


def _contrast(likeness: torch.Tensor, also: torch.Tensor) -> torch.Tensor:
    """How badly each mention's partner stands out, both ways, from those that do not speak of the same (`also`)."""
    partner, others = likeness.diagonal()[:, None], likeness.masked_fill(also, -torch.inf)
    both = [torch.logsumexp(torch.cat([partner, o], dim=1), dim=1) - partner[:, 0] for o in (others, others.T)]
    return (both[0].mean() + both[1].mean()) / 2


def _change(before: torch.Tensor, after: torch.Tensor) -> torch.Tensor:
    """Mean square of how much cosines moved between mentions of different pairs, of the same language and of two."""
    return ((after[0::4] @ after[1::4].T - before[0::4] @ before[1::4].T) ** 2).mean()
