"""`voc export`: what was published, as files and tables for other programs and for slides."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from voc.cli import shown
from voc.cli.opening import CONFIG, DEFAULT, settings
from voc.errors import ConfigError


class Language(StrEnum):
    """Of titles and legends."""

    fr = "fr"
    en = "en"


OUT = Annotated[Path | None, typer.Option("--out", "-o", help="Folder for the files; made when absent.")]
SNAPSHOT = Annotated[str | None, typer.Option(help="Id of the snapshot; the current one when absent.")]
XLSX = Annotated[bool, typer.Option("--xlsx", help="A workbook: the map, its cells ranked, every table.")]
SVG = Annotated[bool, typer.Option("--svg", help="Pictures of the heatmap and the journey map that can be scaled.")]
PNG = Annotated[bool, typer.Option("--png", help="The same as pixels, 1920 × 1080.")]
SQLITE = Annotated[bool, typer.Option("--sqlite", help="Every table in one SQLite file.")]
CSV = Annotated[bool, typer.Option("--csv", help="Every table as CSV.")]
PARQUET = Annotated[bool, typer.Option("--parquet", help="Every table as Parquet.")]
SQL = Annotated[str | None, typer.Option(help="Write every table to this database, as postgresql://user@host/name.")]
LANGUAGE = Annotated[Language, typer.Option(help="Language of the workbook and the pictures.")]
PERIOD = Annotated[
    str | None,
    typer.Option(
        help="Of the map: a kind (last_28_days, month, week, day, all; its latest) or one with its first day, as week:2026-09-07."
    ),
]
SEGMENT = Annotated[str | None, typer.Option(help="Of the map: column=value, as region=Nord; all customers when absent.")]
QUIET = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")]
JSON = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def register(app: typer.Typer) -> None:
    app.command()(export)


def export(
    out: OUT = None,
    config: CONFIG = DEFAULT,
    snapshot: SNAPSHOT = None,
    xlsx: XLSX = False,
    svg: SVG = False,
    png: PNG = False,
    sqlite: SQLITE = False,
    csv: CSV = False,
    parquet: PARQUET = False,
    sql: SQL = None,
    language: LANGUAGE = Language.fr,
    period: PERIOD = None,
    segment: SEGMENT = None,
    quiet: QUIET = False,
    json: JSON = False,
) -> None:
    """Write a published snapshot as workbook, pictures, database, CSV and Parquet; all of them when none is named.

    Example: voc export --out slides --png --language en --period month --segment region=Nord
    """
    from voc.publish.export import FORMATS, SHOW_A_MAP
    from voc.publish.export import export as write
    from voc.publish.reading import open_snapshot
    from voc.publish.sql import write_sql
    from voc.publish.view import choose
    from voc.publish.words import words

    asked = {"xlsx": xlsx, "svg": svg, "png": png, "sqlite": sqlite, "csv": csv, "parquet": parquet}
    formats = [f for f in FORMATS if asked[f]] or ([] if sql else list(FORMATS))
    if formats and out is None:
        raise ConfigError("no folder to write to", where="--out", expected="a folder, as in `voc export --out slides`")
    found = open_snapshot(settings(config).home, snapshot)
    view = choose(found.tables, period, segment) if period or segment or SHOW_A_MAP & set(formats) else None
    with shown.progress(quiet or json) as progress:
        files = write(out, found, view, words(language.value), formats, progress) if out and formats else []
        if sql:
            write_sql(sql, found.tables, progress)
    if json:
        shown.as_json({"snapshot_id": found.snapshot_id, "files": [str(f) for f in files], "database": bool(sql)})
    elif not quiet:
        shown.out.print(f"Snapshot {found.snapshot_id}, data up to {found.day}")
        for file in files:
            shown.out.print(str(file), soft_wrap=True)
