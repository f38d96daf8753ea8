"""Chooses the labelled sentences that ship to explain a place with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from voc.models.examples import Examples, around_center, save
from voc.protocols import Encoder, FloatArray
from voc.training.data import LabelledComment

# Sentences per place and language; short enough to be read at a glance, long enough to say something.
MOST = 12
SHORTEST, LONGEST = 18, 110


def choose_examples(comments: Sequence[LabelledComment], encoder: Encoder, out: Path) -> Examples:
    """Write the examples: of each stage with each touchpoint, the labelled sentences that lie most in the middle yet not side by side.

    Args:
        comments: Written for the project, so that they may be shown.
        encoder: The tuned encoder.
        out: The folder.
    """
    vectors = encoder.encode([c.text for c in comments], [list(c.spans) for c in comments])
    center = vectors.mean(axis=0)
    around = around_center(vectors, center)
    told = [(text, label, c.language) for c in comments for text, label in zip(c.mentions(), c.labels, strict=True)]
    groups: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row, (text, label, language) in enumerate(told):
        if SHORTEST <= len(text) <= LONGEST and label.stage != "unplaced" and label.touchpoint != "unplaced":
            groups[(label.stage, label.touchpoint, language)].append(row)
    chosen = [row for key in sorted(groups) for row in _spread(around, groups[key])]
    places = tuple((told[r][1].stage, told[r][1].touchpoint) for r in chosen)
    made = Examples(tuple(told[r][0] for r in chosen), places, tuple(told[r][2] for r in chosen), around[chosen], center)
    save(out, made)
    return made


def _spread(vectors: FloatArray, rows: list[int]) -> list[int]:
    """At most MOST rows: first the most central, then each time the one least like those already taken."""
    of = vectors[rows]
    taken = [int((of @ of.mean(axis=0)).argmax())]
    while len(taken) < min(MOST, len(rows)):
        likest = (of @ of[taken].T).max(axis=1)
        likest[taken] = np.inf
        taken.append(int(likest.argmin()))
    return [rows[i] for i in taken]
