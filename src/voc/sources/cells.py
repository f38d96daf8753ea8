"""Cells of any format as clean text or numbers, and columns found by name or by a path such as `via.channel`."""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
import pandas as pd

from voc.errors import SourceError

BLANK = " \t\r\n\v\f\u00a0\u2007\u202f\u200b\u200c\u200d\u2060\ufeff\u00ad\u3000"
RATED = re.compile(r"([-+]?\d+(?:[.,]\d+)?)\s*(?:/\s*(\d+)|[ée]toiles?|stars?|%)?", re.IGNORECASE)


def cell_text(value: Any) -> str:
    """A cell as text: empty for nulls, 7 for 7.0, `a|b` for a list, JSON for an object."""
    if isinstance(value, str):
        return value
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, np.ndarray | np.generic):
        return cell_text(value.tolist())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if math.isnan(value) else str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, list | tuple):
        return "|".join(part for part in map(cell_text, value) if part)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str) if value else ""
    return str(value)


def clean(text: str) -> str:
    """Trimmed, without NUL, and with half surrogate pairs replaced, which no file or database could hold."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\x00", "").strip(BLANK)


def texts(cells: pd.Series[Any]) -> pd.Series[str]:
    """Cells as clean text; null where nothing is written."""
    return pd.Series([clean(cell_text(cell)) or None for cell in cells], index=cells.index, dtype="str")


def numbers(
    cells: pd.Series[Any], decimal: Literal[".", ","] | None, scale_max: float | None = None
) -> tuple[pd.Series[float], pd.Series[bool]]:
    """Cells as numbers, and where something is written that is none.

    `4,5`, `4/5` (when 5 is the scale's maximum), `5 étoiles` are read; with a stated `decimal` the other sign is not.
    """
    written = texts(cells)
    values = {text: _number(text, decimal, scale_max) for text in written.dropna().unique()}
    read = written.map(values).astype("float64")
    return read, read.isna() & written.notna()


def _number(text: str, decimal: str | None, scale_max: float | None) -> float:
    match = RATED.fullmatch(text)
    if not match:
        return len(text.replace("☆", "")) * 1.0 if set(text) <= {"★", "☆"} else math.nan
    digits, of = match.groups()
    if of is not None and float(of) != scale_max:
        return math.nan
    if decimal and {".": ",", ",": "."}[decimal] in digits:
        return math.nan
    return float(digits.replace(",", "."))


def has_column(frame: pd.DataFrame, name: str) -> bool:
    """Whether the frame has the column, or the column that the path starts with holds the rest in some row."""
    if name in frame:
        return True
    head, _, rest = name.partition(".")
    return bool(rest) and head in frame and any(_inside(cell, rest) is not None for cell in frame[head])


def column(frame: pd.DataFrame, name: str) -> pd.Series[Any]:
    """Cells of a column, or of a path into nested objects and lists (`via.channel`, `tags.0`); nulls where the path ends early."""
    if name in frame:
        return frame[name]
    head, _, rest = name.partition(".")
    if not rest or head not in frame:
        return pd.Series([None] * len(frame), index=frame.index, dtype=object)
    return pd.Series([_inside(cell, rest) for cell in frame[head]], index=frame.index, dtype=object)


def missing_columns(names: Iterable[str], frame: pd.DataFrame) -> SourceError:
    """The error that names each absent column, its closest match, and the columns that there are."""
    there = [str(c) for c in frame.columns]
    folded = {c.casefold(): c for c in reversed(there)}
    parts = []
    for name in names:
        close = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.5)
        parts.append(f"{name!r}" + (f" (closest: {folded[close[0]]!r})" if close else ""))
    return SourceError(
        f"no column {', '.join(parts)}",
        expected=f"columns as in `columns:`; the file has {', '.join(map(repr, there))}",
        advice="correct `columns:`",
    )


def _inside(cell: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(cell, dict):
            cell = cell.get(part)
        elif isinstance(cell, list | tuple | np.ndarray) and part.isdigit() and int(part) < len(cell):
            cell = cell[int(part)]
        else:
            return None
    return cell
