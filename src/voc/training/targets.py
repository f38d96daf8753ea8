"""What the network is told of each mention: what a reader said, and what an earlier generation believes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from voc.models.features import unjoined
from voc.models.heads import HEADS, Heads
from voc.protocols import Encoder, FloatArray
from voc.training.batches import UNKNOWN
from voc.training.data import LabelledComment
from voc.training.ground import ground
from voc.training.recipe import Recipe


@dataclass(frozen=True)
class Opinions:
    """What heads that are fitted already say of n mentions: per head the names of its columns and probabilities, shape (n, k)."""

    names: dict[str, tuple[str, ...]]
    p: dict[str, FloatArray]


@dataclass(frozen=True)
class Earlier:
    """An earlier generation: where its weights are, how it is asked what it says of comments, and comments that nobody labelled."""

    checkpoint: Path
    ask: Callable[[Sequence[LabelledComment]], Opinions]
    unlabelled: Sequence[LabelledComment]


def opinions(comments: Sequence[LabelledComment], encoder: Encoder, heads: Heads) -> Opinions:
    """What the heads say of every mention of the comments, in order, from its vector and its words."""
    asked = ground(comments, encoder)
    read = heads.predict(*unjoined(asked.x), asked.written)
    effort = np.stack([1 - read.effort, read.effort], axis=1)
    return Opinions(dict(heads.labels), {"sentiment": read.sentiment, "effort": effort, "stage": read.stage, "touchpoint": read.touchpoint})


def targets(
    labels: npt.NDArray[np.int64], names: dict[str, tuple[str, ...]], believed: Opinions | None, recipe: Recipe
) -> dict[str, torch.Tensor]:
    """Per head what each mention should be, shape (n, k): rows that sum to one, or to nothing where nobody said anything.

    A reader's label weighs `1 - recipe.believed` beside an opinion (Reed et al. 2015): where both differ, a second reader sides with the
    opinion as often as with the label. Where there is no label the opinion is all there is.

    Args:
        labels: Per mention a number per head, or UNKNOWN, shape (n, 4).
        names: Per head the names of its columns.
        believed: What an earlier generation says of the same mentions.
    """
    told = {}
    for at, head in enumerate(HEADS):
        k, known = len(names[head]), labels[:, at] != UNKNOWN
        target = np.zeros((len(labels), k), np.float32)
        target[known] = recipe.smoothing / k
        target[known, labels[known, at]] += 1 - recipe.smoothing
        if believed is not None:
            opinion = np.zeros_like(target)
            for column, name in enumerate(believed.names[head]):
                if name in names[head]:
                    opinion[:, names[head].index(name)] = believed.p[head][:, column]
            target = np.where(known[:, None], (1 - recipe.believed) * target + recipe.believed * opinion, opinion)
        told[head] = torch.from_numpy(target)
    return told
