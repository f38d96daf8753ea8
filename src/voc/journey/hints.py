"""What a source says of a feedback beside its text: a ticket that came by chat, a survey that was sent after a delivery."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from voc.config import Hint, Source
from voc.protocols import FloatArray

Hints = Mapping[str, Mapping[str, Mapping[str, Hint]]]
"""By source, column and value (lower case)."""


def hints_of(sources: Sequence[Source]) -> Hints:
    """The hints of the sources that give any."""
    return {s.name: {c: {_folded(v): h for v, h in by.items()} for c, by in s.hints.items()} for s in sources if s.hints}


def hinted(feedback: pd.DataFrame, hints: Hints, axis: str, ids: Sequence[str]) -> FloatArray:
    """How many hints speak for each entry in each row, shape (n, len(ids)).

    Args:
        feedback: source, channel, attributes (JSON) where there are hints.
        axis: stage or touchpoint.
        ids: The company's entries.
    """
    said = np.zeros((len(feedback), len(ids)), dtype=np.float32)
    places = {i: k for k, i in enumerate(ids)}
    for source, columns in hints.items():
        rows = np.flatnonzero((feedback["source"] == source).to_numpy())
        for column, by_value in columns.items():
            at = {value: places[entry] for value, hint in by_value.items() if (entry := getattr(hint, axis)) in places}
            for row, value in zip(rows, _values(feedback.iloc[rows], column), strict=True):
                if (place := at.get(_folded(value))) is not None:
                    said[row, place] += 1
    return said


def _values(rows: pd.DataFrame, column: str) -> list[object]:
    if column == "channel":
        return rows["channel"].tolist()
    read = {a: json.loads(a) for a in rows["attributes"].dropna().unique()}
    return [read.get(a, {}).get(column) for a in rows["attributes"]]


def _folded(value: object) -> str:
    return str(value).strip().casefold()
