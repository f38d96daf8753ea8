"""Days on which something was seen become incidents, whatever the order and however often a night is repeated."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc import tables
from voc.friction.watching.incidents import alert_id, incidents

FIRST = date(2026, 10, 1)


def on(n):
    return FIRST + timedelta(days=n)


def seen(*days, kind="worse", subject="purchase/payment", segment="all", segment_value="all", q=0.01):
    rows = [
        {"day": on(d), "kind": kind, "subject": subject, "segment": segment, "segment_value": segment_value, "since": on(d - 6), "q": q,
         "message_fr": f"jour {d}", "message_en": f"day {d}", "evidence": f'{{"day": {d}}}'}
        for d in days
    ]  # fmt: skip
    return tables.Sighting.conform(pd.DataFrame(rows, columns=list(tables.Sighting.columns)))


def told(sightings, day, close_after=7):
    """since, last_seen, until, n_days as day numbers."""
    found = incidents(sightings, on(day), close_after).sort_values(["since", "kind"])
    number = [[None if pd.isna(v) else (v.date() - FIRST).days for v in found[c]] for c in ("since", "last_seen", "until")]
    return list(zip(*number, found["n_days"].tolist(), strict=True))


def test_no_sighting_no_alert():
    assert incidents(tables.Sighting.empty(), FIRST, 7).empty


def test_an_incident_is_opened_updated_and_closed():
    days = seen(3, 4, 6)
    assert told(days, 2) == []
    assert told(days, 3) == [(3, 3, None, 1)]
    assert told(days, 6) == [(3, 6, None, 3)]
    assert told(days, 12) == [(3, 6, None, 3)]
    assert told(days, 13) == [(3, 6, 6, 3)]
    assert {i for d in range(3, 30) for i in incidents(days, on(d), 7)["alert_id"]} == {
        alert_id("worse", "purchase/payment", "all", "all", on(3))
    }


def test_it_tells_what_was_seen_last_and_the_least_q():
    days = pd.concat([seen(1, q=0.001), seen(2, q=0.04), seen(3, q=None)])
    row = incidents(days, on(3), 7).iloc[0]
    assert (row["message_fr"], row["message_en"], row["evidence"], row["q"]) == ("jour 3", "day 3", '{"day": 3}', 0.001)
    assert incidents(seen(1, q=None), on(3), 7)["q"].isna().all()


def test_a_gap_of_close_after_days_makes_a_second_incident():
    assert told(seen(0, 7), 7) == [(0, 7, None, 2)]
    assert told(seen(0, 8), 8) == [(0, 0, 0, 1), (8, 8, None, 1)]
    assert told(seen(0, 1), 1, close_after=1) == [(0, 1, None, 2)]
    assert told(seen(0, 2), 2, close_after=1) == [(0, 0, 0, 1), (2, 2, None, 1)]


def test_what_gets_better_is_no_longer_worse():
    both = pd.concat([seen(0, 1), seen(3, kind="better")])
    assert told(both, 2) == [(0, 1, None, 2)]
    assert told(both, 3) == [(0, 1, 1, 2), (3, 3, None, 1)]
    back = pd.concat([both, seen(4)])
    assert told(back, 4) == [(0, 1, 1, 2), (3, 3, 3, 1), (4, 4, None, 1)]


@pytest.mark.parametrize("other", [{"subject": "support/phone"}, {"segment": "persona", "segment_value": "a"}, {"kind": "source_drift"}])
def test_what_happens_elsewhere_closes_nothing(other):
    both = pd.concat([seen(0), seen(3, **({"kind": "better"} | other))])
    assert told(both, 3) == [(0, 0, None, 1), (3, 3, None, 1)]


def test_a_segment_value_is_an_incident_of_its_own():
    both = pd.concat([seen(0), seen(0, segment="persona", segment_value="a"), seen(0, segment="persona", segment_value="b")])
    assert incidents(both, on(0), 7)["alert_id"].nunique() == 3


DAYS = st.lists(st.integers(0, 40), unique=True, max_size=25)


@given(DAYS, DAYS, st.integers(0, 50), st.integers(1, 10), st.randoms())
def test_order_repeats_and_later_nights_change_nothing(worse, better, day, close_after, random):
    """Property: whatever nights ran, in whatever order and how often, the alerts of a day are those of the days up to it."""
    rows = pd.concat([seen(*worse), seen(*better, kind="better")], ignore_index=True)
    expected = incidents(rows[rows["day"] <= pd.Timestamp(on(day))], on(day), close_after)
    order = list(range(len(rows)))
    random.shuffle(order)
    again = pd.concat([rows.iloc[order], rows.iloc[order[:5]]], ignore_index=True)
    pd.testing.assert_frame_equal(incidents(again, on(day), close_after), expected)


@given(DAYS, DAYS, st.integers(0, 50), st.integers(1, 10))
def test_every_day_is_in_one_incident_and_gaps_are_where_they_belong(worse, better, day, close_after):
    rows = pd.concat([seen(*worse), seen(*better, kind="better")], ignore_index=True)
    found = incidents(rows, on(day), close_after)
    assert found["n_days"].sum() == sum(d <= day for d in [*worse, *better])
    assert found["alert_id"].is_unique
    for kind, own, against in (("worse", worse, better), ("better", better, worse)):
        runs = found[found["kind"] == kind].sort_values("since")
        spans = [((a.date() - FIRST).days, (b.date() - FIRST).days) for a, b in zip(runs["since"], runs["last_seen"], strict=True)]
        for first, last in spans:
            inside = sorted(d for d in own if first <= d <= last)
            assert all(b - a <= close_after for a, b in zip(inside, inside[1:], strict=False))
            assert not any(a < x <= b for a, b in zip(inside, inside[1:], strict=False) for x in against)
        for (_, last), (first, _) in zip(spans, spans[1:], strict=False):
            assert first - last > close_after or any(last < x <= first for x in against)
        open_ones = runs["until"].isna()
        assert open_ones.sum() <= 1
        if open_ones.any():
            assert day - spans[-1][1] < close_after
            assert not any(spans[-1][1] < x <= day for x in against)
        assert (runs["until"].dropna() == runs["last_seen"][~open_ones]).all()


@settings(max_examples=10)
@given(st.lists(st.integers(0, 20), unique=True, max_size=12), st.integers(1, 8))
def test_night_after_night_an_incident_keeps_its_id(days, close_after):
    """Property: replaying the nights in order, each incident appears under one id, is open from its first night, and closes once."""
    rows, states = seen(*days), {}
    for day in range(30):
        for alert in incidents(rows, on(day), close_after).to_dict("records"):
            states.setdefault(alert["alert_id"], []).append(pd.isna(alert["until"]))
    final = incidents(rows, on(29), close_after)
    assert set(states) == set(final["alert_id"])
    for history in states.values():
        assert history[0]
        assert history == sorted(history, reverse=True)
