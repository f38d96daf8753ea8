"""Opens a file with the reader of its format."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Literal

import pandas as pd

from voc.errors import SourceError
from voc.issues import Issue
from voc.sources.delimited import read_csv
from voc.sources.files import find_files
from voc.sources.formats import SUFFIXES, Format, Layout, Read, Reader
from voc.sources.jsonl import read_jsonl
from voc.sources.parquet import read_parquet
from voc.sources.xlsx import read_xlsx

READERS: dict[Format, Reader] = {"csv": read_csv, "xlsx": read_xlsx, "jsonl": read_jsonl, "parquet": read_parquet}


def read_table(
    path: str,
    format: Format | None = None,  # noqa: A002 - the word of the configuration
    encoding: str | None = None,
    separator: str | None = None,
    decimal: Literal[".", ","] | None = None,
    sheet: str | None = None,
) -> tuple[pd.DataFrame, list[Issue]]:
    """One file as it stands: cells as strings (CSV) or as the format's values; rejected rows come as issues.

    Raises:
        SourceError: The file cannot be read.
    """
    found = find_files(path)[0]
    read = read_content(found.name, found.content(), format, Layout(encoding, separator, decimal, sheet))
    rejected = [
        Issue("warning", "", r.reason, "a row like the others", "look at the file", f"{found.name}:{r.line}") for r in read.rejected
    ]
    return read.frame, [*read.issues, *rejected]


def read_content(name: str, content: bytes, format: Format | None, layout: Layout) -> Read:  # noqa: A002
    """The rows of a file's bytes.

    Raises:
        SourceError: Naming the file.
    """
    try:
        return READERS[format or _format_of(name)](content, layout)
    except SourceError as error:
        raise SourceError(error.what, where=error.where or name, expected=error.expected, advice=error.advice) from error


def _format_of(name: str) -> Format:
    suffixes = [s.lower() for s in PurePosixPath(name).suffixes]
    known = [SUFFIXES[s] for s in suffixes if s in SUFFIXES]
    if not known:
        raise SourceError("the format cannot be told from the name", expected=f"one of {', '.join(SUFFIXES)}", advice="state `format:`")
    return known[-1]
