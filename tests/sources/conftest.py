"""Sources and files for the tests of this room, as fixtures that are functions."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from voc.config import Source
from voc.sources import gather

TODAY = date(2026, 3, 10)


def _gathered(path, columns=None, seen=None, today=TODAY, **rest):
    body = {"name": "shop", "kind": "review", "path": str(path), "columns": columns or {"text": "text", "id": "id"}, **rest}
    out = gather(Source.model_validate(body), seen or {}, today)
    assert out.rows_in == len(out.raw) + out.duplicates + len(out.quarantined)
    return out


def _write_xlsx(path, rows, sheet="Sheet1"):
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def _said(out, words, severity=""):
    return any(words in issue.what and severity in issue.severity for issue in out.issues)


@pytest.fixture
def gathered():
    """Gather a source of the given path and columns, with the accounting checked."""
    return _gathered


@pytest.fixture
def write_xlsx():
    """Write rows to a workbook."""
    return _write_xlsx


@pytest.fixture
def said():
    """Whether an issue says the words."""
    return _said
