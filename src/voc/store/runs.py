"""The account that each run leaves: itself, its sources, its issues and the rows it rejected."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd

from voc.issues import Issue, issues_frame
from voc.store.store import Changes, Store
from voc.tables import IssueRow, Quarantine, Run, SourceRun

Status = Literal["published", "unchanged", "kept", "failed"]


def start_run(store: Store, day: date, started_at: datetime, *, code_version: str, config_hash: str, model_version: str) -> str:
    """Note that a run has begun; returns its id, a hash of the start time and the data day."""
    run_id = "r_" + _hash(pd.Timestamp(started_at).isoformat(), str(day))
    row = {
        "run_id": run_id,
        "day": pd.Timestamp(day),
        "started_at": started_at,
        "status": "running",
        "degraded": False,
        "code_version": code_version,
        "config_hash": config_hash,
        "model_version": model_version,
        "steps": "{}",
        "gate": "[]",
    }
    store.save(Run, pd.DataFrame([row]))
    return run_id


def finish_run(
    store: Store,
    run_id: str,
    finished_at: datetime,
    status: Status,
    *,
    degraded: bool,
    snapshot_id: str | None,
    steps: Mapping[str, Any],
    gate: Sequence[Mapping[str, Any]],
) -> None:
    """Note how the run ended; a run never finished stays `running`, which is how a killed one is recognised."""
    run = store.load(Run, {"run_id": run_id}).assign(
        finished_at=pd.Timestamp(finished_at),
        status=status,
        degraded=degraded,
        snapshot_id=snapshot_id,
        steps=json.dumps(steps, ensure_ascii=False, sort_keys=True),
        gate=json.dumps(list(gate), ensure_ascii=False),
    )
    store.save(Run, run)


def latest(store: Store) -> dict[str, Any] | None:
    """The run that began last, as a row of `Run`, or None."""
    return _last(store.load(Run), "started_at")


def latest_published(store: Store) -> dict[str, Any] | None:
    """The run that published last, as a row of `Run`, or None."""
    return _last(store.load(Run, {"status": "published"}), "finished_at")


def _last(runs: pd.DataFrame, by: str) -> dict[str, Any] | None:
    runs = runs.sort_values([by, "run_id"])
    return None if runs.empty else {str(k): v for k, v in runs.iloc[-1].items()}


def write_source_runs(store: Store, run_id: str, accounts: pd.DataFrame) -> Changes:
    """Save the account of each source: columns of `SourceRun`, without `run_id`."""
    return store.save(SourceRun, accounts.assign(run_id=run_id))


def write_issues(store: Store, run_id: str, issues: Iterable[Issue]) -> Changes:
    """Save problems as rows; the same problem of the same run is one row."""
    frame = issues_frame(issues).drop_duplicates().assign(run_id=run_id)
    ids = _hashes("i_", frame, ["run_id", "severity", "source", "record", "what", "expected", "advice"])
    return store.save(IssueRow, frame.assign(issue_id=ids))


def write_quarantine(store: Store, run_id: str, rejected: pd.DataFrame) -> Changes:
    """Save rejected rows (source, record, record_id, reason, redacted excerpt); one met again keeps the run that first rejected it."""
    ids = _hashes("q_", rejected, ["source", "record", "reason"])
    frame = rejected.assign(quarantine_id=ids, run_id=run_id).drop_duplicates("quarantine_id")
    with store.transaction():
        known = store.load(Quarantine, {"quarantine_id": frame["quarantine_id"]}, ["quarantine_id", "run_id"])
        first = frame["quarantine_id"].map(known.set_index("quarantine_id")["run_id"]).astype("str")
        return store.save(Quarantine, frame.assign(run_id=first.fillna(run_id)))


def _hashes(prefix: str, frame: pd.DataFrame, columns: list[str]) -> pd.Series[Any]:
    values = [prefix + _hash(*map(str, row)) for row in frame[columns].itertuples(index=False)]
    return pd.Series(values, index=frame.index, dtype="str")


def _hash(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()
