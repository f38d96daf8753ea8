import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.topics.planted import DAY, PlainLemmatizer, night, planted

from voc import tables
from voc.config import TopicSettings
from voc.topics import Wording, hand, propose
from voc.topics.hand import Hand, TopicConflict

ANNE = Hand("anne", pd.Timestamp("2026-09-02T09:00", tz="UTC"))


def later(minutes: int) -> Hand:
    return Hand("anne", ANNE.now + pd.Timedelta(minutes=minutes))


@pytest.fixture(scope="module")
def first():
    mentions, vectors = planted()
    return mentions, vectors, night(mentions, vectors)


@pytest.fixture(scope="module")
def ids(first):
    """Topic of each planted subject."""
    mentions, _, found = first
    return mentions.merge(found.assignments, on="mention_id").groupby("subject")["topic_id"].first().to_dict()


def again(first, registry, refit=False):
    """Another night, or a refit, with a few more mentions of every subject; assignments with their subject."""
    mentions, vectors, found = first
    more, more_vectors = planted(10, seed=5)
    before = mentions.merge(found.assignments.drop(columns=["topic_id"]), on="mention_id")
    both = pd.concat([before, more], ignore_index=True)
    after = night(both, np.vstack([vectors, more_vectors]), registry, DAY + pd.Timedelta(days=2), refit=refit)
    return both[["mention_id", "subject"]].merge(after.assignments, on="mention_id"), after.registry


def name_of(registry, topic_id):
    return registry.topics.set_index("topic_id").loc[topic_id, ["name_fr", "name_en", "named_by"]].tolist()


@pytest.mark.parametrize("refit", [False, True])
def test_a_name_given_by_hand_stays(first, ids, refit):
    renamed = hand.rename(first[2].registry, ids["livraison"], {"fr": "  Colis en  retard", "en": "Late parcels"}, ANNE)
    _, registry = again(first, renamed, refit)
    assert name_of(registry, ids["livraison"]) == ["Colis en retard", "Late parcels", "analyst"]


def test_two_topics_cannot_have_one_name(first, ids):
    taken = name_of(first[2].registry, ids["remboursement"])[0]
    with pytest.raises(TopicConflict, match=ids["remboursement"]):
        hand.rename(first[2].registry, ids["livraison"], {"fr": taken.upper()}, ANNE)
    with pytest.raises(TopicConflict, match="empty"):
        hand.rename(first[2].registry, ids["livraison"], {"fr": "  "}, ANNE)


@pytest.mark.parametrize("refit", [False, True])
def test_merged_topics_are_shown_as_one_by_every_later_night(first, ids, refit):
    merged = hand.merge(first[2].registry, [ids["livraison"]], ids["accueil"], ANNE)
    shown, registry = again(first, merged, refit)
    told = shown[shown["subject"].isin(["livraison", "accueil"])].dropna(subset=["topic_id"])
    assert set(told["topic_id"]) == {ids["accueil"]}
    counts = registry.topics.set_index("topic_id")["n_mentions"]
    assert counts[ids["accueil"]] == len(told)
    assert counts[ids["livraison"]] == 0
    row = registry.topics.set_index("topic_id").loc[ids["livraison"]]
    assert (row["status"], row["merged_into"]) == ("merged", ids["accueil"])


@pytest.mark.parametrize("refit", [False, True])
def test_a_merge_taken_back_gives_every_mention_back(first, ids, refit):
    merged = hand.merge(first[2].registry, [ids["livraison"]], ids["accueil"], ANNE)
    _, after = again(first, merged, refit)
    event = after.events.loc[after.events["what"] == "merged", "event_id"].iloc[0]
    shown, _ = again(first, hand.undo(after, event, later(1)), refit)
    told = shown.dropna(subset=["topic_id"])
    assert (told["topic_id"] == told["subject"].map(ids)).all()
    assert (told["subject"] == "livraison").sum() >= 80


@pytest.mark.parametrize("refit", [False, True])
def test_a_retired_topic_does_not_come_up_again(first, ids, refit):
    shown, registry = again(first, hand.retire(first[2].registry, ids["livraison"], ANNE), refit)
    assert shown.loc[shown["subject"] == "livraison", "topic_id"].isna().all()
    assert shown.loc[shown["subject"] == "livraison", "topic_found"].notna().mean() > 0.8
    assert set(registry.topics.loc[registry.topics["status"] == "active", "topic_id"]) == set(ids.values()) - {ids["livraison"]}


def test_a_pinned_topic_outlives_its_mentions(first, ids):
    mentions, vectors, found = first
    pinned = hand.pin(found.registry, ids["livraison"], ANNE)
    kept = ~mentions["subject"].isin(["livraison", "accueil"]).to_numpy()
    before = mentions.merge(found.assignments.drop(columns=["topic_id"]), on="mention_id")[kept].reset_index(drop=True)
    after = night(before, vectors[kept], pinned, DAY + pd.Timedelta(days=7), refit=True)
    status = after.registry.topics.set_index("topic_id")["status"]
    assert status[ids["livraison"]] == "active"
    assert status[ids["accueil"]] == "retired"


def test_what_others_were_merged_into_outlives_its_own_mentions(first, ids):
    mentions, vectors, found = first
    merged = hand.merge(found.registry, [ids["livraison"]], ids["accueil"], ANNE)
    kept = (mentions["subject"] != "accueil").to_numpy()
    before = mentions.merge(found.assignments.drop(columns=["topic_id"]), on="mention_id")[kept].reset_index(drop=True)
    after = night(before, vectors[kept], merged, DAY + pd.Timedelta(days=7), refit=True)
    row = after.registry.topics.set_index("topic_id").loc[ids["accueil"]]
    assert row["status"] == "active"
    assert row["n_mentions"] >= 70


def two_in_one():
    """One topic that hides two subjects: a registry whose topic `t_both` holds the delivery and the refund."""
    mentions, vectors = planted()
    found = night(mentions, vectors)
    told = mentions.merge(found.assignments, on="mention_id")
    one = sorted(set(told.loc[told["subject"].isin(["livraison", "remboursement"]), "topic_id"].dropna()))
    both = hand.merge(found.registry, one[1:], one[0], ANNE)
    shown = night(mentions.merge(found.assignments.drop(columns=["topic_id"]), on="mention_id"), vectors, both, DAY + pd.Timedelta(days=1))
    # As if it had been found as one: what was found is what is shown.
    assigned = shown.assignments.assign(topic_found=shown.assignments["topic_id"])
    return mentions.merge(assigned.drop(columns=["topic_id"]), on="mention_id"), vectors, shown.registry, one[0]


def test_a_split_is_proposed_with_names_then_done_then_taken_back():
    mentions, vectors, registry, topic = two_in_one()
    mine = (mentions["topic_found"] == topic).to_numpy()
    proposal = propose(
        topic, mentions[mine].reset_index(drop=True), vectors[mine], registry, TopicSettings(), Wording(PlainLemmatizer()), 7
    )
    joined = mentions.merge(proposal.members, on="mention_id")
    assert len(joined.drop_duplicates(["subject", "topic_id"])) == 2
    assert len(proposal.parts) == joined["subject"].nunique() == 2
    assert proposal.parts["name_fr"].str.contains("[Ll]ivraison|[Rr]emboursement").all()
    assert proposal.parts["n_mentions"].sum() == mine.sum()

    done = hand.split(registry, topic, proposal.parts, proposal.centroids, ANNE)
    tables.Topic.check(done.topics)
    part = mentions["mention_id"].map(proposal.members.set_index("mention_id")["topic_id"])
    placed = mentions.assign(topic_found=part.fillna(mentions["topic_found"]))
    after = night(placed, vectors, done, DAY + pd.Timedelta(days=3))
    told = after.assignments[mine]
    assert set(told["topic_id"]) == set(proposal.parts["topic_id"])
    rows = after.registry.topics.set_index("topic_id")
    assert (rows.loc[proposal.parts["topic_id"], "split_from"] == topic).all()
    assert rows.loc[topic, "status"] == "retired"

    event = after.registry.events.loc[after.registry.events["what"] == "split", "event_id"].iloc[0]
    back = night(placed, vectors, hand.undo(after.registry, event, later(5)), DAY + pd.Timedelta(days=4))
    assert set(back.assignments.loc[mine, "topic_id"]) == {topic}


def test_what_contradicts_is_refused_and_changes_nothing(first, ids):
    registry = first[2].registry
    a, b = ids["livraison"], ids["accueil"]
    for wrong in (
        lambda r: hand.merge(r, [a], a, ANNE),
        lambda r: hand.merge(hand.retire(r, b, ANNE), [a], b, later(1)),
        lambda r: hand.retire(hand.merge(r, [a], b, ANNE), a, later(1)),
        lambda r: hand.pin(hand.pin(r, a, ANNE), a, later(1)),
        lambda r: hand.rename(r, "t_nobody", {"fr": "x"}, ANNE),
        lambda r: hand.undo(r, "e_nobody", ANNE),
    ):
        with pytest.raises(TopicConflict):
            wrong(registry)
    assert (registry.events["author"] == "auto").all()


def test_only_the_last_word_can_be_taken_back_and_only_once(first, ids):
    once = hand.rename(first[2].registry, ids["livraison"], {"fr": "Un"}, ANNE)
    twice = hand.rename(once, ids["livraison"], {"fr": "Deux"}, later(1))
    one, two = twice.events.loc[twice.events["what"] == "renamed", "event_id"]
    with pytest.raises(TopicConflict, match="later"):
        hand.undo(twice, one, later(2))
    undone = hand.undo(twice, two, later(2))
    assert name_of(undone, ids["livraison"])[0] == "Un"
    with pytest.raises(TopicConflict, match="before"):
        hand.undo(undone, two, later(3))


def test_a_topic_comes_back_only_to_a_name_that_is_free(first, ids):
    gone = hand.retire(hand.rename(first[2].registry, ids["livraison"], {"fr": "Un"}, ANNE), ids["livraison"], later(1))
    renamed = hand.rename(gone, ids["livraison"], {"fr": "Deux"}, later(2))
    retired, last = gone.events["event_id"].iloc[-1], renamed.events["event_id"].iloc[-1]
    taken = hand.rename(renamed, ids["accueil"], {"fr": "Un"}, later(3))
    # Nobody sees the name of what does not live.
    named_again = hand.undo(taken, last, later(4))
    assert name_of(named_again, ids["livraison"])[0] == "Un"
    with pytest.raises(TopicConflict, match="is the name of"):
        hand.undo(named_again, retired, later(5))
    free = hand.rename(named_again, ids["accueil"], {"fr": "Trois"}, later(6))
    assert name_of(hand.undo(free, retired, later(7)), ids["livraison"])[0] == "Un"


decision = st.one_of(
    st.tuples(st.just("rename"), st.sampled_from(["livraison", "accueil"]), st.sampled_from(["Alpha", "Bêta", "Gamma"])),
    st.tuples(st.just("merge"), st.sampled_from(["livraison", "remboursement"]), st.sampled_from(["accueil", "application"])),
    st.tuples(st.just("retire"), st.sampled_from(["livraison", "application"]), st.just("")),
    st.tuples(st.just("pin"), st.sampled_from(["accueil", "remboursement"]), st.just("")),
)


@settings(max_examples=40, deadline=None)
@example(
    [("rename", "livraison", "Bêta"), ("merge", "livraison", "accueil"), ("rename", "accueil", "Bêta"), ("rename", "livraison", "Alpha")]
)
@given(decisions=st.lists(decision, max_size=6))
def test_decisions_taken_back_in_turn_leave_no_trace(first, ids, decisions):
    registry = first[2].registry
    for at, (what, subject, more) in enumerate(decisions):
        try:
            if what == "rename":
                registry = hand.rename(registry, ids[subject], {"fr": more, "en": more}, later(at))
            elif what == "merge":
                registry = hand.merge(registry, [ids[subject]], ids[more], later(at))
            else:
                registry = getattr(hand, what)(registry, ids[subject], later(at))
        except TopicConflict:
            continue
    made = registry.events.loc[registry.events["author"] == "anne"].sort_values("made_at", ascending=False)["event_id"].tolist()
    for at, event in enumerate(made):
        registry = hand.undo(registry, event, later(100 + at))
    pd.testing.assert_frame_equal(registry.topics, first[2].registry.topics)
    tables.TopicEvent.check(registry.events)
    assert all(json.loads(new) for new in registry.events.loc[registry.events["author"] == "anne", "new"])
