from datetime import date, timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.friction.periods import DAYS, MONTHS, WEEKS, Period, local_day, period_codes, periods

KINDS = ("day", "week", "month", "last_28_days", "all")
dates = st.dates(date(2015, 1, 1), date(2035, 1, 1))


def test_running_week_and_month_end_with_the_calendar():
    found = periods(date(2026, 2, 26), KINDS, date(2026, 2, 20), date(2026, 2, 25))
    assert [p for p in found if p.kind == "week"] == [
        Period("week", date(2026, 2, 16), date(2026, 2, 22)),
        Period("week", date(2026, 2, 23), date(2026, 3, 1)),
    ]
    assert [p for p in found if p.kind == "month"] == [Period("month", date(2026, 2, 1), date(2026, 2, 28))]
    assert found[-2:] == [
        Period("last_28_days", date(2026, 1, 30), date(2026, 2, 26)),
        Period("all", date(2026, 2, 20), date(2026, 2, 25)),
    ]


def test_first_week_of_the_iso_year_begins_in_december():
    assert periods(date(2026, 1, 1), ["week"], date(2026, 1, 1)) == [Period("week", date(2025, 12, 29), date(2026, 1, 4))]


@settings(max_examples=60)
@given(dates, st.integers(0, 1500))
def test_periods_follow_each_other_cover_the_data_and_are_bounded(day, back):
    earliest = day - timedelta(days=back)
    for kind, limit in (("day", DAYS), ("week", WEEKS), ("month", MONTHS)):
        found = periods(day, [kind], earliest)
        assert found[0].start <= earliest or len(found) == limit
        assert found[-1].start <= day <= found[-1].end
        assert len(found) <= limit
        assert all(b.start - a.end == timedelta(days=1) for a, b in zip(found, found[1:], strict=False))
        assert kind != "week" or all(p.start.isoweekday() == 1 for p in found)


@settings(max_examples=60)
@given(dates, st.lists(st.integers(-5, 120), min_size=1, max_size=20))
def test_each_day_is_in_the_period_that_holds_it(day, offsets):
    days = pd.Series([pd.Timestamp(day - timedelta(days=i)) for i in offsets], dtype="datetime64[us]")
    for kind in ("day", "week", "month", "last_28_days"):
        same = periods(day, [kind], day - timedelta(days=200))
        for value, code in zip(days.dt.date, period_codes(days, same), strict=True):
            holding = [i for i, p in enumerate(same) if p.start <= value <= p.end]
            assert ([code] if code >= 0 else []) == holding


def test_undated_rows_count_only_in_all():
    days = pd.Series([pd.NaT, pd.Timestamp("2026-05-01")], dtype="datetime64[us]")
    assert period_codes(days, periods(date(2026, 5, 1), ["all"], date(2026, 5, 1))).tolist() == [0, 0]
    assert period_codes(days, periods(date(2026, 5, 1), ["day"], date(2026, 5, 1))).tolist() == [-1, 0]


def test_days_are_cut_in_the_company_s_zone():
    times = pd.Series(pd.to_datetime(["2026-03-28T23:30Z", "2026-07-01T21:59Z", "2026-07-01T22:00Z", None])).astype("datetime64[us, UTC]")
    expected = pd.Series(pd.to_datetime(["2026-03-29", "2026-07-01", "2026-07-02", None])).astype("datetime64[us]")
    pd.testing.assert_series_equal(local_day(times, "Europe/Paris"), expected)
