"""What a sink is told: each opening once, each closing once, the past never."""

from datetime import date, timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.notify.conftest import alert, alerts

from voc.friction.watching.incidents import incidents
from voc.notify import due
from voc.tables import Alert, Notice, Sighting

FIRST = date(2026, 10, 1)


def notices(*rows):
    made = [{"alert_id": a, "sink": s, "event": e, "day": FIRST, "sent_at": pd.Timestamp("2026-10-02", tz="UTC")} for a, s, e in rows]
    return Notice.check(pd.DataFrame(made, columns=list(Notice.columns)))


def told(found):
    return [(n.event, n.alert["alert_id"]) for n in found]


def test_nothing_is_due_of_nothing():
    assert due(Alert.empty(), Notice.empty(), "file", 7) == ()


def test_what_is_open_and_untold_is_due():
    found = alerts(alert("a_1"), alert("a_2", until="2026-11-12"), alert("a_3", kind="source_silent", q=None), alert("a_4", q=0.001))
    assert told(due(found, Notice.empty(), "file", 7)) == [("opened", "a_4"), ("opened", "a_1"), ("opened", "a_3")]
    assert told(due(found, notices(("a_1", "file", "opened"), ("a_4", "email", "opened")), "file", 7)) == [
        ("opened", "a_4"),
        ("opened", "a_3"),
    ]


def test_a_closing_is_due_to_those_who_heard_of_the_opening():
    closed = alerts(alert("a_1", until="2026-11-12"))
    assert told(due(closed, notices(("a_1", "file", "opened")), "file", 7)) == [("closed", "a_1")]
    assert due(closed, notices(("a_1", "file", "opened"), ("a_1", "file", "closed")), "file", 7) == ()
    assert due(closed, notices(("a_1", "email", "opened")), "file", 7) == ()


def test_a_cell_seen_once_and_not_surely_is_not_told_yet():
    weak = {"n_days": 1, "q": 0.05}
    found = alerts(
        alert("a_1", **weak),
        alert("a_2", kind="better", **weak),
        alert("a_3", n_days=1, q=None),
        alert("a_4", n_days=2, q=0.05),
        alert("a_5", n_days=1, q=0.01),
        alert("a_6", kind="source_drift", **weak),
    )
    assert told(due(found, Notice.empty(), "file", 7)) == [("opened", "a_5"), ("opened", "a_4"), ("opened", "a_6")]


def seen(*days, kind="worse"):
    given = {"subject": "a/b", "segment": "all", "segment_value": "all", "message_fr": "f", "message_en": "e", "evidence": "{}", "q": 0.001}
    rows = [{"day": FIRST + timedelta(days=d), "kind": kind, **given} for d in days]
    return Sighting.conform(pd.DataFrame(rows, columns=list(Sighting.columns)))


def replay(nights, close_after=5):
    """What a sink hears when these nights (data day, sightings known by then) run one after the other."""
    sent, heard = [], []
    for day, rows in nights:
        news = due(incidents(rows, FIRST + timedelta(days=day), close_after), notices(*sent), "file", close_after)
        sent += [(n.alert["alert_id"], "file", n.event) for n in news]
        heard += [(day, n.event, (n.alert["since"].date() - FIRST).days) for n in news]
    return heard


def test_one_incident_is_told_twice_in_all():
    rows = seen(3, 4, 5)
    assert replay([(d, rows) for d in range(15)]) == [(3, "opened", 3), (10, "closed", 3)]


def test_a_back_fill_that_makes_an_incident_older_does_not_tell_it_again():
    assert replay([(6, seen(5, 6)), (6, seen(3, 4, 5, 6)), (6, seen(5, 6)), (20, seen(3, 4, 5, 6))]) == [
        (6, "opened", 5),
        (20, "closed", 3),
    ]


def test_a_back_filled_night_does_not_tell_what_a_later_one_told():
    assert replay([(6, seen(6)), (5, seen(5, 6)), (2, seen(2, 5, 6)), (6, seen(2, 5, 6))]) == [(6, "opened", 6)]


def test_what_came_back_after_the_opposite_is_told_again():
    rows = pd.concat([seen(3, 5), seen(4, kind="better")])
    assert [(d, e) for d, e, _ in replay([(d, rows) for d in range(3, 6)])] == [
        (3, "opened"),
        (4, "opened"),
        (4, "closed"),
        (5, "opened"),
        (5, "closed"),
    ]


@settings(max_examples=20)
@given(st.lists(st.integers(0, 18), unique=True, max_size=10), st.lists(st.integers(0, 25), min_size=1, max_size=12))
def test_no_alert_is_ever_told_twice(days, nights):
    """Property: whatever nights run, in whatever order and how often, an alert is opened at most once and closed at most once, after."""
    heard = replay([(night, seen(*days)) for night in nights])
    for event in ("opened", "closed"):
        ids = [since for _, e, since in heard if e == event]
        assert len(ids) == len(set(ids))
    assert {s for _, e, s in heard if e == "closed"} <= {s for _, e, s in heard if e == "opened"}
