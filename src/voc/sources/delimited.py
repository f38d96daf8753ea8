"""CSV: separator, encoding and decimal found out and said; quoted line breaks; broken rows set aside one by one."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

import pandas as pd

from voc.errors import SourceError
from voc.issues import Issue
from voc.sources.encodings import decode
from voc.sources.formats import Layout, Read, Rejected
from voc.sources.headers import column_names, fitted

SEPARATORS = (",", ";", "\t", "|")
LONGEST_CELL = 1 << 30
NUMBER = re.compile(r"[-+]?\d+(?:([.,])\d+)?")


def read_csv(content: bytes, layout: Layout) -> Read:
    """All rows as strings; ragged rows and rows with broken quotes are rejected.

    Raises:
        SourceError: Empty file, or not in the stated encoding.
    """
    csv.field_size_limit(LONGEST_CELL)
    text, issues = decode(content, layout.encoding)
    lines = list(io.StringIO(text, newline=""))
    first, separator = _stated_inside(lines)
    separator = layout.separator or separator
    if separator is None:
        separator = guess_separator(lines[first:])
        issues.append(Issue("info", "", f"separator guessed: {separator!r}", advice="state `separator:` to fix it"))
    rows, numbers, rejected = _rows(lines, first, separator)
    names, renamed = column_names(rows.pop(0))
    numbers.pop(0)
    frame, kept, ragged = _fitted(rows, numbers, names, separator)
    decimal = [] if layout.decimal else guess_decimal(frame)
    return Read(frame, kept, sorted(rejected + ragged, key=lambda r: r.line), [*issues, *renamed, *decimal])


def guess_separator(lines: list[str]) -> str:
    """The separator that cuts the first hundred records into the header's number of cells most often, and into the most cells."""
    return max(SEPARATORS, key=lambda s: _evenness(lines[:400], s))


def guess_decimal(frame: pd.DataFrame) -> list[Issue]:
    """What the numeric columns use as decimal sign, as an issue; none when no column has decimals."""
    signs: Counter[str] = Counter()
    for name in frame:
        filled = [cell.strip() for cell in frame[name].head(2000) if cell.strip()]
        matches = [NUMBER.fullmatch(cell) for cell in filled]
        if filled and all(matches):
            signs.update({m.group(1) for m in matches if m and m.group(1)})
    if len(signs) > 1:
        return [
            Issue(
                "warning",
                "",
                "numbers with a decimal point and with a decimal comma",
                "one of them",
                "state `decimal:`; both are read meanwhile",
            )
        ]
    return [Issue("info", "", f"decimal guessed: {sign!r}", advice="state `decimal:` to fix it") for sign in signs]


def _stated_inside(lines: list[str]) -> tuple[int, str | None]:
    """Where the table starts, and the separator when a spreadsheet wrote it as a first line `sep=;`."""
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is None:
        raise SourceError("the file is empty", expected="a header and at least one row", advice="look at the tool that exports it")
    hint = re.fullmatch(r"\"?sep=(.)\"?", lines[first].strip("\r\n"))
    return (first + 1, hint.group(1)) if hint and len(lines) > first + 1 else (first, None)


def _evenness(lines: list[str], separator: str) -> tuple[bool, float, int]:
    widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row][:100]
    if not widths:
        return (False, 0.0, 0)
    # The last record may be cut off by the sample.
    body = widths[:-1] or widths
    return (widths[0] > 1, sum(w == widths[0] for w in body) / len(body), widths[0])


def _rows(lines: list[str], first: int, separator: str) -> tuple[list[list[str]], list[int], list[Rejected]]:
    rows, numbers, rejected = [], [], []
    for number, row in _records(lines, first, separator):
        if isinstance(row, str):
            rejected.append(Rejected(number, "broken quotes", row[:200]))
        elif row:
            rows.append(row)
            numbers.append(number)
    if not rows:
        raise SourceError(
            "no header can be read", expected="a first line with the names of the columns", advice="look at the quotes of the first line"
        )
    return rows, numbers, rejected


def _records(lines: list[str], first: int, separator: str) -> Iterator[tuple[int, list[str] | str]]:
    """Line number and cells of each record, or the line itself when its quotes are broken; reading resumes on the next line.

    Lenient parsing would let one stray quote swallow the following rows into one cell without a word.
    """
    start = first
    while start < len(lines):
        reader = csv.reader(lines[start:] if start else lines, delimiter=separator, strict=True)
        begin = start
        try:
            for row in reader:
                yield begin + 1, row
                begin = start + reader.line_num
            return
        except csv.Error:
            yield begin + 1, _mended(lines[begin], separator) or lines[begin].rstrip("\r\n")
            start = begin + 1


def _mended(line: str, separator: str) -> list[str] | None:
    """Cells of a line whose inner quotes are not doubled, when it is complete by itself."""
    if line.count('"') % 2:
        return None
    return next(csv.reader([line], delimiter=separator), None)


def _fitted(rows: list[list[str]], numbers: list[int], names: list[str], separator: str) -> tuple[pd.DataFrame, list[int], list[Rejected]]:
    good, kept, ragged = [], [], []
    for row, number in zip(rows, numbers, strict=True):
        cells = fitted(row, len(names))
        if cells is None:
            ragged.append(Rejected(number, "ragged row", separator.join(row)[:200]))
        else:
            good.append(cells)
            kept.append(number)
    return pd.DataFrame(good, columns=names, dtype=object), kept, ragged
