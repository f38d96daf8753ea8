"""Which mentions speak of the same subject."""

from __future__ import annotations

import numpy as np
from hdbscan import HDBSCAN
from scipy.stats import mode
from sklearn.cluster import DBSCAN

from voc.topics.cluster import COHESIVE, NEAR, across_languages, cohesion, cohesive, dense_groups
from voc.topics.distinct import unit

SUBJECTS, EACH = 10, 40


def test_a_cluster_of_nearly_everything_is_looked_into() -> None:
    """Nine subjects a little apart and one far away: density alone sees two clusters, and one of them speaks of nothing."""
    random = np.random.default_rng(0)
    subject = np.repeat(np.arange(SUBJECTS), EACH)
    place = np.vstack([[[i % 3, i // 3] for i in range(SUBJECTS - 1)], [[30, 30]]])
    points = place[subject] + random.normal(size=(len(subject), 2)) * 0.2
    vectors = unit(np.eye(SUBJECTS)[subject] + random.normal(size=(len(subject), SUBJECTS)) * 0.1)
    assert HDBSCAN(15, NEAR).fit_predict(points).max() == 1
    labels = cohesive(vectors, points, 15)
    assert labels.max() == SUBJECTS - 1
    for k in range(SUBJECTS):
        assert cohesion(vectors[labels == k]) > COHESIVE
        assert (subject[labels == k] == mode(subject[labels == k]).mode).mean() > 0.8


def test_one_large_subject_stays_whole() -> None:
    random = np.random.default_rng(0)
    points = np.vstack([random.normal(size=(200, 2)), random.normal(size=(40, 2)) + 30])
    vectors = unit(np.eye(8)[np.repeat([0, 1], [200, 40])] + random.normal(size=(240, 8)) * 0.1)
    labels = cohesive(vectors, points, 15)
    assert labels.max() == 1
    assert (labels[:200] == mode(labels[:200]).mode).mean() > 0.9


def test_cohesion_is_one_for_one_direction_and_nought_for_all() -> None:
    assert cohesion(np.eye(4, dtype=np.float32)[[1, 1, 1]]) == 1
    assert cohesion(np.vstack([np.eye(4), -np.eye(4)]).astype(np.float32)) == 0


def test_twins_in_two_languages_are_joined_and_neighbours_in_one_are_not() -> None:
    random = np.random.default_rng(1)
    # Subjects 0 and 1 in each language, 2 in French only; the language leaves a trace.
    subject = np.repeat([0, 0, 1, 1, 2], EACH)
    language = np.repeat(np.array(["fr", "en", "fr", "en", "fr"], dtype=object), EACH)
    trace = np.where(language == "fr", 0.5, -0.5)
    noise = random.normal(size=(len(subject), 6)) * 0.1
    vectors = unit(np.eye(6)[subject] + trace[:, None] * np.eye(6)[5] + noise)
    labels = np.repeat(np.arange(5), EACH)
    joined = across_languages(vectors, labels, language)
    assert joined.max() == 2
    assert all(len(set(joined[subject == k])) == 1 for k in range(3))
    # What belongs nowhere stays there; one language alone changes nothing.
    assert (across_languages(vectors, np.where(subject == 2, -1, labels), language)[subject == 2] == -1).all()
    np.testing.assert_array_equal(across_languages(vectors, labels, np.full(len(labels), "fr", dtype=object)), labels)


def test_groups_are_those_of_a_search_from_every_row(monkeypatch) -> None:
    monkeypatch.setattr("voc.topics.cluster.AT_ONCE", 7)
    random = np.random.default_rng(4)
    vectors = unit(np.eye(6)[np.repeat(range(6), 15)] + random.normal(size=(90, 6)) * 0.35).astype(np.float32)
    vectors = np.vstack([vectors, vectors[:3]])
    for reach in (0.02, 0.1, 0.3):
        expected = DBSCAN(eps=reach, min_samples=4, metric="cosine", algorithm="brute").fit_predict(vectors)
        np.testing.assert_array_equal(dense_groups(vectors, 8, reach), expected)
