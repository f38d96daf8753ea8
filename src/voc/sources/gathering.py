"""Gathers what a source delivers: files to raw feedback, every row accounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pandas as pd

from voc.config import Source
from voc.errors import SourceError
from voc.issues import Issue
from voc.sources.expectations import check_delivery
from voc.sources.files import Found, find_files, fingerprint
from voc.sources.formats import Layout, Read
from voc.sources.identity import keep_latest
from voc.sources.mapping import map_rows
from voc.sources.reading import read_content
from voc.tables import Raw

QUARANTINE = ["source", "record", "record_id", "reason", "excerpt"]


@dataclass(frozen=True)
class Gathered:
    """What a source delivered; rows_in == len(raw) + duplicates + len(quarantined).

    `quarantined`: source, record, record_id, reason, excerpt (raw: redact it before storing). `fingerprints`: file to sha256 of its
    content, for all files that could be read or were left out as unchanged; a file that failed is not among them, so it is tried again.
    """

    raw: pd.DataFrame
    quarantined: pd.DataFrame
    issues: list[Issue]
    rows_in: int
    duplicates: int
    fingerprints: dict[str, str]
    files_skipped: int


@dataclass(frozen=True)
class _File:
    """One file that was read: its mapped rows (see mapping.map_rows), its rejected rows, what was noticed."""

    mapped: pd.DataFrame
    rejected: pd.DataFrame
    issues: list[Issue]


def gather(source: Source, seen: Mapping[str, str], today: date) -> Gathered:
    """Read the files of a source that are not `seen`.

    Args:
        source: What to read and how.
        seen: File to fingerprint as of the last night; pass nothing when the source's configuration has changed.
        today: Later than the day after it, a date is taken for an error.
    Raises:
        SourceError: No file, no readable file, a column absent from all of them, or fewer rows than expected.
    """
    files, failures, fingerprints, skipped = _read_files(source, seen, today)
    if failures and not files and not skipped:
        raise failures[0] if len(failures) == 1 else _all_failed(source, failures)
    try:
        return _together(source, files, failures, fingerprints, skipped)
    except SourceError as error:
        raise SourceError(error.what, where=error.where or source.name, expected=error.expected, advice=error.advice) from error


def preview(source: Source, n: int = 20, today: date | None = None) -> Gathered:
    """What the source would deliver tonight, cut to the first `n` raw rows; counts and issues are those of all rows."""
    gathered = gather(source, {}, today or datetime.now(tz=UTC).date())
    return replace(gathered, raw=gathered.raw.head(n))


def _read_files(source: Source, seen: Mapping[str, str], today: date) -> tuple[list[_File], list[SourceError], dict[str, str], int]:
    files: list[_File] = []
    failures: list[SourceError] = []
    fingerprints: dict[str, str] = {}
    skipped = 0
    for found in find_files(source.path):
        try:
            content = found.content()
            mark = fingerprint(content)
            if seen.get(found.name) == mark:
                skipped += 1
            else:
                files.append(_read_file(found, content, source, today))
            fingerprints[found.name] = mark
        except SourceError as error:
            failures.append(SourceError(error.what, where=error.where or found.name, expected=error.expected, advice=error.advice))
    return files, failures, fingerprints, skipped


def _read_file(found: Found, content: bytes, source: Source, today: date) -> _File:
    read = read_content(found.name, content, source.format, Layout(source.encoding, source.separator, source.decimal, source.sheet))
    mapped, issues = map_rows(read, found.name, source, today)
    return _File(
        mapped, _rejected(read, found.name, source.name), [replace(i, record=i.record or found.name) for i in [*read.issues, *issues]]
    )


def _rejected(read: Read, file: str, source: str) -> pd.DataFrame:
    rows = [(source, f"{file}:{r.line}", None, r.reason, r.excerpt or None) for r in read.rejected]
    return pd.DataFrame(rows, columns=QUARANTINE).astype("str")


def _together(
    source: Source, files: Sequence[_File], failures: Sequence[SourceError], fingerprints: dict[str, str], skipped: int
) -> Gathered:
    mapped = pd.concat([f.mapped for f in files], ignore_index=True) if files else Raw.empty().assign(reason=None, excerpt=None)
    rejected = pd.concat([f.rejected for f in files], ignore_index=True) if files else pd.DataFrame(columns=QUARANTINE).astype("str")
    rows_in = len(mapped) + len(rejected)
    issues = check_delivery(mapped, rows_in, source.expect, complete=not skipped and not failures)
    good = mapped[mapped["reason"].isna()]
    latest, repeated = keep_latest(good)
    quarantined = pd.concat([mapped.loc[mapped["reason"].notna(), QUARANTINE], rejected], ignore_index=True).astype("str")
    failed = [Issue("error", "", e.what, e.expected, e.advice, e.where) for e in failures]
    return Gathered(
        raw=Raw.check(latest.sort_values("record_id").reset_index(drop=True)),
        quarantined=quarantined,
        issues=[
            replace(i, source=source.name)
            for i in [*failed, *(i for f in files for i in f.issues), *issues, *repeated, *_set_aside(quarantined)]
        ],
        rows_in=rows_in,
        duplicates=len(good) - len(latest),
        fingerprints=fingerprints,
        files_skipped=skipped,
    )


def _set_aside(quarantined: pd.DataFrame) -> list[Issue]:
    counts = quarantined.groupby("reason")["record"].agg(["size", "first"])
    return [
        Issue("warning", "", f"{row['size']} row(s) quarantined: {reason}", advice="see the quarantine", record=row["first"])
        for reason, row in counts.iterrows()
    ]


def _all_failed(source: Source, failures: Sequence[SourceError]) -> SourceError:
    listed = "; ".join(f"{e.where}: {e.what}" for e in failures[:5])
    more = f"; and {len(failures) - 5} more" if len(failures) > 5 else ""
    return SourceError(
        f"none of {len(failures)} files can be read: {listed}{more}",
        where=source.name,
        expected=failures[0].expected,
        advice=failures[0].advice,
    )
