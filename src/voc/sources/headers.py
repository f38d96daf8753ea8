"""Names of the columns of a file, and rows that do not fit them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from voc.issues import Issue


def column_names(header: Sequence[Any]) -> tuple[list[str], list[Issue]]:
    """Trimmed, composed (NFC) and unique names; an empty one becomes `column_3`, a second `note` becomes `note.2`."""
    names: list[str] = []
    issues: list[Issue] = []
    for position, cell in enumerate(header, start=1):
        name = (
            unicodedata.normalize("NFC", " ".join(str("" if cell is None else cell).replace("\ufeff", "").split())) or f"column_{position}"
        )
        if name in names:
            renamed = next(f"{name}.{k}" for k in range(2, len(names) + 3) if f"{name}.{k}" not in names)
            issues.append(
                Issue("warning", "", f"column {name!r} appears twice", "one column of each name", f"the later one is called {renamed!r}")
            )
            name = renamed
        names.append(name)
    return names, issues


def fitted(row: Sequence[Any], width: int) -> list[Any] | None:
    """The row cut to the header's width when only empty cells stick out, or None when it is ragged."""
    if len(row) == width:
        return list(row)
    if len(row) > width and all(cell in ("", None) for cell in row[width:]):
        return list(row[:width])
    return None
