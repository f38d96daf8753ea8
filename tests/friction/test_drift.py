"""When a source is no longer what it was; on null data no more often than stated."""

from datetime import date, timedelta
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voc.friction.watching.drift import FALSE_DISCOVERIES, departure, drifting_sources, drifts

DAY = date(2026, 11, 12)
# How much of a week comes on each day: shops are busy on Mondays and closed on Sundays.
WEEKDAYS = np.array([1.6, 1.3, 1.1, 1.0, 1.2, 0.6, 0.2])


def rows_of(rng, per_day, weekly=0.0, english=0.3, mixing=0.0, spread=0.8, drifting=1.0):
    """Nine weeks of one source: weeks differ by `weekly` in volume and by `mixing` in language, whatever the day of the week."""
    parts = []
    for week in range(9):
        rate = per_day * rng.lognormal(-weekly * weekly / 2, weekly) * (drifting if week == 0 else 1.0)
        n = int(rng.poisson(WEEKDAYS * rate).sum())
        share = english if mixing == 0 else rng.beta(english / mixing, (1 - english) / mixing)
        language = np.where(rng.random(n) < share, "en", "fr")
        length = rng.lognormal(4.5 + rng.normal(0, mixing), spread, n).astype(int) + 1
        parts.append(pd.DataFrame({"week": week, "language": language, "length": length}))
    return pd.concat(parts, ignore_index=True)


def asked(rng, **columns):
    return {d.measure: d for d in drifts("shop", rows_of(rng, **columns))}


def test_what_changed_is_found_and_what_did_not_is_not():
    rng = np.random.default_rng(1)
    halved = [asked(rng, per_day=30, weekly=0.05, drifting=0.5)["volume"].p for _ in range(40)]
    same = [asked(rng, per_day=30, weekly=0.05)["volume"].p for _ in range(40)]
    assert np.mean(np.array(halved) < 0.01) > 0.9
    assert np.mean(np.array(same) < 0.01) < 0.1


@pytest.mark.parametrize("measure", ["language", "length"])
def test_another_mix_and_other_lengths_are_found(measure):
    rng = np.random.default_rng(2)
    found = []
    for _ in range(40):
        rows = rows_of(rng, per_day=20, mixing=0.01)
        last = rows["week"] == 0
        if measure == "language":
            rows.loc[last & (np.arange(len(rows)) % 3 == 0), "language"] = "nl"
        else:
            rows.loc[last, "length"] //= 4
        found.append(next(d for d in drifts("shop", rows) if d.measure == measure))
    assert np.mean([d.p < 0.01 for d in found]) > 0.9
    if measure == "language":
        assert {d.language for d in found} == {"nl"}
        assert all(d.now > 0.3 and d.before == 0 for d in found)


def test_one_week_of_outage_does_not_blind_the_next_eight():
    rng = np.random.default_rng(3)
    ps = []
    for _ in range(40):
        rows = rows_of(rng, per_day=30, weekly=0.05, drifting=0.4)
        ps.append(next(iter(drifts("shop", rows[rows["week"] != 4]))).p)
    assert np.mean(np.array(ps) < 0.01) > 0.8


def test_too_little_data_is_no_drift():
    rng = np.random.default_rng(4)
    rows = rows_of(rng, per_day=5)
    assert asked(rng, per_day=0.2) == {}
    assert list(drifts("shop", rows[rows["week"] < 7])) == []
    assert list(drifts("shop", rows[~rows["week"].isin([3, 4])])) == []
    # A week in which nothing came has a volume, but no mix and no length.
    assert [d.measure for d in drifts("shop", rows[rows["week"] > 0])] == ["volume"]
    assert list(drifts("shop", rows.iloc[:0])) == []


def test_a_batch_every_five_weeks_is_no_drift():
    batch = pd.DataFrame({"week": [0] * 300 + [5] * 300, "language": "fr", "length": 50})
    assert list(drifts("shop", batch)) == []


@example([0, 0, 1, 0, 0, 0, 1, 1, 1], Random(1))
@given(st.lists(st.integers(0, 2000), min_size=9, max_size=9), st.randoms())
def test_the_order_of_past_weeks_does_not_matter(counts, random):
    values, shuffled = np.array(counts, float), counts[1:]
    random.shuffle(shuffled)
    ones = np.ones(9)
    p = departure(values, ones, 1.0)
    assert 0 <= p <= 1
    assert departure(np.array([counts[0], *shuffled], float), ones, 1.0) == pytest.approx(p)
    assert departure(np.full(9, values[0]), ones, 0.0) == 1.0


KINDS = {
    "poisson, 2 a day": {"per_day": 2},
    "poisson, 20 a day": {"per_day": 20},
    "weeks differ by 20 %": {"per_day": 20, "weekly": 0.2, "mixing": 0.01},
    "weeks differ by 40 %": {"per_day": 10, "weekly": 0.4, "mixing": 0.03},
}


@pytest.mark.parametrize("kind", KINDS)
def test_null_data_is_called_out_no_more_often_than_stated(kind):
    """p-values of all three questions, at 5 % and at 1 %."""
    rng = np.random.default_rng(5)
    found = [asked(rng, **KINDS[kind]) for _ in range(700)]
    for measure in ("volume", "language", "length"):
        p = np.array([d[measure].p for d in found if measure in d])
        for level in (0.05, 0.01):
            assert (p < level).mean() <= level + 2 * np.sqrt(level / len(p)), (measure, level)


def test_null_nights_alarm_no_more_often_than_stated():
    """Whole nights of five sources of all kinds, 15 questions each: on null data every discovery is a false one."""
    rng = np.random.default_rng(6)
    nights, alarms = 200, 0
    mentions = pd.DataFrame({"mention_id": [], "author": [], "source": [], "language": [], "day": pd.to_datetime([])})
    for _ in range(nights):
        kinds = [*KINDS.values(), {"per_day": 50, "weekly": 0.1}]
        parts = [rows_of(rng, **columns).assign(source=f"s{i}") for i, columns in enumerate(kinds)]
        rows = pd.concat(parts, ignore_index=True)
        days = pd.Timestamp(DAY) - pd.to_timedelta(rows["week"] * 7 + rng.integers(0, 7, len(rows)), unit="D")
        texts = rows["length"].map(lambda n: "x" * min(n, 400))
        answers = pd.DataFrame({"source": rows["source"], "day": days, "language": rows["language"], "text": texts})
        seen = drifting_sources(answers, mentions, ["s0", "s1", "s2", "s3", "s4"], DAY)
        alarms += bool(seen)
    allowed = FALSE_DISCOVERIES * nights
    assert alarms <= allowed + 2 * np.sqrt(allowed)


def test_weeks_end_on_the_weekday_of_the_day():
    """Busy Mondays and closed Sundays: on every day of the week a steady source is steady."""
    mentions = pd.DataFrame({"mention_id": [], "author": [], "source": [], "language": [], "day": pd.to_datetime([])})
    for back in range(7):
        day = DAY - timedelta(days=back)
        dates = [day - timedelta(days=b) for b in range(63) for _ in range(int(10 * WEEKDAYS[(day - timedelta(days=b)).weekday()]))]
        answers = pd.DataFrame({"source": "s", "day": pd.to_datetime(dates), "language": "fr", "text": "x"})
        assert drifting_sources(answers, mentions, ["s"], day) == []
        twice = answers["day"] > pd.Timestamp(day - timedelta(days=7))
        more = pd.concat([answers, answers[twice], answers[twice]], ignore_index=True)
        assert [s.subject for s in drifting_sources(more, mentions, ["s"], day)] == ["s"]
