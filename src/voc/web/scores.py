"""What customers scored, for the whole journey over time and for each cell in the period that pages open on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from voc.tables import SCORES
from voc.web.cells import ALL, Key, Slice, number, sliced

JOURNEY: Key = (ALL, ALL)


@dataclass(frozen=True)
class Mark:
    """One score of one place and period; the value and its interval are None when withheld."""

    score: str
    n: int
    value: float | None
    low: float | None
    high: float | None


Marks = Mapping[Key, Mapping[Slice, Mapping[str, Mark]]]


def scores(table: pd.DataFrame, start: Slice | None, periods: Collection[Slice]) -> dict[Key, dict[Slice, dict[str, Mark]]]:
    """Marks by place, period and score: of the journey in `periods`, of its cells in `start` only, in the order of SCORES."""
    whole = (table["stage"] == ALL) & (table["touchpoint"] == ALL)
    opening = table["period"].eq(start.period) & table["segment"].eq(ALL) if start else whole
    out: dict[Key, dict[Slice, dict[str, Mark]]] = {}
    for chosen, rows in sliced(table[whole | opening]):
        for row in rows.to_dict("records"):
            place = (str(row["stage"]), str(row["touchpoint"]))
            if chosen == start or (place == JOURNEY and chosen in periods):
                out.setdefault(place, {}).setdefault(chosen, {})[row["score"]] = _mark(row)
    return {place: {s: _ordered(m) for s, m in found.items()} for place, found in out.items()}


def _mark(row: Mapping[Any, Any]) -> Mark:
    if row["suppressed"]:
        return Mark(row["score"], 0, None, None, None)
    return Mark(row["score"], int(row["n"]), *(number(row[c]) for c in ("value", "value_low", "value_high")))


def _ordered(found: Mapping[str, Mark]) -> dict[str, Mark]:
    return {s: found[s] for s in SCORES if s in found}
