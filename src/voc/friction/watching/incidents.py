"""Incidents: days on which the same thing was seen, told as one alert that is opened, updated and closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from voc import tables
from voc.ids import short_id

WHAT = ["kind", "subject", "segment", "segment_value"]
OPPOSITE = {"worse": "better", "better": "worse"}

Key = tuple[str, ...]


def incidents(sightings: pd.DataFrame, day: date, close_after: int) -> pd.DataFrame:
    """The incidents of all sightings up to `day`, those that are over included: a function of the sightings alone, in any order.

    An incident lasts as long as it is seen again before `close_after` days have gone by without; it then ended on the last day on which
    it was seen. What got worse is over at once when the same cell is seen to get better, and the other way round. Message and evidence
    are those of the last day.

    Args:
        sightings: `tables.Sighting`; days after `day` are left out.
        day: The data day.
        close_after: Days without seeing it after which an incident is over.
    Returns:
        `tables.Alert` rows without snapshot, by key.
    """
    seen = tables.Sighting.conform(sightings)
    seen = seen[seen["day"] <= pd.Timestamp(day)].drop_duplicates(tables.Sighting.keys()).sort_values("day")
    of: dict[Key, pd.DataFrame] = {tuple(map(str, what)): rows for what, rows in seen.groupby(WHAT)}
    alerts = [a for what, rows in of.items() for a in _incidents(what, rows, _days(of.get(_opposite(what))), day, close_after)]
    frame = tables.Alert.check(pd.DataFrame(alerts, columns=list(tables.Alert.columns)))
    return frame.sort_values(tables.Alert.keys(), ignore_index=True)


def alert_id(kind: str, subject: str, segment: str, segment_value: str, first: date) -> str:
    """Id of the incident that was first seen on a day."""
    return short_id("a", kind, subject, segment, segment_value, first.isoformat())


def _incidents(what: Key, rows: pd.DataFrame, against: Sequence[date], day: date, close_after: int) -> list[dict[str, Any]]:
    days = _days(rows)
    starts = [0, *(i for i in range(1, len(days)) if _over(days[i - 1], days[i], against, close_after + 1))]
    alerts = []
    for start, end in zip(starts, [*starts[1:], len(days)], strict=True):
        run, first, last = rows.iloc[start:end], days[start], days[end - 1]
        over = end < len(days) or _over(last, day, against, close_after)
        alerts.append(
            {
                **dict(zip(WHAT, what, strict=True)),
                "snapshot_id": "",
                "alert_id": alert_id(what[0], what[1], what[2], what[3], first),
                "since": pd.Timestamp(first),
                "last_seen": pd.Timestamp(last),
                "until": pd.Timestamp(last) if over else pd.NaT,
                "n_days": end - start,
                "q": run["q"].min(),
                **{told: run[told].iloc[-1] for told in ("message_fr", "message_en", "evidence")},
            }
        )
    return alerts


def _over(last: date, now: date, against: Sequence[date], after: int) -> bool:
    """Whether what was last seen on `last` is over by `now`: too long ago, or the opposite was seen since."""
    return (now - last).days >= after or any(last < d <= now for d in against)


def _opposite(what: Key) -> Key:
    return (OPPOSITE.get(what[0], ""), *what[1:])


def _days(rows: pd.DataFrame | None) -> list[date]:
    return [] if rows is None else [d.date() for d in rows["day"]]
