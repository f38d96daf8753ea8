"""The last task of a night: the gate, the snapshot, the report, the run's account."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from prefect import get_run_logger, task

from flows.artifacts import leave_artifacts
from flows.night import Night, end_of
from voc import __version__
from voc.publish import gate, journey_map, publish, write_sql
from voc.publish.snapshot import CURRENT
from voc.store import Store, runs
from voc.store import feedback as stored_feedback
from voc.tables import Feedback, IssueRow, Mention, published_tables
from voc.web.export import export_report
from voc.web.report import VERBATIM_COLUMNS, Report


@task(task_run_name="publish")
def publish_night(night: Night, accounts: Sequence[Mapping[str, Any]], done: Mapping[str, Any]) -> dict[str, Any]:
    """Hold the night against the gate; if it passes make its snapshot current, else keep the last one.

    Returns:
        run_id, day, status, snapshot_id, report, degraded, accounts, gate.
    """
    config = night.config
    tables = {name: pd.read_parquet(f) for name in published_tables() if (f := night.staging / f"{name}.parquet").exists()}
    with night.open_store() as store:
        degraded = any(a["status"] == "failed" for a in accounts) or _errors(store, night)
        checks = [asdict(c) for c in gate(_values(store, night, accounts), config.gate)]

        def with_report(folder: Path, final: Mapping[str, pd.DataFrame]) -> None:
            (folder / journey_map.NAME).write_text(journey_map.journey_map_json(final), encoding="utf-8")
            export_report(folder / "report", report_of(store, night, final, accounts, checks, done, degraded))

        if all(c["passed"] for c in checks):
            made = publish(config.home, tables, night.data_day, _about(night), config.keep_snapshots, with_report)
            status: runs.Status = "published" if made.is_new else "unchanged"
            snapshot: str | None = made.snapshot_id
            if config.publish_url:
                write_sql(config.publish_url, {n: _stamped(t, made.snapshot_id) for n, t in tables.items()})
        else:
            before = runs.latest_published(store)
            status, snapshot = "kept", before["snapshot_id"] if before else None
        runs.finish_run(store, night.run_id, datetime.now(UTC), status, degraded=degraded, snapshot_id=snapshot, steps=done, gate=checks)
    shutil.rmtree(night.staging, ignore_errors=True)
    page = config.home / "snapshots" / CURRENT / "report" / "index.html"
    leave_artifacts(night, tables["heatmap"], page, status)
    get_run_logger().info("%s: snapshot %s, heatmap at %s", status, snapshot, page)
    return {
        "run_id": night.run_id,
        "day": night.day,
        "status": status,
        "snapshot_id": snapshot,
        "report": str(page),
        "degraded": degraded,
        "accounts": [dict(a) for a in accounts],
        "gate": checks,
    }


def _about(night: Night) -> dict[str, Any]:
    """What the manifest says besides the tables; nothing that differs between two nights on the same inputs."""
    return {"code_version": __version__, "config_hash": night.config.hash(), "models": night.model_hashes()}


def _errors(store: Store, night: Night) -> bool:
    return len(store.load(IssueRow, {"run_id": night.run_id, "severity": "error"}, ["issue_id"])) > 0


def _stamped(table: pd.DataFrame, snapshot_id: str) -> pd.DataFrame:
    return table.assign(snapshot_id=snapshot_id) if "snapshot_id" in table else table


def report_of(
    store: Store,
    night: Night,
    tables: Mapping[str, pd.DataFrame],
    accounts: Sequence[Mapping[str, Any]],
    checks: Sequence[Mapping[str, Any]],
    done: Mapping[str, Any],
    degraded: bool,
) -> Report:
    """Everything the pages show."""
    config = night.config
    snapshot_id = str(tables["heatmap"]["snapshot_id"].iloc[0]) if len(tables["heatmap"]) else ""
    issues = store.load(IssueRow, {"run_id": night.run_id}).drop(columns=["issue_id", "run_id"])
    run = {
        "day": night.day,
        "status": "published",
        "degraded": degraded,
        "code_version": __version__,
        "model_version": night.model_version,
        "config_hash": config.hash(),
        "steps": [{"step": s, **{k: v for k, v in d.items() if k != "seconds"}} for s, d in done.items()],
        "sources": [{k: v for k, v in a.items() if k != "seconds"} for a in accounts],
        "issues": issues.to_dict("records"),
        "gate": [dict(c) for c in checks],
    }
    return Report(
        tables, verbatims(store, night), run, config.company.name, snapshot_id, config.friction.min_authors, config.company.time_zone
    )


def verbatims(store: Store, night: Night) -> pd.DataFrame:
    """One row per mention that counts, with the words it stands in."""
    feedback = stored_feedback.feedback_until(store, end_of(night.data_day, night.config.company.time_zone))
    counted = feedback[feedback["duplicate_of"].isna()]
    joined = store.load(Mention).merge(counted.drop(columns=["run_id"]), on="feedback_id", how="inner", validate="many_to_one")
    return joined[[*VERBATIM_COLUMNS, "topic_strength", "attributes"]]


def _values(store: Store, night: Night, accounts: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """What the gate looks at."""
    stages = store.load(Mention, columns=["stage"])["stage"]
    rows = sum(int(a["rows_in"]) for a in accounts)
    return {
        "feedback": float(store.count(Feedback)),
        "unplaced": float((stages == "unplaced").mean()) if len(stages) else 0.0,
        "quarantined": sum(int(a["quarantined"]) for a in accounts) / rows if rows else 0.0,
        "failed_sources": sum(a["status"] == "failed" for a in accounts) / len(accounts) if accounts else 0.0,
    }
