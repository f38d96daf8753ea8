import numpy as np
import pandas as pd
import pytest
from tests.topics.planted import DAY, PlainLemmatizer, night, planted

from voc import tables
from voc.config import TopicSettings
from voc.topics import Registry, Wording, discover
from voc.topics.general import HEAP


@pytest.fixture(scope="module")
def first():
    mentions, vectors = planted()
    return mentions, vectors, night(mentions, vectors)


def test_planted_subjects_are_found_in_both_languages_at_once(first):
    mentions, _, found = first
    joined = mentions.merge(found.assignments, on="mention_id").dropna(subset=["topic_id"])
    assert len(joined) >= 0.9 * len(mentions)
    by_topic = joined.groupby("topic_id")
    assert by_topic["subject"].agg(lambda s: len(set(s)) == 1).all()
    assert joined["subject"].nunique() == by_topic.ngroups == 4
    assert found.report["bilingual_share"] == 1.0


def test_tables_keep_their_contract(first):
    found = first[2].registry
    tables.Topic.check(found.topics)
    tables.TopicCentroid.check(found.centroids)
    tables.TopicEvent.check(found.events)


def test_names_are_phrases_that_customers_use(first):
    mentions, _, found = first
    told = mentions.merge(found.assignments, on="mention_id").merge(found.registry.topics, on="topic_id")
    names = told.groupby("subject")[["name_fr", "name_en"]].first()
    assert "livraison" in names.loc["livraison", "name_fr"].lower()
    assert "deliver" in names.loc["livraison", "name_en"].lower()
    assert "emboursement" in names.loc["remboursement", "name_fr"]


def test_a_second_run_changes_nothing(first):
    mentions, vectors, found = first
    again = night(mentions.merge(found.assignments, on="mention_id"), vectors, found.registry)
    pd.testing.assert_frame_equal(again.assignments, found.assignments)
    pd.testing.assert_frame_equal(again.registry.topics, found.registry.topics)
    pd.testing.assert_frame_equal(again.registry.centroids, found.registry.centroids)
    pd.testing.assert_frame_equal(again.registry.events, found.registry.events)
    assert again.report["kept_share"] == again.report["agreement"] == 1.0


def test_row_order_does_not_matter(first):
    mentions, vectors, found = first
    order = np.random.default_rng(5).permutation(len(mentions))
    shuffled = night(mentions.iloc[order].reset_index(drop=True), vectors[order])
    ours = shuffled.assignments.sort_values("mention_id", ignore_index=True)
    pd.testing.assert_frame_equal(ours, found.assignments.sort_values("mention_id", ignore_index=True))
    pd.testing.assert_frame_equal(shuffled.registry.topics, found.registry.topics)


def test_given_frames_are_not_touched():
    mentions, vectors = planted(15)
    before, shapes = mentions.copy(), vectors.copy()
    night(mentions, vectors)
    pd.testing.assert_frame_equal(mentions, before)
    np.testing.assert_array_equal(vectors, shapes)


def test_new_mentions_of_a_known_subject_join_it(first):
    mentions, vectors, found = first
    more, more_vectors = planted(10, seed=2)
    both = pd.concat([mentions.merge(found.assignments, on="mention_id"), more], ignore_index=True)
    after = night(both, np.vstack([vectors, more_vectors]), found.registry)
    joined = both[["mention_id", "subject"]].merge(after.assignments, on="mention_id")
    subject = joined.iloc[: len(mentions)].groupby("topic_id")["subject"].first()
    new = joined.iloc[len(mentions) :].dropna(subset=["topic_id"])
    assert len(new) >= 0.5 * len(more)
    assert (new["topic_id"].map(subject) == new["subject"]).all()
    assert after.report["kept_share"] == 1.0


def test_a_planted_new_subject_emerges():
    three = ("livraison", "remboursement", "application")
    mentions, vectors = planted(60, only=three)
    found = night(mentions, vectors)
    new, new_vectors = planted(20, seed=3, only=("accueil",), received="2026-09-02")
    both = pd.concat([mentions.merge(found.assignments, on="mention_id"), new], ignore_index=True)
    later = night(both, np.vstack([vectors, new_vectors]), found.registry, day=DAY + pd.Timedelta(days=1))
    born = later.registry.topics[later.registry.topics["status"] == "emerging"]
    assert later.report["born"] == len(born) == 1
    assert (later.assignments.iloc[len(mentions) :]["topic_id"] == born["topic_id"].iloc[0]).mean() > 0.6
    # What was there all along is no news.
    old = both.assign(received_at=both["received_at"].iloc[0])
    assert night(old, np.vstack([vectors, new_vectors]), found.registry, day=DAY + pd.Timedelta(days=1)).report["born"] == 0
    # One person saying it twenty times is not a new subject.
    alone = both.assign(author=both["author"].where(both.index < len(mentions), "one person"))
    assert night(alone, np.vstack([vectors, new_vectors]), found.registry, day=DAY + pd.Timedelta(days=1)).report["born"] == 0


def test_a_refit_keeps_ids_and_names(first):
    mentions, vectors, found = first
    more, more_vectors = planted(8, seed=4)
    both = pd.concat([mentions.merge(found.assignments, on="mention_id"), more], ignore_index=True)
    again = night(both, np.vstack([vectors, more_vectors]), found.registry, day=DAY + pd.Timedelta(days=7), refit=True)
    assert set(again.registry.topics["topic_id"]) == set(found.registry.topics["topic_id"])
    assert again.registry.topics["name_fr"].tolist() == found.registry.topics["name_fr"].tolist()
    assert again.report["kept_share"] > 0.97


def test_another_encoder_keeps_ids_by_members(first):
    mentions, vectors, found = first
    turned = vectors[:, ::-1].copy()
    other = Registry("e2", found.registry.topics, found.registry.centroids, found.registry.events)
    again = night(mentions.merge(found.assignments, on="mention_id"), turned, other)
    assert set(again.registry.topics["topic_id"]) == set(found.registry.topics["topic_id"])
    assert set(again.registry.centroids["model_id"]) == {"e1", "e2"}


def test_duplicates_share_a_topic_and_count_once(first):
    mentions, vectors, found = first
    copies = mentions.head(5).assign(mention_id=[f"copy{i}" for i in range(5)], text=mentions["text"].head(5).str.upper() + "!!")
    again = night(pd.concat([mentions, copies], ignore_index=True), np.vstack([vectors, vectors[:5]]))
    topics = again.assignments.set_index("mention_id")["topic_id"]
    assert topics[copies["mention_id"]].tolist() == topics[mentions["mention_id"].head(5)].tolist()
    assert set(again.registry.topics["topic_id"]) == set(found.registry.topics["topic_id"])


def test_other_languages_get_no_topic(first):
    mentions, vectors, _ = first
    dutch = mentions.assign(language=mentions["language"].where(mentions.index > 9, "nl"))
    assert night(dutch, vectors).assignments["topic_id"].head(10).isna().all()


@pytest.mark.parametrize("n", [0, 1, 7])
def test_too_little_gives_no_topic_and_no_error(n):
    mentions, vectors = planted(1)
    found = night(mentions.head(n), vectors[:n])
    assert found.assignments["topic_id"].isna().all()
    assert len(found.assignments) == n
    assert found.registry.topics.empty


def test_praise_without_subject_is_one_named_topic():
    mentions, vectors = planted(20)
    praise = [
        f"Super{'!' * i} merci {w}"
        for i, w in enumerate(["parfait", "top", "génial", "excellent", "nickel", "bravo", "très bien", "impeccable", "cool"])
    ]
    rows = pd.DataFrame({"text": praise, "language": "fr", "mention_id": [f"p{i}" for i in range(9)]}).assign(
        author="a", feedback_id="f", subject=""
    )
    found = night(pd.concat([mentions, rows.astype("str")], ignore_index=True), np.vstack([vectors, vectors[:9]]))
    mine = found.assignments.tail(9)["topic_id"]
    assert len(set(mine)) == 1
    topic = found.registry.topics.set_index("topic_id").loc[mine.iloc[0]]
    assert topic["name_fr"] == "Compliments sans précision"


def test_only_some_mentions_are_lemmatised():
    mentions, vectors = planted(150)
    reader = PlainLemmatizer()
    discover(mentions, vectors, Registry.empty("e1"), TopicSettings(), Wording(reader), 7, DAY)
    assert reader.read < len(mentions)


def mute(per_cell: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Two groups in each language whose words name nothing, beside subjects that have names."""
    named, places = planted(per_cell, seed=seed, only=("livraison", "remboursement"))
    heaps, others = planted(per_cell, seed=seed + 50, only=("application", "accueil"))
    heaps["text"] = [f"zig zag zug zog {x}" for x in heaps["mention_id"]]
    return pd.concat([named, heaps], ignore_index=True), np.vstack([places, others])


def test_heaps_without_a_name_are_one_general_topic_for_good():
    mentions, vectors = mute(40, seed=1)
    first = night(mentions, vectors)
    heap = first.assignments.iloc[len(mentions) // 2 :].dropna(subset=["topic_id"])
    assert len(heap) > 0.8 * len(mentions) / 2
    assert set(heap["topic_id"]) == {HEAP.topic_id}
    assert heap["topic_strength"].isna().all()
    row = first.registry.topics.set_index("topic_id").loc[HEAP.topic_id]
    assert (row["kind"], row["status"], row["n_mentions"]) == ("general", "active", len(heap))
    assert set(first.registry.centroids["topic_id"]) <= {*first.registry.topics["topic_id"], "origin:fr", "origin:en"}
    tables.Topic.check(first.registry.topics)
    # The next night nothing new joins it; what is in it stays; a refit knows it again.
    more, more_vectors = mute(6, seed=2)
    both, every = (
        pd.concat([mentions.merge(first.assignments, on="mention_id"), more], ignore_index=True),
        np.vstack([vectors, more_vectors]),
    )
    second = night(both, every, first.registry, day=DAY + pd.Timedelta(days=1))
    assert second.report["kept_share"] == 1.0
    assert HEAP.topic_id not in set(second.assignments.iloc[len(mentions) :]["topic_id"])
    again = night(both, every, second.registry, day=DAY + pd.Timedelta(days=7), refit=True)
    assert (again.registry.topics["topic_id"] == HEAP.topic_id).sum() == 1
    assert set(again.registry.events["topic_id"]) <= set(again.registry.topics["topic_id"])
    assert again.report["kept_share"] > 0.97
