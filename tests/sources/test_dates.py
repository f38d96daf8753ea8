from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import SourceError
from voc.sources.dates import guess_form, out_of_range, read_dates

ONE = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(lambda d: d.replace(microsecond=0, fold=0))  # noqa: DTZ001
MOMENTS = st.lists(ONE, min_size=1, max_size=40)
ZONES = st.sampled_from(["UTC", "Europe/Paris", "Europe/London", "America/Montreal", "Asia/Kolkata"])


def read_one(cell, form=None, zone="UTC"):
    value = read_dates(pd.Series([cell], dtype=object), form, zone).iloc[0]
    return None if pd.isna(value) else value.to_pydatetime()


def read_all(cells, form=None, zone="UTC"):
    return [v.to_pydatetime() for v in read_dates(pd.Series(cells, dtype=object), form, zone)]


def local(moment, zone):
    """The moment in the zone, skipped hours moved to the first that exists."""
    aware = moment.replace(tzinfo=ZoneInfo(zone))
    there = aware.astimezone(UTC)
    back = there.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return there if back == moment else None


@settings(max_examples=10, deadline=None)
@given(moments=MOMENTS, zone=ZONES)
@pytest.mark.parametrize(
    ("form", "written"),
    [
        (None, "%Y-%m-%d %H:%M:%S"),
        (None, "%Y-%m-%dT%H:%M:%S"),
        ("dayfirst", "%d/%m/%Y %H:%M:%S"),
        ("dayfirst", "%d.%m.%Y %H:%M:%S"),
        ("dayfirst", "%Y-%m-%d %H:%M:%S"),
        ("monthfirst", "%m/%d/%Y %I:%M:%S %p"),
        ("monthfirst", "%B %d, %Y %H:%M:%S"),
        ("dayfirst", "%d %b %Y %H:%M:%S"),
        ("%d-%m-%y %H.%M.%S", "%d-%m-%y %H.%M.%S"),
    ],
)
def test_dates_round_trip(form, written, moments, zone):
    sure = [m for m in moments if local(m, zone) and ("%y" not in written or 1970 <= m.year < 2069)]
    assert read_all([m.strftime(written) for m in sure], form, zone) == [local(m, zone) for m in sure]


@settings(max_examples=10, deadline=None)
@given(moments=MOMENTS, zone=ZONES, hours=st.integers(-11, 12))
def test_a_stated_offset_wins_over_the_zone(moments, zone, hours):
    expected = [m.replace(tzinfo=UTC) for m in moments]
    there = [(m + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S") + f"{hours:+03d}:00" for m in expected]
    assert read_all(there, None, zone) == expected
    assert read_all([m.strftime("%Y-%m-%dT%H:%M:%SZ") for m in moments], "dayfirst", zone) == expected


@settings(max_examples=10, deadline=None)
@given(
    seconds=st.lists(st.integers(10**8, 4 * 10**9), max_size=30), scale=st.sampled_from([1, 1000, 10**6]), kind=st.sampled_from([int, str])
)
def test_epochs_are_utc_whatever_the_zone(seconds, scale, kind):
    assert read_all([kind(s * scale) for s in seconds], None, "Asia/Kolkata") == [datetime.fromtimestamp(s, tz=UTC) for s in seconds]


@settings(max_examples=10, deadline=None)
@given(moments=MOMENTS)
def test_excel_days_are_exact_to_the_second(moments):
    days = [(m - datetime(1899, 12, 30)) / timedelta(days=1) for m in moments]  # noqa: DTZ001
    assert read_all(days) == [m.replace(tzinfo=UTC) for m in moments]


@settings(max_examples=15, deadline=None)
@given(cells=st.lists(st.text(max_size=25) | st.integers() | st.floats() | st.none() | st.dates() | st.datetimes(), max_size=20))
@pytest.mark.parametrize("form", [None, "dayfirst", "monthfirst", "%d/%m/%Y"])
def test_no_cell_breaks_the_reading(cells, form):
    out = read_dates(pd.Series(cells, dtype=object), form, "Europe/Paris")
    assert len(out) == len(cells)
    assert str(out.dtype) == "datetime64[us, UTC]"


def test_kinds_of_cells_in_one_column():
    cells = pd.Series(
        ["2024-02-29", 20240229, "20240229", date(2024, 2, 29), datetime(2024, 2, 29), pd.Timestamp("2024-02-29", tz="UTC"), 45351],
        dtype=object,
    )  # noqa: DTZ001
    assert len(set(read_dates(cells, None, "UTC"))) == 1


@pytest.mark.parametrize(
    ("cell", "form", "expected"),
    [
        ("1er février 2024", "dayfirst", datetime(2024, 2, 1, tzinfo=UTC)),
        ("jeudi 29 août 2024 à 9h05", "dayfirst", datetime(2024, 8, 29, 9, 5, tzinfo=UTC)),
        ("Feb 3, 2024", "dayfirst", datetime(2024, 2, 3, tzinfo=UTC)),
        ("13/01/24", "dayfirst", datetime(2024, 1, 13, tzinfo=UTC)),
        ("01/13/2024", "dayfirst", None),
        ("31/02/2024", "dayfirst", None),
        ("03/04/2024", None, None),
        ("hier", None, None),
    ],
)
def test_loose_dates_are_never_guessed_against_the_form(cell, form, expected):
    assert read_one(cell, form) == expected


def test_clock_changes():
    assert read_one("2024-03-31 02:30", None, "Europe/Paris") == datetime(2024, 3, 31, 1, 0, tzinfo=UTC)
    assert read_one("2024-10-27 02:30", None, "Europe/Paris") == datetime(2024, 10, 27, 0, 30, tzinfo=UTC)


def test_range_is_counted_in_days_of_the_zone():
    times = read_dates(
        pd.Series(["1970-01-01", "1999-12-31 23:59", "2000-01-01", "2026-03-11 23:59", "2026-03-12", None], dtype=object),
        None,
        "Europe/Paris",
    )
    assert out_of_range(times, date(2000, 1, 1), date(2026, 3, 10), "Europe/Paris").tolist() == [True, True, False, False, True, False]


def test_form_is_guessed_from_days_above_twelve():
    assert guess_form(pd.Series(["03/04/2024", "25/04/2024"])) == "dayfirst"
    assert guess_form(pd.Series(["03/04/2024", "04/25/2024"])) == "monthfirst"
    assert guess_form(pd.Series(["2024-04-25", "2024-04-26"])) is None


def test_an_impossible_pattern_is_an_error():
    with pytest.raises(SourceError, match="date_format"):
        read_one("2024", "%Q %Y")
