"""Which verbatims are shown of many: typical, readable, by different persons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

# Characters: below the first a mention hardly says anything, beyond the second nobody reads it through.
SHORT, LONG = 40, 300
# Best ones that are looked at.
CANDIDATES = 300


def typical(mentions: pd.DataFrame, weight: Floats, most: int, texts: Sequence[str]) -> list[str]:
    """Ids of at most `most` mentions, most typical first: one per author, no text twice.

    Args:
        mentions: mention_id, row, author, start, end; by mention_id, so that ties fall the same way every night.
        weight: How typical each one is, 0..1.
        texts: What was written, by row.
    """
    order = np.argsort(-np.round(weight * readable(mentions), 9), kind="stable")[:CANDIDATES]
    chosen: list[str] = []
    authors, said = set(), set()
    best = mentions[["mention_id", "author", "row", "start", "end"]].iloc[order]
    for mention_id, author, row, start, end in best.itertuples(index=False):
        words = " ".join(texts[row][start:end].casefold().split())
        if author in authors or words in said:
            continue
        authors.add(author)
        said.add(words)
        chosen.append(mention_id)
        if len(chosen) == most:
            break
    return chosen


def readable(mentions: pd.DataFrame) -> Floats:
    """1 for a mention of one or two sentences, less the shorter or longer it is."""
    length = np.maximum((mentions["end"] - mentions["start"]).to_numpy(np.float64), 1.0)
    return np.asarray(np.minimum(length / SHORT, 1.0) * np.minimum(LONG / length, 1.0))
