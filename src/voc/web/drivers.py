"""What moves the scores: topics and touchpoints with what they take away or add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from voc.tables import SCORES
from voc.web.cells import number

Kind = Literal["topic", "touchpoint"]


@dataclass(frozen=True)
class Impact:
    """Points of a score, with their 90 % interval."""

    value: float | None
    low: float | None
    high: float | None

    @property
    def sure(self) -> bool:
        """Whether the interval leaves no doubt about the sign."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


@dataclass(frozen=True)
class Driver:
    """One topic or touchpoint and one score; both impacts are without value when data are too few."""

    score: str
    kind: Kind
    id: str
    with_it: float | None
    all: float | None
    additive: Impact
    leave_out: Impact
    n_with: int
    n_without: int

    @property
    def known(self) -> bool:
        return self.main.value is not None

    @property
    def main(self) -> Impact:
        """The additive impact, or the leave-out one where only that is known."""
        return self.additive if self.additive.value is not None else self.leave_out


def drivers(table: pd.DataFrame) -> tuple[Driver, ...]:
    """All drivers, score by score, most harmful first; those without enough data come last, the most heard first."""
    found = [_driver(r) for r in table.to_dict("records")]
    return tuple(sorted(found, key=_order))


def _driver(row: Mapping[Any, Any]) -> Driver:
    additive, leave_out = (Impact(*(number(row[f"impact_{k}{end}"]) for end in ("", "_low", "_high"))) for k in ("additive", "leave_out"))
    scores = (number(row["score_with"]), number(row["score_all"]))
    return Driver(
        row["score"], row["driver_kind"], row["driver_id"], *scores, additive, leave_out, int(row["n_with"]), int(row["n_without"])
    )


def _order(driver: Driver) -> tuple[int, bool, float, int, str, str]:
    weight = driver.main.value if driver.main.value is not None else 0.0
    return SCORES.index(driver.score), not driver.known, weight, -driver.n_with, driver.kind, driver.id


@dataclass(frozen=True)
class Board:
    """One score with the drivers of one kind on one scale, which ends at −`reach` and `reach`."""

    score: str
    kind: Kind
    rows: tuple[Driver, ...]
    thin: tuple[Driver, ...]
    reach: float
    total: float | None


def boards(found: Sequence[Driver]) -> list[Board]:
    """A board per score and kind that anything is known of; both kinds of a score share their scale."""
    out = []
    for score in SCORES:
        own = [d for d in found if d.score == score]
        ends = [abs(v) for d in own for v in (d.main.low, d.main.high, d.main.value, d.leave_out.value) if v is not None]
        for kind in ("topic", "touchpoint"):
            rows = tuple(d for d in own if d.kind == kind and d.known)
            thin = tuple(d for d in own if d.kind == kind and not d.known)
            parts = [d.additive.value for d in rows]
            total = sum(p for p in parts if p is not None) if parts and None not in parts else None
            if rows or thin:
                out.append(Board(score, kind, rows, thin, max(ends, default=1.0) or 1.0, total))
    return out
