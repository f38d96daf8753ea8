"""XLSX, read row by row; a formula is the text that stands in the cell, never computed."""

from __future__ import annotations

import io
import warnings
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.utils.escape import unescape

from voc.errors import SourceError
from voc.sources.formats import Layout, Read, Rejected
from voc.sources.headers import column_names, fitted


def read_xlsx(content: bytes, layout: Layout) -> Read:
    """The rows of one sheet; the first row that is not empty is the header.

    Raises:
        SourceError: Not a workbook, an empty one, or without the stated sheet.
    """
    if not content:
        raise SourceError("the file is empty", expected="an XLSX workbook", advice="look at the tool that exports it")
    filled = [(number, row) for number, row in enumerate(_cells(content, layout.sheet), start=1) if any(c not in (None, "") for c in row)]
    if not filled:
        raise SourceError(
            "the sheet is empty", expected="a header and at least one row", advice="state `sheet:` if the data is on another one"
        )
    header = _trimmed(filled[0][1])
    names, issues = column_names(header)
    good: list[list[Any]] = []
    kept: list[int] = []
    ragged: list[Rejected] = []
    for number, row in filled[1:]:
        # A read-only sheet leaves out the empty cells at the end of a row.
        cells = fitted([*row, *[None] * (len(names) - len(row))], len(names))
        if cells is None:
            ragged.append(Rejected(number, "ragged row", " | ".join(str(c) for c in row if c is not None)[:200]))
        else:
            good.append([_plain(c) for c in cells])
            kept.append(number)
    columns = {name: pd.Series([row[i] for row in good], dtype=object) for i, name in enumerate(names)}
    return Read(pd.DataFrame(columns), kept, ragged, issues)


def _cells(content: bytes, sheet: str | None) -> list[tuple[Any, ...]]:
    try:
        with warnings.catch_warnings():
            # openpyxl warns about styles and print settings, which do not matter here.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
            if sheet is not None and sheet not in book.sheetnames:
                raise SourceError(f"no sheet {sheet!r}", expected=f"one of {', '.join(book.sheetnames)}", advice="correct `sheet:`")
            page = book[sheet] if sheet is not None else book.worksheets[0]
            # Some tools state a wrong size, which would cut the sheet.
            page.reset_dimensions()
            rows = list(page.iter_rows(values_only=True))
            book.close()
            return rows
    except SourceError:
        raise
    except Exception as error:  # a broken workbook fails in the archive, in the XML or in openpyxl, each with its own class
        raise SourceError(
            f"not a readable workbook ({type(error).__name__})",
            expected="an XLSX file",
            advice="open it in a spreadsheet and save it again",
        ) from error


def _trimmed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    last = max(i for i, cell in enumerate(row) if cell not in (None, ""))
    return row[: last + 1]


def _plain(cell: Any) -> Any:
    # Excel writes control characters as _x000D_.
    return unescape(cell) if isinstance(cell, str) and "_x" in cell else cell
