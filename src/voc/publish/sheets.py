"""Cells and sheets of a workbook that cannot be made to run anything, and one sheet per published table."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from voc.publish.csv import FORMULA
from voc.tables import Column, Table
from voc.wording import Words

# Limits of the format, in UTF-16 units and rows: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
MOST_CHARACTERS = 32_767
MOST_ROWS = 1_048_576
# What XML 1.0 cannot hold.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What Excel would read as an escaped character, as in `_x0041_`; its underscore is escaped itself (ECMA-376 part 1, 22.4.2.4).
ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
RUNNABLE = re.compile(FORMULA)
FORMATS = {"integer": "#,##0", "float": "0.000", "date": "yyyy-mm-dd", "time": "yyyy-mm-dd hh:mm:ss"}
WIDTHS = {"string": 20, "json": 36, "float": 12, "integer": 12, "boolean": 12, "date": 12, "time": 20}
FIRST_EXCEL_YEAR = 1901
SOFT = "56585f"
HEAD = PatternFill("solid", fgColor="EFEEEA")
KEY = PatternFill("solid", fgColor="DCDBD6")


@lru_cache(maxsize=1024)
def clean(text: str, mark: str) -> str:
    """The text as a cell can hold it: without control characters, and ended by `mark` where it is cut."""
    found = ESCAPED.sub("_x005F_", ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    if len(found) * 2 <= MOST_CHARACTERS or len(found.encode("utf-16-le")) // 2 <= MOST_CHARACTERS:
        return found
    kept = found.encode("utf-16-le")[: 2 * (MOST_CHARACTERS - len(mark))].decode("utf-16-le", errors="ignore")
    return kept + mark


def put(cell: WriteOnlyCell, value: Any, mark: str = "…") -> WriteOnlyCell:
    """Set a value so that a text is only ever a text, whatever it begins with; nulls become empty cells."""
    plain = _plain(value)
    cell.value = clean(plain, mark) or None if isinstance(plain, str) else plain
    if isinstance(cell.value, str):
        # openpyxl takes "=1" for a formula and "#N/A" for an error; Excel would as well when the cell is edited, hence the quote.
        cell.data_type = "s"
        cell.quotePrefix = bool(RUNNABLE.search(cell.value))
    return cell


def styled(sheet: Any, value: Any, **style: Any) -> WriteOnlyCell:
    """A new cell with font, fill, alignment, border, number_format."""
    cell = WriteOnlyCell(sheet)
    for name, part in style.items():
        setattr(cell, name, part)
    return put(cell, value)


def table_sheet(
    book: Workbook, table: type[Table], frame: pd.DataFrame, say: Words, tick: Callable[[], None] = lambda: None, most_rows: int = MOST_ROWS
) -> int:
    """Write a published table as a sheet with filters, frozen headings and a note on each; returns the rows that found room.

    Args:
        tick: Called after every row.
        most_rows: Rows of the sheet, headings included; a longer table is cut, and its last row says so.
    """
    sheet = book.create_sheet(table.name)
    room = most_rows - 1
    kept = len(frame) if len(frame) <= room else room - 1
    _lay_out(sheet, [_width(n, c) for n, c in table.columns.items()], kept + 1)
    sheet.append([_heading(sheet, n, c) for n, c in table.columns.items()])
    for row in _rows(sheet, table, frame.head(kept), say("cut_cell")):
        sheet.append(row)
        tick()
    if kept < len(frame):
        count = say.formats.number
        note = say("cut", kept=count(kept), all=count(len(frame)), file=f"{table.name}.parquet")
        sheet.append([styled(sheet, note, font=Font(bold=True, color="9C2A12"))])
    return kept


def _lay_out(sheet: Any, widths: Iterable[float], rows: int) -> None:
    found = list(widths)
    for position, width in enumerate(found, 1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(found))}{max(rows, 1)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _heading(sheet: Any, name: str, column: Column) -> WriteOnlyCell:
    cell = styled(sheet, name, font=Font(bold=True), fill=KEY if column.key else HEAD, alignment=Alignment(vertical="top"))
    cell.comment = Comment(_note(column), "voc", height=130, width=320)
    return cell


def _note(column: Column) -> str:
    """Everything the contract says of the column."""
    limits = "" if column.low is None else f"At least {column.low:g}" if column.high is None else f"{column.low:g} to {column.high:g}"
    parts = [
        column.meaning + (" (key)" if column.key else ""),
        f"Unit: {column.unit}" if column.unit else "",
        f"One of: {', '.join(column.allowed)}" if column.allowed else "",
        limits,
        f"Empty: {column.null}" if column.null else "Never empty",
    ]
    return "\n".join(p for p in parts if p)


def _width(name: str, column: Column) -> float:
    return max(len(name) + 4, WIDTHS[column.kind])


def _rows(sheet: Any, table: type[Table], frame: pd.DataFrame, mark: str) -> Iterator[list[WriteOnlyCell | None]]:
    """Rows of cells. One cell per column serves all rows: it is written before its value changes, and styles are looked up once."""
    cells = [WriteOnlyCell(sheet) for _ in table.columns]
    formats = [_format(n, c) for n, c in table.columns.items()]
    for values in frame[list(table.columns)].itertuples(index=False, name=None):
        for cell, value, shape in zip(cells, values, formats, strict=True):
            put(cell, value, mark)
            if shape and cell.number_format != shape:
                cell.number_format = shape
        yield [None if c.value is None else c for c in cells]


def _format(name: str, column: Column) -> str | None:
    return "0.0%" if name.endswith("_share") else FORMATS.get(column.kind)


def _plain(value: Any) -> Any:
    """What openpyxl may be given: no nulls of pandas, no infinity, no time zone, no date before Excel's calendar."""
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return None
    if isinstance(value, float) and math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if isinstance(value, datetime):
        stamp = pd.Timestamp(value)
        value = (stamp.tz_convert(None) if stamp.tzinfo else stamp).to_pydatetime(warn=False)
    return value.isoformat() if isinstance(value, date) and value.year < FIRST_EXCEL_YEAR else value
