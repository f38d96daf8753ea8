"""What a reader of one file format takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import pandas as pd

from voc.issues import Issue

Format = Literal["csv", "xlsx", "jsonl", "parquet"]

SUFFIXES: dict[str, Format] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}


@dataclass(frozen=True)
class Layout:
    """What is known beforehand about a file; None: to be found out."""

    encoding: str | None = None
    separator: str | None = None
    decimal: Literal[".", ","] | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class Rejected:
    """A row that could not be read: where it stands, why, and its first 200 raw characters."""

    line: int
    reason: str
    excerpt: str


@dataclass(frozen=True)
class Read:
    """The rows of one file.

    `frame` holds one row per record, one column per column of the file, cells as the format gives them (CSV: strings).
    `lines` says where each row stands (line of the file, or row of the sheet). Issues name no source yet: the caller does.
    """

    frame: pd.DataFrame
    lines: list[int]
    rejected: list[Rejected]
    issues: list[Issue]


class Reader(Protocol):
    """Reads one file format."""

    def __call__(self, content: bytes, layout: Layout) -> Read:
        """All rows of the file.

        Raises:
            SourceError: The file as a whole cannot be read; it does not name the file, the caller does.
        """
        ...
