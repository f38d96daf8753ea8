"""Labelled comments as token batches: what the encoder reads, and which tokens belong to which mention."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from voc.models.windows import tokens_of, visible
from voc.training.data import LabelledComment

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer

PAD = 1
# No label: the mention takes part in the other heads only.
UNKNOWN = -100


@dataclass(frozen=True)
class Example:
    """One comment: token ids, the token range of each mention, four labels per mention, and which mention of all it is."""

    ids: list[int]
    ranges: list[tuple[int, int]]
    labels: npt.NDArray[np.int64]
    rows: npt.NDArray[np.intp]


@dataclass(frozen=True)
class Batch:
    """Padded comments.

    Attributes:
        ids: Shape (b, length); mask likewise.
        pool: Shape (mentions, b * length); averages the tokens of each mention.
        owner: The row of each mention's comment.
        lengths: Tokens of each mention.
        labels: Shape (mentions, 4).
        rows: Which mention of all each is.
    """

    ids: torch.Tensor
    mask: torch.Tensor
    pool: torch.Tensor
    owner: torch.Tensor
    lengths: torch.Tensor
    labels: torch.Tensor
    rows: torch.Tensor


def label_rows(comment: LabelledComment, stages: Sequence[str], touchpoints: Sequence[str]) -> npt.NDArray[np.int64]:
    """Polarity, effort, stage, touchpoint of each mention as numbers.

    An empty stage or touchpoint is unknown; so is effort where nobody told the polarity: it was not asked either.
    """
    return np.array(
        [
            [
                label.polarity,
                UNKNOWN if label.polarity == UNKNOWN else int(label.effort),
                stages.index(label.stage) if label.stage else UNKNOWN,
                touchpoints.index(label.touchpoint) if label.touchpoint else UNKNOWN,
            ]
            for label in comment.labels
        ],
        dtype=np.int64,
    )


def example(
    tokenizer: Tokenizer,
    prefix: str,
    text: str,
    spans: Sequence[tuple[int, int]],
    labels: npt.NDArray[np.int64],
    rows: npt.NDArray[np.intp],
    window: int,
) -> Example:
    """Tokenise one comment; what lies beyond the window is left out."""
    encoding = tokenizer.encode(prefix + text)
    shift = len(prefix)
    offsets = visible(text, [(max(a - shift, 0), max(b - shift, 0)) for a, b in encoding.offsets])
    ids = encoding.ids[: window - 1] + encoding.ids[-1:] if len(encoding.ids) > window else list(encoding.ids)
    found = [tokens_of(span, offsets) for span in spans]
    kept = [i for i, (a, b) in enumerate(found) if a < b and a < len(ids) - 1]
    ranges = [(found[i][0], min(found[i][1], len(ids) - 1)) for i in kept]
    return Example(ids, ranges, labels[kept], rows[kept])


def disguised(text: str, random: np.random.Generator) -> str:
    """The text as someone else might have typed it, character for character: no accents, or no capitals, or all capitals."""
    draw = random.random()
    if draw < 0.08:
        return "".join(unicodedata.normalize("NFD", c)[0] for c in text)
    if draw < 0.16:
        return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    if draw < 0.19:
        return "".join(c.upper() if len(c.upper()) == 1 else c for c in text)
    return text


def batches(examples: Sequence[Example], tokens: int, random: np.random.Generator | None) -> Iterator[Batch]:
    """Batches of at most `tokens` tokens (or of one comment), comments of like length together; in random order when training."""
    order = random.permutation(len(examples)) if random else np.arange(len(examples))
    # The permutation decides among equal lengths, so that the company a comment keeps changes from epoch to epoch.
    by_length = sorted(order.tolist(), key=lambda i: len(examples[i].ids))
    groups: list[list[int]] = [[]]
    for at in by_length:
        if groups[-1] and len(examples[at].ids) * (len(groups[-1]) + 1) > tokens:
            groups.append([])
        groups[-1].append(at)
    for g in random.permutation(len(groups)) if random else range(len(groups)):
        if groups[g]:
            yield _batch([examples[i] for i in groups[g]])


def _batch(examples: Sequence[Example]) -> Batch:
    import torch

    length = max(len(e.ids) for e in examples)
    ids = torch.full((len(examples), length), PAD)
    mask = torch.zeros((len(examples), length), dtype=torch.long)
    for row, e in enumerate(examples):
        ids[row, : len(e.ids)] = torch.tensor(e.ids)
        mask[row, : len(e.ids)] = 1
    count = sum(len(e.ranges) for e in examples)
    pool = torch.zeros((count, len(examples) * length))
    owner, lengths, at = torch.zeros(count, dtype=torch.long), torch.zeros(count), 0
    for row, e in enumerate(examples):
        for start, end in e.ranges:
            pool[at, row * length + start : row * length + end] = 1.0 / (end - start)
            owner[at], lengths[at] = row, end - start
            at += 1
    labels = torch.from_numpy(np.concatenate([e.labels for e in examples]))
    rows = torch.from_numpy(np.concatenate([e.rows for e in examples]).astype(np.int64))
    return Batch(ids, mask, pool, owner, lengths, labels, rows)
