"""Snapshots: immutable folders of the published tables, and a `current` link that readers follow.

A snapshot is written under a temporary name and renamed when complete; `current` is replaced by renaming a new link over it. Whoever reads
sees the old state or the new one, and a run that is killed leaves nothing but a temporary folder that the next one removes.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from voc.errors import PublishError
from voc.publish.content import as_arrow, checked, snapshot_id, with_id
from voc.publish.contract import CONTRACT_VERSION, contract
from voc.publish.csv import write_csv
from voc.publish.manifest import intact, write_manifest

CURRENT = "current"
TEMPORARY = ".tmp-"
Extras = Callable[[Path, dict[str, pd.DataFrame]], None]


@dataclass(frozen=True)
class Published:
    """A snapshot: its id, its folder, and whether this call made it."""

    snapshot_id: str
    folder: Path
    is_new: bool


def publish(
    home: Path,
    tables: Mapping[str, pd.DataFrame],
    day: date,
    run: Mapping[str, object],
    keep: int,
    extras: Extras | None = None,
) -> Published:
    """Write the tables as a snapshot and make it current; the same tables for the same day give the same snapshot, written once.

    Args:
        home: Folder in which `snapshots/` lies.
        tables: Published tables by name; `snapshot_id` is filled in here.
        day: The data day.
        run: Versions and hashes for the manifest; nothing that differs between two runs on the same inputs.
        keep: How many snapshots stay; the current one and the one before it always do, for readers who have it open.
        extras: Adds files (the report) to the folder it is given, from the tables with their `snapshot_id`, before anyone sees them.
    Raises:
        ContractBroken: A table does not keep its contract.
        PublishError: The folder cannot be written, or another run is publishing there.
    """
    content = checked(tables)
    arrow = as_arrow(content)
    found = snapshot_id(day, arrow)
    root = home / "snapshots"
    with _told(root), _locked(root):
        _sweep(root)
        folder, before = root / found, current(home)
        is_new = not intact(folder)
        if is_new:
            try:
                fresh = root / f"{TEMPORARY}{found}"
                _write(fresh, {n: with_id(t, found) for n, t in arrow.items()})
                if extras:
                    extras(fresh, {n: _filled(f, found) for n, f in content.items()})
                write_manifest(fresh, found, day, run, {n: len(f) for n, f in content.items()})
                _show(fresh, folder)
            finally:
                _sweep(root)
        _point(root, found)
        _prune(root, keep, {found, before.name if before else found})
    return Published(found, folder, is_new)


def current(home: Path) -> Path | None:
    """The folder of the current snapshot, resolved, so that all reads from it are of one state; None before the first."""
    link = home / "snapshots" / CURRENT
    folder = link.resolve()
    return folder if link.is_symlink() and folder.is_dir() else None


def _write(folder: Path, tables: Mapping[str, pa.Table]) -> None:
    """Write each table as Parquet and CSV, and the contract; equal tables give equal bytes."""
    (folder / "tables").mkdir(parents=True)
    for name, table in tables.items():
        pq.write_table(table, folder / "tables" / f"{name}.parquet", compression="zstd", version="2.6", row_group_size=100_000)
        write_csv(table, folder / "tables" / f"{name}.csv")
    (folder / "contract.yml").write_text(contract(CONTRACT_VERSION), encoding="utf-8")


def _show(fresh: Path, folder: Path) -> None:
    if folder.exists():  # damaged, or it would have been left alone
        folder.replace(folder.with_name(f"{TEMPORARY}damaged"))
    fresh.replace(folder)


def _filled(frame: pd.DataFrame, found: str) -> pd.DataFrame:
    return frame.assign(snapshot_id=pd.Series(found, index=frame.index, dtype="str")) if "snapshot_id" in frame else frame


def _point(root: Path, found: str) -> None:
    if (root / CURRENT).is_symlink() and (root / CURRENT).readlink() == Path(found):
        return
    link = root / f"{TEMPORARY}{CURRENT}"
    link.symlink_to(found, target_is_directory=True)
    link.replace(root / CURRENT)


def _prune(root: Path, keep: int, never: set[str]) -> None:
    folders = sorted((p for p in root.glob("s_*") if p.is_dir()), key=lambda p: (p.stat().st_mtime_ns, p.name), reverse=True)
    for folder in folders[keep:]:
        if folder.name not in never:
            # Renamed first: a reader never meets half a folder under its own name.
            shutil.rmtree(folder.replace(root / f"{TEMPORARY}{folder.name}"))


def _sweep(root: Path) -> None:
    for left in root.glob(f"{TEMPORARY}*"):
        left.unlink() if left.is_symlink() or left.is_file() else shutil.rmtree(left)


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PublishError("another run is publishing there", where=str(root), advice="wait until it has ended") from None
        yield


@contextmanager
def _told(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = f"cannot be written ({error.strerror or error})"
        raise PublishError(
            what, where=os.fspath(error.filename or root), advice="make the folder writable, or choose another `home`"
        ) from error
