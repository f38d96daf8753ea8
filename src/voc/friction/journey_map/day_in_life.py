"""When customers write, and how much it hurts then: by hour and by weekday."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from voc.friction.journey_map.clustered import mean
from voc.friction.journey_map.drawn import Drawn, Row, figures, row
from voc.friction.segments import ALL

WEEKDAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# More than this of a source's times exactly at midnight are no times: it writes dates, at least now and then.
MIDNIGHTS = 0.05


def hours(answers: pd.DataFrame, time_zone: str) -> npt.NDArray[np.float64]:
    """Hour of the day in the company's zone, null where only a date is known.

    A source that hands over dates has them at midnight, in its own zone or in UTC; where more than one in twenty of a source's times are
    so, those are dates.

    Args:
        answers: source, received_at, time_known.
    """
    local = answers["received_at"].dt.tz_convert(time_zone).dt.tz_localize(None)
    midnight = _midnight(local) | _midnight(answers["received_at"].dt.tz_localize(None))
    dates = midnight & (midnight.groupby(answers["source"]).transform("mean") > MIDNIGHTS)
    known = local.dt.hour.astype(np.float64).where(answers["time_known"] & ~dates)
    return np.asarray(known, dtype=np.float64)


def day_in_life(m: Drawn) -> Iterator[Row]:
    """Feedbacks and mean friction by hour (0 to 23) and by weekday (Monday is 0), each only where some are known.

    The count is `n_feedback`, the friction `value`; an hour at which nobody writes has no friction, and is there all the same.
    """
    friction = m.said.groupby("row")["friction"].mean()
    spoken = m.answers.assign(friction=friction.reindex(m.answers.index)).dropna(subset=["friction"])
    weekday = spoken["day"].dt.day_of_week.to_numpy(np.float64)
    yield from _rows(m, spoken, spoken["hour"].to_numpy(np.float64), "hour", 24)
    for r in _rows(m, spoken, weekday, "weekday", 7):
        yield r | {"label_fr": WEEKDAYS_FR[r["position"]], "label_en": WEEKDAYS_EN[r["position"]]}


def _rows(m: Drawn, spoken: pd.DataFrame, when: npt.NDArray[np.float64], item: str, n: int) -> Iterator[Row]:
    if np.isnan(when).all():
        return
    for position in range(n):
        at = when == position
        found = mean(spoken["friction"].to_numpy(np.float64)[at], spoken["author"].to_numpy()[at], m.confidence, (0.0, 1.0))
        yield row(ALL, ALL, item, position, **figures(found), unit="friction")


def _midnight(times: pd.Series[Any]) -> pd.Series[bool]:
    return times.eq(times.dt.normalize())
