"""Decisions about topics, on SQLite and on a real PostgreSQL."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from voc.errors import StoreError
from voc.store import topics as stored
from voc.tables import Mention, Topic, TopicEvent
from voc.topics import hand
from voc.topics.hand import Hand, TopicConflict

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ANA = Hand("Ana", pd.Timestamp(NOW))


@pytest.fixture
def filled(store):
    """Two topics of two mentions each, and a mention without a topic."""
    names = {"t_a": ("Colis", "Parcels"), "t_b": ("Prix", "Prices")}
    topics = [
        {
            "topic_id": t, "kind": "subject", "name_fr": fr, "name_en": en, "named_by": "auto", "pinned": False, "keywords_fr": "[]",
            "keywords_en": "[]", "status": "active", "valid_from": pd.Timestamp("2026-11-01"), "n_mentions": 2,
        }
        for t, (fr, en) in names.items()
    ]  # fmt: skip
    mentions = [
        {"mention_id": f"m{i}", "feedback_id": f"f{i}", "position": 0, "start": 0, "end": 1, "topic_id": t, "topic_found": t}
        for i, t in enumerate(["t_a", "t_a", "t_b", "t_b", None])
    ]
    store.save(Topic, Topic.conform(pd.DataFrame(topics)))
    store.save(Mention, Mention.conform(pd.DataFrame(mentions)))
    return store


def shown(store):
    return store.load(Mention).sort_values("mention_id")["topic_id"].fillna("-").tolist()


def test_a_merge_shows_at_once_and_is_taken_back_exactly(filled):
    added = stored.decide(filled, lambda r: hand.merge(r, ["t_a"], "t_b", ANA))
    assert shown(filled) == ["t_b"] * 4 + ["-"]
    assert filled.load(Mention).sort_values("mention_id")["topic_found"].tolist()[:4] == ["t_a", "t_a", "t_b", "t_b"]
    stored.decide(filled, lambda r: hand.undo(r, added["event_id"].iloc[0], Hand("Ana", ANA.now + pd.Timedelta(hours=1))))
    assert shown(filled) == ["t_a", "t_a", "t_b", "t_b", "-"]
    assert filled.load(TopicEvent)["what"].tolist().count("undone") == 1


def test_a_conflict_changes_nothing(filled):
    before = filled.load(Topic)
    with pytest.raises(TopicConflict):
        stored.decide(filled, lambda r: hand.merge(hand.retire(r, "t_b", ANA), ["t_a"], "t_b", ANA))
    pd.testing.assert_frame_equal(filled.load(Topic), before)
    assert shown(filled) == ["t_a", "t_a", "t_b", "t_b", "-"]


def test_a_mention_that_was_put_elsewhere_follows_merges(filled):
    stored.reassign(filled, "m4", "t_a", "Ana", NOW)
    assert shown(filled) == ["t_a", "t_a", "t_b", "t_b", "t_a"]
    stored.decide(filled, lambda r: hand.merge(r, ["t_a"], "t_b", ANA))
    assert shown(filled) == ["t_b"] * 5
    assert stored.said(filled).to_dict("list") == {"mention_id": ["m4"], "topic_id": ["t_a"]}
    with pytest.raises(StoreError, match="no living topic"):
        stored.reassign(filled, "m0", "t_a", "Ana", NOW)
    with pytest.raises(StoreError, match="no mention"):
        stored.reassign(filled, "m9", "t_b", "Ana", NOW)


def test_a_split_leaves_a_mention_where_it_was_put(filled):
    stored.reassign(filled, "m0", "t_b", "Ana", NOW)
    stored.put(filled, pd.DataFrame({"mention_id": ["m0", "m1"], "topic_id": ["t_part", "t_part"]}))
    assert shown(filled) == ["t_b", "t_part", "t_b", "t_b", "-"]
    assert filled.load(Mention, {"mention_id": "m0"})["topic_found"].tolist() == ["t_part"]


def test_a_retired_topic_is_shown_nowhere(filled):
    stored.decide(filled, lambda r: hand.retire(r, "t_a", ANA))
    assert shown(filled) == ["-", "-", "t_b", "t_b", "-"]
