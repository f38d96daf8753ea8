"""A published snapshot, read back: what every export starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from voc.errors import ContractBroken, PublishError
from voc.publish.contract import CONTRACT_VERSION
from voc.publish.manifest import read_manifest
from voc.publish.snapshot import CURRENT, TEMPORARY, current
from voc.tables import Table, published_tables


@dataclass(frozen=True)
class Snapshot:
    """One published state: its id, its folder, its data day as YYYY-MM-DD, the version of its contract, and its tables by name."""

    snapshot_id: str
    folder: Path
    day: str
    contract_version: str
    tables: Mapping[str, pd.DataFrame]


def open_snapshot(home: Path, snapshot_id: str | None = None) -> Snapshot:
    """Read a snapshot whole; a table that its contract did not have yet comes out empty.

    Args:
        home: Folder in which `snapshots/` lies.
        snapshot_id: Which one; None for the current one.
    Raises:
        PublishError: Nothing has been published yet, there is no such snapshot, or it cannot be read.
    """
    folder = find_snapshot(home, snapshot_id)
    about = read_manifest(folder)
    if about is None:
        raise PublishError("its manifest cannot be read", where=str(folder), advice="publish it again: voc run")
    tables = {name: _read(folder, table, str(about.get("contract_version", ""))) for name, table in published_tables().items()}
    return Snapshot(folder.name, folder, str(about["day"]), str(about["contract_version"]), tables)


def find_snapshot(home: Path, snapshot_id: str | None = None) -> Path:
    """The folder of a snapshot, of the current one by default.

    Raises:
        PublishError: Nothing has been published yet, or there is no such snapshot; lists those that there are.
    """
    newest = current(home)
    if newest is None:
        raise PublishError("nothing has been published yet", where=str(home), advice="run a night first: voc run")
    if snapshot_id is None or snapshot_id == CURRENT:
        return newest
    known = sorted(p.name for p in newest.parent.iterdir() if p.is_dir() and not p.is_symlink() and not p.name.startswith(TEMPORARY))
    if snapshot_id not in known:
        raise PublishError(f"there is no snapshot {snapshot_id!r}", where=str(newest.parent), expected=f"one of {', '.join(known)}")
    return newest.parent / snapshot_id


def _read(folder: Path, table: type[Table], version: str) -> pd.DataFrame:
    file = folder / "tables" / f"{table.name}.parquet"
    if not file.exists():
        return table.empty()
    try:
        frame = pq.read_table(file).to_pandas()
        # An older contract may lack columns that are never null; where there are no rows, nothing is missing.
        return table.conform(frame) if len(frame) else table.empty()
    except ContractBroken as error:
        what = f"it follows the contract {version}, and {error.what}"
        raise PublishError(what, where=str(file), expected=f"the contract {CONTRACT_VERSION}", advice="export a newer one") from error
    except (OSError, ValueError) as error:
        raise PublishError(f"cannot be read: {error}", where=str(file), advice="publish it again: voc run") from error
