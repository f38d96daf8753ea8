"""With which days a period is compared."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from voc.friction.periods import Period, periods
from voc.friction.trends.comparison import days_before, sides

KINDS = ["day", "week", "month", "last_28_days"]
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def lasting(stretches):
    return [a + timedelta(days=i) for a, b in stretches for i in range((b - a).days + 1)]


@given(days)
def test_a_day_is_held_against_its_own_weekday(day):
    before = lasting(days_before(Period("day", day, day), day))
    assert [(day - b).days for b in before] == [28, 21, 14, 7]


@given(days)
def test_a_running_week_is_held_against_the_same_weekdays(day):
    monday = day - timedelta(days=day.weekday())
    before = lasting(days_before(Period("week", monday, monday + timedelta(days=6)), day))
    assert len(before) == 4 * (day.weekday() + 1)
    assert {b.weekday() for b in before} == set(range(day.weekday() + 1))
    assert max(before) < monday


@given(days)
def test_nothing_is_held_against_itself(day):
    for period in periods(day, KINDS, date(2019, 1, 1)):
        before = lasting(days_before(period, day))
        assert before
        assert len(before) == len(set(before))
        assert max(before) < period.start


def test_a_running_month_is_held_against_the_month_before_up_to_the_same_day():
    march = Period("month", date(2026, 3, 1), date(2026, 3, 31))
    assert days_before(march, date(2026, 3, 12)) == [(date(2026, 2, 1), date(2026, 2, 12))]
    assert days_before(march, date(2026, 3, 30)) == [(date(2026, 2, 1), date(2026, 2, 28))]
    assert days_before(march, date(2026, 4, 2)) == [(date(2026, 2, 1), date(2026, 2, 28))]
    assert days_before(Period("all", date(2026, 1, 1), date(2026, 3, 12)), date(2026, 3, 12)) == []


@given(st.lists(st.one_of(st.none(), st.integers(0, 80)), max_size=60), st.sampled_from(KINDS))
def test_every_row_stands_on_the_sides_that_its_day_is_on(ago, kind):
    last = date(2026, 11, 12)
    day = pd.Series([pd.NaT if a is None else pd.Timestamp(last) - pd.Timedelta(days=a) for a in ago], dtype="datetime64[us]")
    some = periods(last, [kind], date(2026, 8, 1))
    rows, at, before = sides(day, some, last)
    known = day.dropna()
    expected = set()
    for code, period in enumerate(some):
        past = lasting(days_before(period, last))
        if not len(known) or 2 * sum(d >= known.min().date() for d in past) < len(past):
            continue
        for row, value in known.items():
            here = value.date()
            expected |= {(row, code, False)} if period.start <= here <= period.end else set()
            expected |= {(row, code, True)} if here in past else set()
    assert set(zip(rows.tolist(), at.tolist(), before.tolist(), strict=True)) == expected
    assert len(rows) == len(expected)
    assert rows.dtype == np.int64
