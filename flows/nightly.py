"""The night: gather, understand, discover, measure, watch, publish, notify. Read this file first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, runtime
from prefect.task_runners import ThreadPoolTaskRunner

from flows import alerting, tasks
from flows.night import Night
from flows.publishing import publish_night
from voc.errors import SourceError


def _run_name() -> str:
    """The data day when one was asked for, else when the night began."""
    given = runtime.flow_run.parameters.get("day")
    return f"nightly-{given or datetime.now(UTC).strftime('%Y-%m-%dT%H%M')}"


# Prefect's annotation leaves out its own runners.
@flow(name="nightly", flow_run_name=_run_name, task_runner=ThreadPoolTaskRunner(max_workers=1))  # type: ignore[arg-type]
def nightly(config: str = "configs/voc.yml", day: date | None = None) -> dict[str, Any]:
    """Bring the store up to date and publish the friction heatmap of one data day.

    Args:
        config: Path of `voc.yml`.
        day: The data day; when absent, what the configuration's `day` says.
    Returns:
        run_id, day, status (published, unchanged, kept), snapshot_id, report, degraded, accounts, gate, notified.
    Raises:
        ConfigError: Before any work, with every problem.
        SourceError: No source could be read.
    """
    night = tasks.begin(Night.of(Path(config), datetime.now(UTC), day))
    accounts = _gather_all(night)
    night = tasks.settle_day(night)
    done = {
        "repetitions": tasks.find_repetitions(night),
        "understand": tasks.understand(night),
        "discover": tasks.discover(night),
        "measure": tasks.measure(night),
        "watch": alerting.watch(night),
    }
    result = publish_night(night, accounts, done)
    return {**result, "notified": alerting.notify(night, result["status"])}


def _gather_all(night: Night) -> list[dict[str, Any]]:
    """Every source on its own: one that fails is reported and the night goes on without it."""
    waiting = {s.name: tasks.gather.with_options(task_run_name=f"gather-{s.name}").submit(night, s.name) for s in night.config.sources}
    accounts = []
    for name, future in waiting.items():
        future.wait()
        if future.state.is_completed():
            accounts.append(future.result())
            continue
        reason = str(future.result(raise_on_failure=False))
        get_run_logger().error("source %s failed: %s", name, reason)
        accounts.append(tasks.source_failed(night, name, reason))
    if all(a["status"] == "failed" for a in accounts):
        tasks.end_failed(night)
        raise SourceError("no source could be read", where=night.config_file, advice="`voc doctor` and the issues of this run say why")
    return accounts
