"""Two tasks of a night: what the day saw becomes alerts before publishing, and is sent after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from prefect import get_run_logger, task
from prefect.events import emit_event

from flows.night import Night
from flows.tasks import Done, timed, until
from voc import steps
from voc.errors import VocError
from voc.issues import Issue
from voc.notify import Bulletin, Sink, due, sinks
from voc.store import Store, runs
from voc.store import sightings as stored
from voc.tables import Sighting, Topic


@task(task_run_name="watch")
def watch(night: Night) -> Done:
    """Keep what the day saw and leave the alerts, made of all days up to it, where publishing finds them."""
    with timed() as done, night.open_store() as store:
        mentions, feedback = until(store, night)
        heatmap = pd.read_parquet(night.staging / "heatmap.parquet")
        seen = steps.watch(heatmap, store.load(Topic), mentions, feedback, night.config, pd.Timestamp(night.data_day))
        stored.keep(store, night.data_day, seen)
        alerts = _alerts(store, night)
        alerts.to_parquet(night.staging / "alert.parquet", index=False)
        done |= {"rows_in": len(seen), "rows_out": len(alerts), "open": int(alerts["until"].isna().sum())}
    return done


@task(task_run_name="notify")
def notify(night: Night, status: str) -> dict[str, int]:
    """Tell each sink what it has not been told; how many alerts each was told.

    A sink that fails leaves a warning, and the next night tries again. A night that was not fit to publish tells nothing and forgets
    what it saw.
    """
    with night.open_store() as store:
        if status not in ("published", "unchanged"):
            stored.keep(store, night.data_day, Sighting.empty())
            return {}
        alerts, settings = _alerts(store, night), night.config.alerts
        every: list[Sink] = [*sinks(settings), *([PrefectEvents()] if settings.prefect_event else [])]
        return {sink.name: _tell(store, night, sink, alerts) for sink in every}


def _tell(store: Store, night: Night, sink: Sink, alerts: pd.DataFrame) -> int:
    news = due(alerts, stored.notices(store), sink.name, night.config.alerts.close_after)
    if not news:
        return 0
    try:
        complaints = sink.send(Bulletin(night.config.company.name, night.data_day, news))
    # The night is published: whatever a sink does, it must not take the night down.
    except Exception as error:
        reason = error.sentence() if isinstance(error, VocError) else type(error).__name__
        _warn(store, night, sink, [f"{len(news)} alert(s) were not sent: {reason}"], "the next night tries again")
        return 0
    stored.note(store, sink.name, [(n.alert["alert_id"], n.event) for n in news], night.data_day, datetime.now(UTC))
    _warn(store, night, sink, complaints, "the others were sent")
    return len(news)


def _warn(store: Store, night: Night, sink: Sink, complaints: Sequence[str], advice: str) -> None:
    for what in complaints:
        get_run_logger().warning("%s: %s", sink.name, what)
    runs.write_issues(store, night.run_id, [Issue("warning", f"alerts.{sink.name}", what, advice=advice) for what in complaints])


def _alerts(store: Store, night: Night) -> pd.DataFrame:
    return steps.incidents(stored.until(store, night.data_day), night.data_day, night.config.alerts.close_after)


@dataclass(frozen=True)
class PrefectEvents:
    """Emits `voc.alert.<kind>` per alert, for Prefect's automations; `event` in its payload says whether it opened or closed."""

    name: str = "prefect_event"

    def send(self, bulletin: Bulletin) -> Sequence[str]:
        """Emit one event per alert."""
        for record in bulletin.records():
            alert: dict[str, Any] = {k: v for k, v in record.items() if k != "evidence"}
            resource = {"prefect.resource.id": f"voc.alert.{alert['alert_id']}", "prefect.resource.name": alert["message_en"]}
            emit_event(event=f"voc.alert.{alert['kind']}", resource=resource, payload=alert)
        return ()
