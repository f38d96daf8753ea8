"""Corrections: recorded, superseded, taken back."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from voc.errors import StoreError
from voc.store.corrections import correct, in_force, undo
from voc.tables import Correction, Feedback, Mention

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)


@pytest.fixture
def told(store):
    feedback = {
        **{"feedback_id": "f1", "source": "s", "kind": "review", "text": "Too slow.", "received_at": pd.Timestamp(NOW), "time_known": True},
        **{"language": "en", "language_confidence": 1.0, "attributes": "{}", "content_hash": "h", "run_id": "r"},
    }
    store.save(Feedback, Feedback.conform(pd.DataFrame([feedback])))
    mention = {"mention_id": "m1", "feedback_id": "f1", "position": 0, "start": 0, "end": 9, "stage": "use", "touchpoint": "product"}
    store.save(Mention, Mention.conform(pd.DataFrame([mention])))
    return store


def test_the_last_word_on_each_field_is_in_force(told):
    correct(told, "m1", {"stage": "support", "sentiment_label": "neutral"}, "Ana", NOW)
    correct(told, "m1", {"stage": "delivery"}, "Ben", NOW + timedelta(minutes=1))
    row = in_force(told).iloc[0]
    assert (row["mention_id"], row["stage"], row["sentiment_label"], row["author"]) == ("m1", "delivery", "neutral", "Ben")
    assert pd.isna(row["touchpoint"])
    assert set(told.load(Correction)["old"].dropna()) == {"use", "support"}


def test_what_is_taken_back_counts_no_more(told):
    added = correct(told, "m1", {"stage": "support"}, "Ana", NOW)
    undo(told, added["correction_id"].iloc[0], NOW + timedelta(days=1))
    assert in_force(told).empty
    with pytest.raises(StoreError, match="before"):
        undo(told, added["correction_id"].iloc[0], NOW)
    with pytest.raises(StoreError, match="no correction"):
        undo(told, "k_no", NOW)


def test_what_is_so_already_is_no_correction(told):
    assert correct(told, "m1", {"stage": "use"}, "Ana", NOW).empty
    assert told.count(Correction) == 0


def test_nobody_corrects_what_is_not_there(told):
    with pytest.raises(StoreError, match="no mention"):
        correct(told, "m9", {"stage": "use"}, "Ana", NOW)
    with pytest.raises(StoreError, match="cannot be corrected"):
        correct(told, "m1", {"text": "fine"}, "Ana", NOW)


def test_a_mention_that_has_gone_is_left_out(told):
    correct(told, "m1", {"stage": "support"}, "Ana", NOW)
    told.delete(Mention, ["m1"])
    assert in_force(told).empty


def test_no_corrections_are_an_empty_frame(store):
    assert in_force(store).columns.tolist() == ["mention_id", "stage", "touchpoint", "sentiment_label", "author"]


def test_saying_the_opposite_before_the_night_counts(told):
    correct(told, "m1", {"stage": "support"}, "Ana", NOW)
    assert len(correct(told, "m1", {"stage": "use"}, "Ana", NOW + timedelta(minutes=1))) == 1
    assert in_force(told)["stage"].tolist() == ["use"]
    assert correct(told, "m1", {"stage": "use"}, "Ana", NOW + timedelta(minutes=2)).empty
