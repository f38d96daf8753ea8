"""Dates as people and tools write them, as UTC times."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Any, Literal

import numpy as np
import pandas as pd

from voc.errors import SourceError
from voc.sources.cells import texts

TIME: Literal["datetime64[us, UTC]"] = "datetime64[us, UTC]"
MONTHS = {
    word: number
    for number, words in enumerate(
        ["jan janv janvier january", "fev fevr fevrier feb february", "mar mars march", "avr avril apr april", "mai may", "juin jun june"]
        + [
            "juil juillet jul july",
            "aout aug august",
            "sep sept septembre september",
            "oct octobre october",
            "nov novembre november",
            "dec decembre december",
        ],
        start=1,
    )
    for word in words.split()
}
CLOCK = r"(?:[\s,t]+(?:a\s|at\s|-\s)?\s*(\d{1,2})\s*[:h]\s*(\d{2})(?:\s*[:m]\s*(\d{2})(?:\.\d+)?)?\s*([ap]m)?)?"
LOOSE = re.compile(
    r"(?:[a-z]{2,9}\.?,?\s+)?(\d{1,2})(?:er|st|nd|rd|th)?\s*[-/.\s]\s*(\d{1,2}|[a-z]+)\.?,?\s*[-/.\s]\s*(\d{4}|\d{2})" + CLOCK
)
MONTH_FIRST = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
OFFSET = re.compile(r"\d{2}:?\d{2}.*(?:[zZ]|[+-]\d{2}(?::?\d{2})?)$")
ISO = re.compile(r"\d{4}-\d{2}")


def read_dates(cells: pd.Series[Any], form: str | None, zone: str) -> pd.Series[pd.Timestamp]:
    """UTC times of the cells; null where a cell is empty or unreadable.

    Args:
        cells: Strings, numbers (epoch seconds, milliseconds, ..., Excel days, 20240131) or dates.
        form: strptime pattern, `dayfirst`, `monthfirst`, or None for ISO 8601.
        zone: Time zone of what states none. An hour that a clock change repeats is its first, one that it skips is moved forward.
    """
    real = pd.Series([isinstance(c, date | np.datetime64) and not pd.isna(c) for c in cells], index=cells.index, dtype=bool)
    written = texts(cells.where(~real, None))
    out = pd.Series(pd.NaT, index=cells.index, dtype=TIME)
    out[real] = _real(cells[real], zone)
    strings = written.dropna()
    if form in (None, "dayfirst", "monthfirst"):
        numeric = strings.str.fullmatch(r"\d+(\.\d+)?")
        out[strings.index[numeric]] = _numeric(strings[numeric].astype("float64"), zone)
        strings = strings[~numeric]
    if form in ("dayfirst", "monthfirst"):
        loose = ~strings.str.match(ISO.pattern)
        out[strings.index[loose]] = _loose(strings[loose], form == "dayfirst", zone)
        strings = strings[~loose]
    out[strings.index] = _iso(strings, zone) if form in (None, "dayfirst", "monthfirst") else _pattern(strings, form, zone)
    return out


def guess_form(cells: pd.Series[Any]) -> str | None:
    """`dayfirst` or `monthfirst` when most dates are not ISO 8601; months above 12 decide, a draw is day first."""
    strings = texts(cells).dropna()
    pairs = strings.str.extract(r"^(\d{1,2})[-/.\s](\d{1,2})[-/.\s]\d{2,4}").dropna().astype("int64")
    if len(pairs) < 0.5 * len(strings) or strings.empty:
        worded = strings[~strings.str.match(r"\d{4}|\d+(\.\d+)?$")]
        return "dayfirst" if len(worded) > 0.5 * len(strings) else None
    return "monthfirst" if (pairs[1] > 12).sum() > (pairs[0] > 12).sum() else "dayfirst"


def out_of_range(times: pd.Series[pd.Timestamp], earliest: date, today: date, zone: str) -> pd.Series[bool]:
    """Where a time lies before `earliest` or after the day that follows `today`, days being those of the zone."""
    first = pd.Timestamp(earliest).tz_localize(zone, nonexistent="shift_forward", ambiguous=True)
    end = (pd.Timestamp(today) + pd.Timedelta(days=2)).tz_localize(zone, nonexistent="shift_forward", ambiguous=True)
    return (times < first) | (times >= end)


def _real(cells: pd.Series[Any], zone: str) -> pd.Series[pd.Timestamp]:
    aware = pd.Series([isinstance(c, datetime) and c.tzinfo is not None for c in cells], index=cells.index, dtype=bool)
    out = pd.Series(pd.NaT, index=cells.index, dtype=TIME)
    out[aware] = pd.to_datetime(cells[aware], utc=True, errors="coerce").astype(TIME)
    out[~aware] = _local(pd.to_datetime(cells[~aware], errors="coerce"), zone)
    return out


def _local(naive: pd.Series[Any], zone: str) -> pd.Series[pd.Timestamp]:
    plain = naive.astype("datetime64[us]")
    return (
        plain.dt.tz_localize(zone, ambiguous=np.ones(len(plain), dtype=bool), nonexistent="shift_forward").dt.tz_convert("UTC").astype(TIME)
    )


def _iso(strings: pd.Series[str], zone: str) -> pd.Series[pd.Timestamp]:
    aware = pd.Series([bool(OFFSET.search(s[10:])) for s in strings], index=strings.index, dtype=bool)
    out = pd.Series(pd.NaT, index=strings.index, dtype=TIME)
    out[aware] = pd.to_datetime(strings[aware], format="ISO8601", utc=True, errors="coerce").astype(TIME)
    out[~aware] = _local(pd.to_datetime(strings[~aware], format="ISO8601", errors="coerce"), zone)
    return out


def _pattern(strings: pd.Series[str], form: str, zone: str) -> pd.Series[pd.Timestamp]:
    try:
        if "%z" in form or "%Z" in form:
            return pd.to_datetime(strings, format=form, utc=True, errors="coerce").astype(TIME)
        return _local(pd.to_datetime(strings, format=form, errors="coerce"), zone)
    except ValueError as error:
        expected = "a strptime pattern such as %d/%m/%Y %H:%M, `dayfirst` or `monthfirst`"
        raise SourceError(f"date_format {form!r} is not usable ({error})", expected=expected, advice="correct `date_format:`") from error


def _numeric(values: pd.Series[float], zone: str) -> pd.Series[pd.Timestamp]:
    out = pd.Series(pd.NaT, index=values.index, dtype=TIME)
    compact = values.between(19000101, 21001231) & (values % 1 == 0)
    out[compact] = _local(pd.to_datetime(values[compact].astype("int64").astype("str"), format="%Y%m%d", errors="coerce"), zone)
    # Days since 1899-12-30, Excel's day zero, from 1954 to 2119; rounded because the fraction of a day is inexact.
    serial = values.between(20_000, 80_000)
    days = pd.to_timedelta((values[serial] * 86_400).round(), unit="s")
    out[serial] = _local(pd.Timestamp("1899-12-30") + days, zone)
    for low, high, unit in ((1e8, 1e10, "s"), (1e11, 1e13, "ms"), (1e14, 1e16, "us"), (1e17, 9e18, "ns")):
        epoch = values.between(low, high) & ~compact
        out[epoch] = pd.to_datetime(
            pd.Series(values[epoch].astype("int64").to_numpy().astype(f"datetime64[{unit}]"), index=values.index[epoch]), utc=True
        ).astype(TIME)
    return out


def _loose(strings: pd.Series[str], dayfirst: bool, zone: str) -> pd.Series[pd.Timestamp]:
    read = {s: _loose_one(s, dayfirst) for s in strings.unique()}
    return _local(pd.Series([read[s] for s in strings], index=strings.index, dtype="datetime64[us]"), zone)


def _loose_one(text: str, dayfirst: bool) -> datetime | None:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    if plain.strip().partition(" ")[0].strip(".") in MONTHS:
        plain = MONTH_FIRST.sub(r"\2 \1 \3", plain, count=1)
    match = LOOSE.fullmatch(plain.strip())
    if not match:
        return None
    first, second, year, hour, minute, whole_second, half = match.groups()
    day, month = (first, second) if dayfirst or not second.isdigit() else (second, first)
    hours = int(hour or 0) if not half else int(hour) % 12 + 12 * (half == "pm")
    years = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
    try:
        return datetime(
            years, int(month) if month.isdigit() else MONTHS.get(month, 0), int(day), hours, int(minute or 0), int(whole_second or 0)
        )
    except ValueError:
        return None
