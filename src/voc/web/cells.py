"""Rows of the published heatmap as cells of one period and segment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from voc.formats import as_date
from voc.web.axes import UNPLACED

State = Literal["number", "suppressed", "silent"]
Key = tuple[str, str]
ALL = "all"
STEPS = 9
NICE = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)


@dataclass(frozen=True, order=True)
class Slice:
    """One period and segment of the map."""

    period: str
    start: date
    end: date
    segment: str = ALL
    value: str = ALL

    @property
    def span(self) -> str:
        """Name of the period in addresses: kind, first day, last day."""
        return f"{self.period}:{self.start.isoformat()}:{self.end.isoformat()}"

    @property
    def everyone(self) -> bool:
        return self.segment == ALL


@dataclass(frozen=True)
class Cell:
    """One cell; numbers are None unless `state` is `number`. `change` is of the share of friction, `rise` of the friction itself."""

    stage: str
    touchpoint: str
    state: State
    n_feedback: int = 0
    n_mentions: int = 0
    n_authors: int = 0
    friction: float | None = None
    low: float | None = None
    high: float | None = None
    share: float | None = None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    change_q: float | None = None
    rise: float | None = None
    rise_low: float | None = None
    rise_high: float | None = None
    rise_q: float | None = None
    trend: str = "unknown"
    negative: float | None = None
    effort: float | None = None

    @property
    def placed(self) -> bool:
        return UNPLACED not in (self.stage, self.touchpoint)

    @property
    def key(self) -> Key:
        return self.stage, self.touchpoint


Maps = Mapping[Slice, Mapping[Key, Cell]]


def maps(heatmap: pd.DataFrame) -> dict[Slice, dict[Key, Cell]]:
    """The heatmap table as slices of cells that are not silent; a slice where all is silent stays, empty."""
    return {s: {c.key: c for c in map(_cell, rows[~rows["silent"]].to_dict("records"))} for s, rows in sliced(heatmap)}


def phases(table: pd.DataFrame, shown: Collection[Slice]) -> dict[Slice, dict[str, Cell]]:
    """The phases of the slices that are shown; a phase is a cell whose stage is the phase and whose touchpoint is `all`."""
    spoken = table[~table["silent"]]
    placed = spoken.assign(stage=spoken["phase"], touchpoint=ALL)
    return {s: {c.stage: c for c in map(_cell, rows.to_dict("records"))} for s, rows in sliced(placed) if s in shown}


def sliced(table: pd.DataFrame) -> Iterator[tuple[Slice, pd.DataFrame]]:
    """The rows of a published table, period by period and segment by segment."""
    keys = ["period", "period_start", "period_end", "segment", "segment_value"]
    for (period, start, end, segment, value), rows in table.groupby(keys, sort=True):
        yield Slice(str(period), _day(start), _day(end), str(segment), str(value)), rows


def _day(value: Any) -> date:
    return as_date(value) or date(1970, 1, 1)


def _cell(row: Mapping[Any, Any]) -> Cell:
    if row["suppressed"]:
        # The counts of a withheld cell are withheld as well: they would tell what it hides.
        return Cell(row["stage"], row["touchpoint"], "suppressed")
    known = {k: number(row.get(c)) for k, c in _NUMBERS.items()}
    counts = {k: int(row[k]) for k in ("n_feedback", "n_mentions", "n_authors")}
    return Cell(row["stage"], row["touchpoint"], "number", trend=row.get("trend", "unknown"), **counts, **known)  # type: ignore[arg-type]


def number(value: Any) -> float | None:
    """A figure of a table or of its JSON; None when there is none, or when it is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or abs(value) == float("inf"):
        return None
    return float(value)


_NUMBERS = {
    "friction": "friction",
    "low": "friction_low",
    "high": "friction_high",
    "share": "friction_share",
    "change": "change",
    "change_low": "change_low",
    "change_high": "change_high",
    "change_q": "change_q",
    "rise": "friction_change",
    "rise_low": "friction_change_low",
    "rise_high": "friction_change_high",
    "rise_q": "friction_change_q",
    "negative": "negative_share",
    "effort": "effort_share",
}


def default_slice(found: Iterable[Slice], filled: Maps) -> Slice | None:
    """The latest 28 days when somebody spoke in them, else everything, else the latest period with feedback."""
    everyone = [s for s in found if s.everyone and filled[s]]
    for period in ("last_28_days", "all", "month", "week", "day"):
        if here := [s for s in everyone if s.period == period]:
            return max(here, key=lambda s: (s.end, s.start))
    return None


def ranked(cells: Mapping[Key, Cell]) -> list[Cell]:
    """Placed cells with numbers, by falling share of friction."""
    known = [c for c in cells.values() if c.placed and c.share is not None]
    return sorted(known, key=lambda c: (-(c.share or 0), c.key))


def ceiling(values: Iterable[float | None]) -> float:
    """A round number at or above the greatest value: the end of a colour scale or axis."""
    top = max((v for v in values if v is not None), default=0.0)
    return next((n for n in NICE if n >= top - 1e-12), 1.0)


def step(value: float | None, top: float) -> int:
    """Which of the STEPS colours a value gets on a scale from 0 to top."""
    return 0 if value is None else min(int(value / top * STEPS + 1e-9), STEPS - 1)
