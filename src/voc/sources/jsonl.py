"""JSON lines: one object per line; a bad line is set aside and the rest goes on."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from voc.errors import SourceError
from voc.sources.encodings import decode
from voc.sources.formats import Layout, Read, Rejected


def read_jsonl(content: bytes, layout: Layout) -> Read:
    """One row per object, nested values kept as they are; a file that is one JSON list of objects is read too.

    Raises:
        SourceError: Empty file, wrong encoding, or not a single readable line.
    """
    text, issues = decode(content, layout.encoding or _utf8(content))
    listed = _as_list(text)
    rows: list[dict[str, Any]] = []
    numbers: list[int] = []
    rejected: list[Rejected] = []
    for number, line in enumerate(text.split("\n") if listed is None else listed, start=1):
        if isinstance(line, str) and not line.strip():
            continue
        value = _value(line) if listed is None else line
        if isinstance(value, dict):
            rows.append({str(k): v for k, v in value.items()})
            numbers.append(number)
        else:
            rejected.append(Rejected(number, "unreadable line", str(line).strip()[:200]))
    if not rows:
        raise SourceError(
            "no line is a JSON object", expected='lines such as {"id": 1, "text": "..."}', advice="state `format:`, or look at the file"
        )
    return Read(_frame(rows), numbers, rejected, issues)


def _utf8(content: bytes) -> str | None:
    """JSON is UTF-8 by its standard; nothing needs saying when it is."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8" if b"\x00" not in content[:200] else None


def _as_list(text: str) -> list[Any] | None:
    if not text.lstrip().startswith("["):
        return None
    value = _value(text)
    return value if isinstance(value, list) else None


def _value(line: str) -> Any:
    try:
        return json.loads(line, strict=False)
    except (ValueError, RecursionError):
        return None


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pd.DataFrame({name: pd.Series([row.get(name) for row in rows], dtype=object) for name in names})
