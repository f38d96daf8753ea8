"""Write the pages of the current snapshot again, from its own tables and the store's words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from flows.night import Night
from flows.publishing import report_of
from voc.errors import PublishError
from voc.publish.snapshot import current
from voc.store import Store
from voc.tables import Run, SourceRun, published_tables
from voc.web.export import export_report


def write_report(config: Path, out: Path | None) -> Path:
    """Export the report of the current snapshot; returns its first page.

    Raises:
        PublishError: Nothing has been published yet, or `out` cannot be written.
    """
    night = Night.of(config, datetime.now(UTC), None)
    folder = current(night.config.home)
    if folder is None:
        raise PublishError("nothing has been published yet", where=str(night.config.home), advice="run a night first: voc run")
    # A snapshot of an earlier version has fewer tables; pages say that these have nothing to tell.
    tables = {n: pd.read_parquet(f) for n in published_tables() if (f := folder / "tables" / f"{n}.parquet").is_file()}
    with night.open_store() as store:
        run = _publisher(store, folder.name)
        night = replace(night, run_id=run["run_id"], day=f"{run['day']:%Y-%m-%d}")
        accounts = [{str(k): v for k, v in a.items()} for a in store.load(SourceRun, {"run_id": run["run_id"]}).to_dict("records")]
        report = report_of(store, night, tables, accounts, json.loads(run["gate"]), json.loads(run["steps"]), bool(run["degraded"]))
    target = out or folder / "report"
    try:
        export_report(target, report)
    except OSError as error:
        raise PublishError(f"cannot write: {error.strerror}", where=str(target), advice="choose another folder with --out") from error
    return target / "index.html"


def _publisher(store: Store, snapshot_id: str) -> dict[str, Any]:
    """The run that published the snapshot."""
    runs = store.load(Run, {"snapshot_id": snapshot_id, "status": "published"}).sort_values("started_at")
    if runs.empty:
        raise PublishError("no run in the store published the current snapshot", where=snapshot_id, advice="run a night: voc run")
    return {str(k): v for k, v in runs.iloc[-1].items()}
