"""The stretches of time that are published, cut in the company's time zone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

# Older days, weeks and months stay in the snapshots that published them.
DAYS = 60
WEEKS = 26
MONTHS = 24
ROLLING_DAYS = 28


@dataclass(frozen=True)
class Period:
    """One stretch of whole days, both ends included."""

    kind: str
    start: date
    end: date


def periods(day: date, kinds: Sequence[str], earliest: date, latest: date | None = None) -> list[Period]:
    """The periods that cover earliest..day, kind by kind, oldest first.

    Weeks are ISO weeks (they begin on Monday). The running week and month end at their calendar end but hold data up to `day`.
    Only the last 60 days, 26 weeks and 24 months are given.

    Args:
        day: The last data day.
        kinds: Among day, week, month, last_28_days, all.
        earliest: First day that any data bears; `day` when nothing is dated.
        latest: Last day that any data bears, the end of `all`; `day` when absent.
    """
    first = min(earliest, day)
    return [period for kind in dict.fromkeys(kinds) for period in _of_kind(kind, first, day, latest or day)]


def _of_kind(kind: str, earliest: date, day: date, latest: date) -> list[Period]:
    if kind == "all":
        return [Period(kind, earliest, latest)]
    if kind == "last_28_days":
        return [Period(kind, day - timedelta(days=ROLLING_DAYS - 1), day)]
    backwards = {"day": _days, "week": _weeks, "month": _months}[kind](day)
    return [period for period in backwards if period.end >= earliest][::-1]


def _days(day: date) -> Iterator[Period]:
    for back in range(DAYS):
        start = day - timedelta(days=back)
        yield Period("day", start, start)


def _weeks(day: date) -> Iterator[Period]:
    monday = day - timedelta(days=day.weekday())
    for back in range(WEEKS):
        start = monday - timedelta(weeks=back)
        yield Period("week", start, start + timedelta(days=6))


def _months(day: date) -> Iterator[Period]:
    start = day.replace(day=1)
    for _ in range(MONTHS):
        following = (start + timedelta(days=31)).replace(day=1)
        yield Period("month", start, following - timedelta(days=1))
        start = (start - timedelta(days=1)).replace(day=1)


def local_day(received_at: pd.Series[Any], time_zone: str) -> pd.Series[Any]:
    """The calendar day of each UTC time in the zone, as a naive midnight datetime64[us]; null stays null."""
    local: pd.Series[Any] = received_at.dt.tz_convert(time_zone).dt.tz_localize(None).dt.normalize().astype("datetime64[us]")
    return local


def period_codes(days: pd.Series[Any], same_kind: Sequence[Period]) -> npt.NDArray[np.int64]:
    """For each day its place in a list of periods of one kind, oldest first and without overlap; −1 when it is in none.

    Rows without a day belong to the period `all` only.
    """
    if not same_kind:
        return np.full(len(days), -1, dtype=np.int64)
    if same_kind[0].kind == "all":
        return np.zeros(len(days), dtype=np.int64)
    values = days.to_numpy(dtype="datetime64[D]")
    starts = np.array([period.start for period in same_kind], dtype="datetime64[D]")
    ends = np.array([period.end for period in same_kind], dtype="datetime64[D]")
    codes = np.searchsorted(starts, values, side="right") - 1
    inside = ~np.isnat(values) & (codes >= 0) & (values <= ends[codes])
    return np.where(inside, codes, -1).astype(np.int64)
