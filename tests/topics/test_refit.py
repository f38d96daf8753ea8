import numpy as np
import pandas as pd
import pytest
from tests.topics.planted import DAY, night, planted

from voc.config import TopicLimits
from voc.topics import Registry, beyond

ALL = ("livraison", "remboursement", "application", "accueil")


def carried(mentions, found):
    return mentions.merge(found.assignments.drop(columns=["topic_id"]), on="mention_id")


@pytest.fixture(scope="module")
def three():
    mentions, vectors = planted(only=ALL[:3])
    return mentions, vectors, night(mentions, vectors)


def refitted(three, more, more_vectors, weeks=1):
    mentions, vectors, found = three
    both = pd.concat([carried(mentions, found), more], ignore_index=True)
    return both, night(both, np.vstack([vectors, more_vectors]), found.registry, DAY + pd.Timedelta(weeks=weeks), refit=True)


def test_a_subject_that_came_in_is_born_and_the_others_keep_their_ids(three):
    both, after = refitted(three, *planted(40, seed=3, only=ALL[3:]))
    told = both[["mention_id", "subject"]].merge(after.assignments, on="mention_id")
    before = carried(*three[::2])[["mention_id", "topic_found"]].merge(after.assignments, on="mention_id", suffixes=("_before", ""))
    assert (before["topic_found_before"] == before["topic_found"]).mean() > 0.97
    new = told[told["subject"] == "accueil"].dropna(subset=["topic_id"])
    assert len(set(new["topic_id"])) == 1
    assert after.report["born"] == 1


def test_a_subject_that_went_is_retired_and_regains_its_id_when_it_comes_back(three):
    mentions, vectors, found = three
    gone = (mentions["subject"] == "livraison").to_numpy()
    topic = carried(mentions, found).loc[gone, "topic_found"].mode()[0]
    without = night(
        carried(mentions, found)[~gone].reset_index(drop=True), vectors[~gone], found.registry, DAY + pd.Timedelta(weeks=1), refit=True
    )
    status = without.registry.topics.set_index("topic_id")
    assert status.loc[topic, "status"] == "retired"
    assert status.loc[topic, "valid_to"] == DAY + pd.Timedelta(weeks=1)
    more, more_vectors = planted(40, seed=8, only=("livraison",))
    rest = carried(mentions[~gone].reset_index(drop=True), without)
    back = night(
        pd.concat([rest, more], ignore_index=True), np.vstack([vectors[~gone], more_vectors]), without.registry,
        DAY + pd.Timedelta(weeks=2), refit=True,
    )  # fmt: skip
    row = back.registry.topics.set_index("topic_id").loc[topic]
    assert (row["status"], row["n_mentions"] > 60) == ("active", True)
    assert pd.isna(row["valid_to"])
    assert "returned" in set(back.registry.events.loc[back.registry.events["topic_id"] == topic, "what"])


def test_two_topics_that_have_become_one_subject_are_merged(three):
    mentions, vectors, found = three
    told = carried(mentions, found)
    half = told["mention_id"].str[-1].isin(list("02468")) & (told["subject"] == "livraison")
    topic = told.loc[half, "topic_found"].mode()[0]
    # As if half of the subject had been found as a topic of its own.
    centroids = found.registry.centroids
    twin = centroids[centroids["topic_id"] == topic].assign(topic_id="t_twin")
    row = found.registry.topics[found.registry.topics["topic_id"] == topic].assign(topic_id="t_twin", name_fr="Jumeau", name_en="Twin")
    registry = Registry(
        "e1", pd.concat([found.registry.topics, row], ignore_index=True), pd.concat([centroids, twin], ignore_index=True),
        found.registry.events,
    )  # fmt: skip
    told = told.assign(topic_found=told["topic_found"].mask(half, "t_twin"))
    after = night(told, vectors, registry, DAY + pd.Timedelta(weeks=1), refit=True)
    rows = after.registry.topics.set_index("topic_id")
    ended = rows.loc[[topic, "t_twin"]]
    assert set(ended["status"]) == {"active", "merged"}
    assert set(ended["merged_into"].dropna()) <= {topic, "t_twin"}
    assert after.report["merged"] == 1


def test_a_refit_is_the_same_whatever_the_order_of_rows(three):
    mentions, vectors, found = three
    more, more_vectors = planted(20, seed=4)
    both, every = pd.concat([carried(mentions, found), more], ignore_index=True), np.vstack([vectors, more_vectors])
    order = np.random.default_rng(2).permutation(len(both))
    day = DAY + pd.Timedelta(weeks=1)
    one = night(both, every, found.registry, day, refit=True)
    two = night(both.iloc[order].reset_index(drop=True), every[order], found.registry, day, refit=True)
    pd.testing.assert_frame_equal(one.registry.topics, two.registry.topics)
    pd.testing.assert_frame_equal(one.audit, two.audit)
    pd.testing.assert_frame_equal(
        one.assignments.sort_values("mention_id", ignore_index=True), two.assignments.sort_values("mention_id", ignore_index=True)
    )


def test_the_audit_names_heaps_and_twins_and_topics_of_one_language():
    mentions, vectors = planted()
    french = (mentions["language"] == "fr") | (mentions["subject"] != "accueil")
    found = night(mentions[french].reset_index(drop=True), vectors[french.to_numpy()])
    told = mentions.merge(found.assignments, on="mention_id")
    advice = found.audit.set_index("topic_id")["advice"]
    of = told.groupby("subject")["topic_id"].agg(lambda s: s.mode()[0])
    assert advice[of["accueil"]] == "language"
    assert advice[of["livraison"]] == "ok"


def test_limits_say_in_plain_words_what_passed_them():
    limits = TopicLimits(min_kept=0.9, max_born=3)
    assert beyond({"kept_share": 0.95, "born": 3, "outlier_share": float("nan")}, limits) == []
    (kept, _), (born, _) = beyond({"kept_share": 0.5, "born": 4}, limits)
    assert "50%" in kept
    assert "4 topics" in born
    assert len(beyond({"retired": 10, "merged": 10}, limits)) == 1
