"""From the columns of a file to the columns of `tables.Raw`."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd

from voc.config import ColumnMap, Source
from voc.issues import Issue
from voc.sources.cells import column, has_column, missing_columns, texts
from voc.sources.dates import out_of_range, read_dates
from voc.sources.formats import Read
from voc.sources.identity import record_ids
from voc.sources.questions import fixed_question
from voc.sources.scales import ratings, scores, some

LANGUAGES = {
    **dict.fromkeys(["francais", "français", "french", "fra", "fre"], "fr"),
    **dict.fromkeys(["anglais", "english", "eng"], "en"),
    **dict.fromkeys(["néerlandais", "neerlandais", "nederlands", "dutch", "nld", "dut"], "nl"),
    **dict.fromkeys(["allemand", "german", "deutsch", "deu", "ger"], "de"),
    **dict.fromkeys(["espagnol", "spanish", "español", "spa"], "es"),
    **dict.fromkeys(["italien", "italian", "italiano", "ita"], "it"),
    **dict.fromkeys(["portugais", "portuguese", "português", "por"], "pt"),
}


def map_rows(read: Read, file: str, source: Source, today: date) -> tuple[pd.DataFrame, list[Issue]]:
    """The columns of Raw, one row per row of the file, plus `reason` (null: the row is good) and `excerpt`.

    Raises:
        SourceError: A mapped column is absent; JSON lines may leave out all but the text and the id.
    """
    frame, columns = read.frame.reset_index(drop=True), source.columns
    issues = _absent(frame, columns, lenient=_is_jsonl(file, source))
    records = pd.Series([f"{file}:{line}" for line in read.lines], dtype="str")
    text = _text(frame, columns, source.drop_text)
    times, unreadable, strange = _times(frame, source, today, records)
    marks, complaints = _marks(frame, source, records)
    language, unknown = _language(frame, columns, records)
    rows = pd.DataFrame(
        {
            "record_id": record_ids(frame, columns.id, mapped_columns(columns)),
            "record": records,
            "source": source.name,
            "kind": source.kind,
            "text": text,
            "title": _optional(frame, columns.title),
            "question": _optional(frame, columns.question) if source.question is None else fixed_question(source.question, text, language),
            **times,
            **marks,
            "channel": _words(_optional(frame, columns.channel)),
            "author": _optional(frame, columns.author),
            "language_hint": language,
            "attributes": _attributes(frame, columns.attributes),
            "reason": _reasons(text, unreadable, out_of_range(times["received_at"], source.earliest, today, source.time_zone)),
        }
    )
    return rows.assign(excerpt=_excerpts(frame, columns, rows["reason"])), [*issues, *complaints, *strange, *unknown]


def mapped_columns(columns: ColumnMap) -> list[str]:
    """Every column of the source that the map names, without the id, in a fixed order."""
    single = [
        columns.title,
        columns.received_at,
        columns.experienced_at,
        columns.nps,
        columns.csat,
        columns.ces,
        columns.channel,
        columns.language,
    ]
    rated = columns.rating.column if columns.rating else None
    names = [*columns.text, *single, columns.question, rated, columns.author, *columns.attributes.values()]
    return list(dict.fromkeys(name for name in names if name))


def _absent(frame: pd.DataFrame, columns: ColumnMap, *, lenient: bool) -> list[Issue]:
    absent = [name for name in dict.fromkeys([*columns.id, *mapped_columns(columns)]) if not has_column(frame, name)]
    needed = [name for name in absent if not lenient or name in (*columns.id, *columns.text)]
    if needed:
        raise missing_columns(needed, frame)
    return [
        Issue("warning", "", f"no row has {name!r}", "a value in some row", "correct `columns:` if the export never has it")
        for name in absent
    ]


def _is_jsonl(file: str, source: Source) -> bool:
    return source.format == "jsonl" or (source.format is None and ".json" in file.lower() or ".ndjson" in file.lower())


def _optional(frame: pd.DataFrame, name: str | None) -> pd.Series[str]:
    return texts(column(frame, name)) if name else pd.Series([None] * len(frame), index=frame.index, dtype="str")


def _words(values: pd.Series[str]) -> pd.Series[str]:
    """Runs of white space, also the hard ones, as one space: segments are compared by their letters."""
    return values.map(lambda v: " ".join(v.split()), na_action="ignore").astype("str")


def _text(frame: pd.DataFrame, columns: ColumnMap, dropped: tuple[str, ...]) -> pd.Series[str]:
    parts = [texts(column(frame, name)) for name in columns.text]
    joined = parts[0]
    if len(parts) > 1:
        joined = pd.Series(
            ["\n".join(p for p in row if isinstance(p, str)) or None for row in zip(*parts, strict=True)], index=frame.index, dtype="str"
        )
    nothing = {" ".join(d.casefold().split()) for d in dropped}
    return joined.mask(_words(joined).str.casefold().isin(nothing)) if nothing else joined


def _times(
    frame: pd.DataFrame, source: Source, today: date, records: pd.Series[str]
) -> tuple[dict[str, pd.Series[pd.Timestamp]], pd.Series[bool], list[Issue]]:
    written = _optional(frame, source.columns.received_at)
    received = _dates(frame, source.columns.received_at, source)
    experienced = _dates(frame, source.columns.experienced_at, source)
    unreadable = received.isna() & written.notna()
    wrong = (experienced.isna() & _optional(frame, source.columns.experienced_at).notna()) | out_of_range(
        experienced, source.earliest, today, source.time_zone
    )
    issues = []
    if wrong.any():
        what = f"{int(wrong.sum())} experienced_at date(s) unreadable or out of range, left empty"
        issues.append(Issue("warning", "", what, "a date", "look at the column", some(records[wrong])))
    if unreadable.any():
        what, expected = (
            f"{int(unreadable.sum())} date(s) of {source.columns.received_at!r} cannot be read",
            source.date_format or "ISO 8601, such as 2024-01-31",
        )
        issues.append(
            Issue("warning", "", what, expected, "state `date_format:` (dayfirst, monthfirst or a pattern)", some(records[unreadable]))
        )
    return {"received_at": received, "experienced_at": experienced.mask(wrong)}, unreadable, issues


def _dates(frame: pd.DataFrame, name: str | None, source: Source) -> pd.Series[pd.Timestamp]:
    if not name:
        return pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us, UTC]")
    return read_dates(column(frame, name), source.date_format, source.time_zone)


def _marks(frame: pd.DataFrame, source: Source, records: pd.Series[str]) -> tuple[dict[str, pd.Series[float]], list[Issue]]:
    columns, issues = source.columns, []
    marks: dict[str, pd.Series[float]] = {n: pd.Series(float("nan"), index=frame.index) for n in ("rating", "rating_max")}
    if columns.rating:
        rated, found = ratings(frame, columns.rating, source.decimal, records)
        marks = {"rating": rated["rating"], "rating_max": rated["rating_max"]}
        issues += found
    for what, name in (("nps", columns.nps), ("csat", columns.csat), ("ces", columns.ces)):
        if name:
            marks[what], found = scores(frame, what, name, source.decimal, records)
            issues += found
    return marks, issues


def _language(frame: pd.DataFrame, columns: ColumnMap, records: pd.Series[str]) -> tuple[pd.Series[str], list[Issue]]:
    stated = _optional(frame, columns.language).str.casefold()
    code = stated.map(LANGUAGES).astype("str")
    code = code.fillna(stated.str.extract(r"^([a-z]{2})(?:[-_].*)?$")[0].astype("str"))
    unknown = stated.notna() & code.isna()
    if not unknown.any():
        return code, []
    return code, [
        Issue(
            "info",
            "",
            f"{int(unknown.sum())} stated language(s) not understood",
            "fr, en, fr-BE, French, ...",
            record=some(records[unknown]),
        )
    ]


def _attributes(frame: pd.DataFrame, attributes: dict[str, str]) -> pd.Series[str]:
    cells = [_words(texts(column(frame, name))) for name in attributes.values()]
    rows = zip(*cells, strict=True) if cells else [()] * len(frame)
    objects = [{k: v for k, v in zip(attributes, row, strict=True) if isinstance(v, str) and v} for row in rows]
    return pd.Series([json.dumps(o, ensure_ascii=False, sort_keys=True) for o in objects], index=frame.index, dtype="str")


def _reasons(text: pd.Series[str], unreadable: pd.Series[bool], outside: pd.Series[bool]) -> pd.Series[str]:
    reasons = pd.Series([None] * len(text), index=text.index, dtype="str")
    for reason, where in (("date out of range", outside), ("date not readable", unreadable), ("no text", text.isna())):
        reasons = reasons.mask(where, reason)
    return reasons


def _excerpts(frame: pd.DataFrame, columns: ColumnMap, reasons: pd.Series[str]) -> pd.Series[str]:
    """What the quarantined rows say, without the author: dates and marks first so that the cause is in sight."""
    bad = frame[reasons.notna()]
    names = [
        columns.received_at,
        *columns.text,
        columns.title,
        *(n for n in mapped_columns(columns) if n not in (*columns.text, columns.title, columns.received_at)),
    ]
    cells = [texts(column(bad, name)) for name in names if name and name != columns.author]
    rows = [" | ".join(c for c in row if isinstance(c, str))[:200] or None for row in zip(*cells, strict=True)]
    return pd.Series(rows, index=bad.index, dtype="str").reindex(frame.index)
