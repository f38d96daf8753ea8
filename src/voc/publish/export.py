"""Files of a published snapshot for those who do not read its folder: a workbook, pictures, a database, copies of its tables."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from voc.errors import PublishError
from voc.protocols import Progress, silent
from voc.publish.reading import Snapshot
from voc.publish.sql import write_sql
from voc.publish.view import View
from voc.wording import Words

Format = Literal["xlsx", "svg", "png", "sqlite", "csv", "parquet"]
FORMATS: tuple[Format, ...] = ("xlsx", "svg", "png", "sqlite", "csv", "parquet")
# These show one map; the others hold every table whole.
SHOW_A_MAP = {"xlsx", "svg", "png"}


def export(
    folder: Path, snapshot: Snapshot, view: View | None, say: Words, formats: Sequence[Format] = FORMATS, progress: Progress = silent
) -> list[Path]:
    """Write a snapshot in the formats asked for, each file appearing whole or not at all.

    Args:
        folder: Made when absent; files of an earlier export are replaced.
        snapshot: What is exported.
        view: The period and segment of the map, in the workbook and in the pictures; without it neither is written.
        say: The language of both; tables keep the names of the contract.
        formats: `csv` and `parquet` are copies of the snapshot's own files, with its contract.
    Returns:
        The files: `voc.xlsx`, `heatmap.*` and `journey_map.*` (when there is one), `voc.sqlite`, `tables/*` and `contract.yml`.
    Raises:
        PublishError: The folder cannot be written.
    """
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if view and "xlsx" in formats:
            from voc.publish.workbook import write_workbook

            write_workbook(folder / "voc.xlsx", snapshot, view, say, progress)
            written.append(folder / "voc.xlsx")
        if view and (drawn := [f for f in ("svg", "png") if f in formats]):
            from voc.publish.picture import write_pictures

            written += write_pictures(folder, snapshot, view, say, drawn, progress)
        if "sqlite" in formats:
            written.append(_sqlite(folder / "voc.sqlite", snapshot, progress))
        written += _copies(folder, snapshot, [f for f in ("csv", "parquet") if f in formats])
    except OSError as error:
        what = f"cannot be written ({error.strerror or error})"
        where = os.fspath(error.filename or folder)
        raise PublishError(what, where=where, advice="make the folder writable, or choose another with --out") from error
    return written


def _sqlite(path: Path, snapshot: Snapshot, progress: Progress) -> Path:
    """A database of its own, made beside the old one, which readers may have open."""

    def fill(fresh: Path) -> None:
        write_sql(sa.URL.create("sqlite", database=os.fspath(fresh)), snapshot.tables, progress)

    return _whole(path, fill)


def _copies(folder: Path, snapshot: Snapshot, suffixes: Sequence[str]) -> list[Path]:
    found = [p for suffix in suffixes for p in sorted((snapshot.folder / "tables").glob(f"*.{suffix}"))]
    if suffixes:
        found.append(snapshot.folder / "contract.yml")
    copies = []
    for source in found:
        target = folder / source.relative_to(snapshot.folder)
        target.parent.mkdir(exist_ok=True)
        copies.append(_whole(target, lambda fresh, source=source: shutil.copyfile(source, fresh)))  # type: ignore[misc]
    return copies


def _whole(path: Path, write: Callable[[Path], object]) -> Path:
    """Write under another name first, so that no reader meets half a file."""
    fresh = path.with_name(f".{path.name}.tmp")
    fresh.unlink(missing_ok=True)
    try:
        write(fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return path
