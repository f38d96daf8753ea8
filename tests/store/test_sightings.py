"""What nights saw, kept day by day, and what was sent of it."""

from datetime import UTC, date, datetime

import pandas as pd

from voc.store import Store, sightings
from voc.tables import Notice, Sighting

FIRST, SECOND = date(2026, 11, 11), date(2026, 11, 12)


def seen(day, *subjects, q=0.01):
    rows = [
        {"day": day, "kind": "worse", "subject": s, "segment": "all", "segment_value": "all", "since": day, "q": q,
         "message_fr": "« Été » : l’achat pèse plus", "message_en": "worse", "evidence": '{"mentions": ["m_1"]}'}
        for s in subjects
    ]  # fmt: skip
    return Sighting.conform(pd.DataFrame(rows, columns=list(Sighting.columns)))


def test_a_day_comes_back_as_it_was(store):
    first = seen(FIRST, "a/b", "c/d", q=None)
    sightings.keep(store, FIRST, first)
    pd.testing.assert_frame_equal(sightings.until(store, FIRST), first)


def test_a_repeated_night_replaces_its_day_and_no_other(store):
    sightings.keep(store, FIRST, seen(FIRST, "a/b", "c/d"))
    sightings.keep(store, SECOND, seen(SECOND, "a/b"))
    sightings.keep(store, FIRST, seen(FIRST, "c/d", "e/f", q=0.02))
    expected = pd.concat([seen(FIRST, "c/d", "e/f", q=0.02), seen(SECOND, "a/b")], ignore_index=True)
    pd.testing.assert_frame_equal(sightings.until(store, SECOND), expected)
    sightings.keep(store, FIRST, Sighting.empty())
    pd.testing.assert_frame_equal(sightings.until(store, SECOND), seen(SECOND, "a/b"))


def test_a_day_does_not_see_what_came_after(store):
    sightings.keep(store, SECOND, seen(SECOND, "a/b"))
    assert sightings.until(store, FIRST).empty
    assert len(sightings.until(store, SECOND)) == 1


def test_rows_of_another_day_are_not_let_in(store):
    sightings.keep(store, FIRST, pd.concat([seen(FIRST, "a/b"), seen(SECOND, "a/b")]))
    assert sightings.until(store, SECOND)["day"].tolist() == [pd.Timestamp(FIRST)]


def test_what_was_sent_is_remembered_once(store):
    now = datetime(2026, 11, 13, 2, 15, tzinfo=UTC)
    sightings.note(store, "file", [("a_1", "opened"), ("a_2", "opened")], SECOND, now)
    sightings.note(store, "file", [("a_1", "closed")], SECOND, now)
    sightings.note(store, "email", [("a_1", "opened")], SECOND, now)
    sightings.note(store, "email", [], SECOND, now)
    found = sightings.notices(store)
    assert found[["alert_id", "sink", "event"]].to_numpy().tolist() == [
        ["a_1", "email", "opened"],
        ["a_1", "file", "closed"],
        ["a_1", "file", "opened"],
        ["a_2", "file", "opened"],
    ]
    assert found["sent_at"].unique().tolist() == [pd.Timestamp(now)]
    assert list(found) == list(Notice.columns)


def test_a_night_killed_while_saving_keeps_what_was_there(store):
    sightings.keep(store, FIRST, seen(FIRST, "a/b"))
    try:
        with store.transaction():
            sightings.keep(store, FIRST, Sighting.empty())
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    with Store.open(str(store.engine.url.render_as_string(hide_password=False))) as again:
        assert len(sightings.until(again, FIRST)) == 1
