"""The weekly refit: discover all topics afresh, reconcile them with those that are known, publish."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.task_runners import ThreadPoolTaskRunner

from flows import alerting, tasks
from flows.night import Night
from flows.publishing import publish_night


# Prefect's annotation leaves out its own runners.
@flow(name="refit-topics", task_runner=ThreadPoolTaskRunner(max_workers=1))  # type: ignore[arg-type]
def refit_topics(config: str = "configs/voc.yml", day: date | None = None) -> dict[str, Any]:
    """Discover topics afresh on everything in the store; ids, names and decisions of analysts stay.

    Beyond the limits of `topics.limits` yesterday's topics stay, and an issue of the run says why.

    Args:
        config: Path of `voc.yml`.
        day: The data day; when absent, what the configuration's `day` says.
    Returns:
        As `nightly`, without accounts of sources: a refit gathers nothing.
    Raises:
        ConfigError: Before any work, with every problem.
    """
    night = tasks.settle_day(tasks.begin(Night.of(Path(config), datetime.now(UTC), day)))
    done = {"discover": tasks.discover(night, refit=True), "measure": tasks.measure(night), "watch": alerting.watch(night)}
    result = publish_night(night, [], done)
    return {**result, "notified": alerting.notify(night, result["status"])}
