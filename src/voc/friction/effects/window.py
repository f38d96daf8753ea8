"""The weeks before an action began and those after it was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

# Half a year: what is longer ago says little of what today would have been.
MOST_WEEKS = 26
WEEK = 7


@dataclass(frozen=True)
class Window:
    """Whole weeks on both sides of an action, numbered from the oldest.

    `before` and `after` are how many there are; `of_row` is the week of each feedback, −1 outside; `midpoint` is where each week lies,
    in weeks since the action began.
    """

    before: int
    after: int
    of_row: npt.NDArray[np.int64]
    midpoint: npt.NDArray[np.float64]


def window(days: pd.Series[Any], started: date, done: date | None, day: date) -> Window:
    """Weeks of seven days, counted backwards from the start and forwards from the end, so that each holds every weekday once.

    What lies between start and end is a transition and belongs to no week, nor do the days of a week that is not over; of each side at
    most 26 weeks count.

    Args:
        days: Local midnight of each feedback; null where the source gave no date.
        started: First day on which the action could show.
        done: First day on which it counts as done; `started` when absent.
        day: The last data day.
    """
    known = days.dropna()
    end = max(done or started, started)
    if known.empty:
        return Window(0, 0, np.full(len(days), -1, dtype=np.int64), np.zeros(0))
    # A source that has been silent lately says nothing of these weeks.
    last = min(day, known.max().date())
    before = _weeks(started - known.min().date())
    after = _weeks(last + timedelta(days=1) - end)
    since_start = (days - pd.Timestamp(started)).dt.days
    since_end = (days - pd.Timestamp(end)).dt.days
    week = np.where(since_start < 0, since_start // WEEK + before, since_end // WEEK + before)
    inside = days.notna() & ((since_start < 0) | (since_end >= 0)) & (week >= 0) & (week < before + after)
    gap = (end - started).days / WEEK
    number = np.arange(before + after)
    midpoint = np.asarray(number - before + 0.5 + np.where(number >= before, gap, 0.0), dtype=np.float64)
    return Window(before, after, np.where(inside, week, -1).astype(np.int64), midpoint)


def _weeks(span: timedelta) -> int:
    return min(max(span.days, 0) // WEEK, MOST_WEEKS)
