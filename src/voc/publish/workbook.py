"""A snapshot as an XLSX workbook: the map, its cells ranked, what there is, and every published table.

Nothing in it can run: every text is stored as text, and there is no formula. The same snapshot gives the same bytes.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.hyperlink import Hyperlink

from voc.protocols import Progress, silent
from voc.publish.heat_sheet import QUIET, heat_sheet, ranking_sheet
from voc.publish.reading import Snapshot
from voc.publish.sheets import HEAD, MOST_ROWS, styled, table_sheet
from voc.publish.view import View, period_name, segment_name
from voc.tables import published_tables
from voc.wording import Words

LINK = Font(color="174A7C", underline="single")
# Of all files in the archive: ZIP knows no time before 1980, and a real one would make two equal exports differ.
EPOCH = (1980, 1, 1, 0, 0, 0)
TOLD_EVERY = 1000


def write_workbook(
    path: Path, snapshot: Snapshot, view: View, say: Words, progress: Progress = silent, most_rows: int = MOST_ROWS
) -> dict[str, int]:
    """Write the workbook; returns how many rows of each table found room.

    Args:
        path: The file, replaced when it is there.
        snapshot: What is exported; all its tables become sheets.
        view: The period and segment of the first two sheets.
        say: The language of titles, legends and the contents; tables keep the names of the contract.
        most_rows: Rows of a sheet, for tests; a longer table is cut, and says so in its last row and in the contents.
    """
    book = Workbook(write_only=True)
    heat_sheet(book, view, say, f"voc · {snapshot.snapshot_id}")
    ranking_sheet(book, view, say)
    contents = book.create_sheet(say("contents"))
    written, rows = count(1), sum(map(len, snapshot.tables.values()))

    def tick() -> None:
        if (done := next(written)) % TOLD_EVERY == 0:
            progress(done, rows, "workbook")

    kept = {n: table_sheet(book, t, snapshot.tables[n], say, tick, most_rows) for n, t in published_tables().items()}
    _contents(contents, snapshot, view, say, kept)
    book.properties.creator = "voc"
    book.properties.title = say("map")
    book.properties.identifier = snapshot.snapshot_id
    book.properties.created = datetime.fromisoformat(snapshot.day)
    _save(book, path, datetime.fromisoformat(snapshot.day).replace(tzinfo=UTC))
    progress(rows, rows, "workbook")
    return kept


def _contents(sheet: Any, snapshot: Snapshot, view: View, say: Words, kept: Mapping[str, int]) -> None:
    for column, width in (("A", 26), ("B", 16), ("C", 110)):
        sheet.column_dimensions[column].width = width
    sheet.sheet_view.showGridLines = False
    sheet.append([styled(sheet, say("contents_title"), font=Font(bold=True, size=14))])
    about = {
        "snapshot": snapshot.snapshot_id,
        "day": say.formats.day(snapshot.day),
        "contract": snapshot.contract_version,
        "period": period_name(view.period, view.start, view.end, say),
        "customers": segment_name(view.segment, view.value, say),
    }
    for key, value in about.items():
        sheet.append([styled(sheet, say(key), font=QUIET), styled(sheet, value)])
    sheet.append([styled(sheet, say("contents_how"), font=QUIET)])
    sheet.append([])
    sheet.append([styled(sheet, say(key), font=Font(bold=True), fill=HEAD) for key in ("sheet", "rows", "holds")])
    entries = [(say("map"), None, say("sheet_map")), (say("cells"), len(view.ranking), say("sheet_cells"))]
    entries += [(n, len(snapshot.tables[n]), _holds(n, len(snapshot.tables[n]), kept[n], say)) for n in kept]
    for row, (name, rows, holds) in enumerate(entries, len(about) + 5):
        link = styled(sheet, name, font=LINK, alignment=Alignment(vertical="top"))
        link._hyperlink = Hyperlink(ref=f"A{row}", location=f"'{name}'!A1", display=name)
        wrapped = Alignment(wrap_text=True, vertical="top")
        sheet.append([link, styled(sheet, rows, number_format="#,##0", alignment=wrapped), styled(sheet, holds, alignment=wrapped)])


def _holds(name: str, rows: int, kept: int, say: Words) -> str:
    what = (published_tables()[name].__doc__ or "").strip()
    figure = say.formats.number
    return what if kept == rows else f"{what} {say('cut', kept=figure(kept), all=figure(rows), file=f'{name}.parquet')}"


def _save(book: Workbook, path: Path, when: datetime) -> None:
    """Save without the clock: openpyxl writes the time into the properties and into every entry of the archive."""
    stamp = f"{when:%Y-%m-%dT%H:%M:%SZ}".encode()
    with tempfile.TemporaryFile(dir=path.parent) as file, tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as fresh:
        book.save(file)
        with ZipFile(file) as made, ZipFile(fresh, "w", ZIP_DEFLATED) as still:
            for entry in made.infolist():
                body = made.read(entry)
                if entry.filename == "docProps/core.xml":
                    body = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, body)
                info = ZipInfo(entry.filename, EPOCH)
                info.compress_type = ZIP_DEFLATED
                still.writestr(info, body)
    Path(fresh.name).replace(path)
