"""With which days a period is compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from voc.friction.periods import ROLLING_DAYS, Period

Codes = npt.NDArray[np.int64]

WEEKS_BEFORE = 4


def days_before(period: Period, day: date) -> list[tuple[date, date]]:
    """The stretches of days that `period` is compared with, both ends included; none for `all`.

    A day is compared with the same weekday of the four weeks before; a week with the four weeks before, up to the same weekday when it
    is not over on `day`; a month with the month before, up to the same day; the last 28 days with the 28 before.
    """
    end = min(period.end, day)
    if period.kind in ("day", "week"):
        back = [timedelta(weeks=w) for w in range(WEEKS_BEFORE, 0, -1)]
        return [(period.start - b, end - b) for b in back]
    if period.kind == "last_28_days":
        return [(period.start - timedelta(days=ROLLING_DAYS), period.start - timedelta(days=1))]
    if period.kind == "month":
        last = period.start - timedelta(days=1)
        start = last.replace(day=1)
        over = end == period.end
        return [(start, last if over else min(last, start + (end - period.start)))]
    return []


def sides(days: pd.Series[Any], periods: Sequence[Period], day: date) -> tuple[Codes, Codes, npt.NDArray[np.bool_]]:
    """Which rows take part in which comparison: a row can be of one period now and of several periods' past.

    A comparison needs at least half of the days before to lie within the data, or it would hold a whole against a remnant.

    Args:
        days: Day of each row; null for undated rows, which take part in none.
        periods: Of one kind.
        day: The last data day.
    Returns:
        rows, period (place in `periods`) and whether the row is of the days before.
    """
    values = days.to_numpy(dtype="datetime64[D]")
    order = np.argsort(values, kind="stable")  # nulls come last
    ordered = values[order][: len(values) - int(np.isnat(values).sum())]
    if not len(ordered):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, bool)
    rows, codes, before = [], [], []
    for code, period in enumerate(periods):
        past = days_before(period, day)
        known = sum(max((b - max(a, ordered[0].astype(date))).days + 1, 0) for a, b in past)
        if not past or known * 2 < sum((b - a).days + 1 for a, b in past):
            continue
        for start, end, is_past in [(period.start, min(period.end, day), False), *((a, b, True) for a, b in past)]:
            low, high = np.searchsorted(ordered, [np.datetime64(start), np.datetime64(end) + 1])
            rows.append(order[low:high])
            codes.append(np.full(high - low, code))
            before.append(np.full(high - low, is_past))
    if not rows:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, bool)
    return np.concatenate(rows).astype(np.int64), np.concatenate(codes).astype(np.int64), np.concatenate(before)
