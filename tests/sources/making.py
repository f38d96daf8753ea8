"""Builds sources and files for the tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from voc.config import Source
from voc.sources import Gathered, gather

TODAY = date(2026, 3, 10)


def source(path: Path | str, columns: dict[str, Any] | None = None, **rest: Any) -> Source:
    return Source.model_validate({"name": "shop", "kind": "review", "path": str(path), "columns": columns or {"text": "text", "id": "id"}, **rest})


def gathered(path: Path | str, columns: dict[str, Any] | None = None, seen: dict[str, str] | None = None, **rest: Any) -> Gathered:
    out = gather(source(path, columns, **rest), seen or {}, TODAY)
    assert out.rows_in == len(out.raw) + out.duplicates + len(out.quarantined)
    return out


def write_xlsx(path: Path, rows: list[list[Any]], sheet: str = "Sheet1") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def said(out: Gathered, words: str, severity: str = "") -> bool:
    return any(words in i.what and severity in i.severity for i in out.issues)
