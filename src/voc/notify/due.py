"""What a sink has not been told yet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd

from voc.friction.watching.incidents import alert_id
from voc.notify.bulletin import News
from voc.tables import ALERTS

# A change of a cell is asked about night after night, so that one night in a while calls out a false one: it is told when it is seen on a
# second day, or at once when it is this sure.
SURE, CONFIRMED = 0.01, 2


def due(alerts: pd.DataFrame, notices: pd.DataFrame, sink: str, close_after: int) -> tuple[News, ...]:
    """The alerts that are open and were never told to this sink, and those that it was told of and that have closed since.

    A cell that got worse or better is told when it was seen on two days, or at once when q is 0.01 or less; everything else is told at
    once. What opened and closed without being told is not told afterwards, so that a new sink does not hear of the past. An incident that
    a back-fill made begin earlier, or a repeated night later, has another id and is still the same: it is not told again.

    Args:
        alerts: `tables.Alert` as of the data day.
        notices: `tables.Notice`, of all sinks.
        sink: Name of the sink.
        close_after: Of the settings that made the alerts.
    Returns:
        Opened ones first, by kind and q.
    """
    mine = notices[notices["sink"] == sink]
    told = {event: set(mine.loc[mine["event"] == event, "alert_id"]) for event in ("opened", "closed")}
    ids = set(alerts["alert_id"])
    news = []
    for alert in alerts.to_dict("records"):
        known_as = _names(alert, close_after) - (ids - {alert["alert_id"]})
        opened, closed = (bool(known_as & told[event]) for event in ("opened", "closed"))
        if pd.isna(alert["until"]) and not opened and _firm(alert):
            news.append(News("opened", alert))
        elif not pd.isna(alert["until"]) and opened and not closed:
            news.append(News("closed", alert))
    return tuple(sorted(news, key=_order))


def _firm(alert: dict[Any, Any]) -> bool:
    return alert["kind"] not in ("worse", "better") or alert["n_days"] >= CONFIRMED or alert["q"] <= SURE


def _names(alert: dict[Any, Any], close_after: int) -> set[str]:
    """The ids that the incident would have if it had begun a little earlier or later, even after `last_seen`: a back-filled day does not
    see the days that were told before it.
    """
    what = (alert["kind"], alert["subject"], alert["segment"], alert["segment_value"])
    first = alert["since"] - timedelta(days=close_after)
    days = (alert["last_seen"] - first).days + close_after
    return {alert["alert_id"], *(alert_id(*what, (first + timedelta(days=d)).date()) for d in range(days + 1))}


def _order(news: News) -> tuple[Any, ...]:
    alert = news.alert
    q = alert["q"]
    return (news.event != "opened", ALERTS.index(alert["kind"]), pd.isna(q), 0.0 if pd.isna(q) else q, alert["alert_id"])
