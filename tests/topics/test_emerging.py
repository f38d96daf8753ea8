"""New subjects inside a known topic: a tight recent group far from the topic's centre, among mentions that reach far."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from voc import tables
from voc.config import TopicSettings
from voc.protocols import FloatArray
from voc.topics.distinct import unit
from voc.topics.emerging import emerge
from voc.topics.general import HEAP
from voc.topics.identity import Registry, centroid_rows, with_centroids

DIM, OLD, NEW = 48, 400, 24
RANDOM = np.random.default_rng(5)
CENTRE, OTHER = unit(RANDOM.normal(size=(2, DIM)).astype(np.float32))
# The new subject: within the topic's reach (cosine .6 to its centre), and dense.
ASIDE = unit((0.6 * CENTRE + 0.8 * unit(OTHER[None] - (OTHER @ CENTRE) * CENTRE)[0])[None])[0]


def around(place: FloatArray, n: int, spread: float) -> FloatArray:
    return unit((place + spread * unit(RANDOM.normal(size=(n, DIM)))).astype(np.float32))


POINTS = np.vstack([around(CENTRE, OLD, 1.2), around(ASIDE, NEW, 0.4)])


def known(**about: object) -> Registry:
    """One broad topic."""
    topic = {
        "topic_id": "t_known", "kind": "subject", "name_fr": "Connexion", "name_en": "Login", "named_by": "auto", "pinned": False,
        "keywords_fr": "[]", "keywords_en": "[]", "status": "active", "valid_from": pd.Timestamp("2026-01-01"), "n_mentions": OLD,
    }  # fmt: skip
    empty = Registry.empty("e1")
    registry = Registry("e1", tables.Topic.conform(pd.DataFrame([topic | about])), empty.centroids, empty.events)
    return with_centroids(registry, centroid_rows("e1", ["t_known"], CENTRE[None], [0.65], [[]]))


def found(registry: Registry, recent: pd.Series, topics: pd.Series | None = None, person: list[str] | None = None) -> pd.Series:
    """The topics of the mentions after a night."""
    n = len(POINTS)
    rows = pd.DataFrame({"text_hash": [f"h{i}" for i in range(n)], "plain": "words enough to found some topic"})
    said = pd.DataFrame({"row": range(n), "person": person or [f"p{i}" for i in range(n)], "recent": recent})
    before = pd.Series("t_known", index=range(n)) if topics is None else topics
    return emerge(rows, POINTS, said, before, pd.Series(True, index=range(n)), registry, TopicSettings())[0]


@pytest.fixture
def recent() -> pd.Series:
    """The group aside came up of late; of the rest one in ten is as young."""
    return pd.Series([i % 10 == 0 for i in range(OLD)] + [True] * NEW)


def test_a_tight_recent_group_leaves_the_topic_that_took_it(recent):
    topics = found(known(), recent)
    born = set(topics) - {"t_known"}
    assert len(born) == 1
    assert (topics.iloc[OLD:].isin(born)).mean() > 0.8
    assert (topics.iloc[:OLD] == "t_known").mean() > 0.98


def test_what_was_always_there_stays(recent):
    old = pd.Series([i % 10 == 0 for i in range(len(POINTS))])
    assert set(found(known(), old)) == {"t_known"}


def test_what_one_person_says_stays(recent):
    assert set(found(known(), recent, person=["one person"] * len(POINTS))) == {"t_known"}


@pytest.mark.parametrize(
    "about", [{"pinned": True}, {"named_by": "analyst"}, {"status": "emerging"}], ids=["pinned", "named by hand", "new itself"]
)
def test_nothing_leaves_a_topic_that_an_analyst_shaped_or_that_is_new(recent, about):
    assert set(found(known(**about), recent)) == {"t_known"}


def test_a_second_night_on_the_same_mentions_finds_nothing_more(recent):
    once = found(known(), recent)
    rows = pd.DataFrame({"text_hash": [f"h{i}" for i in range(len(POINTS))], "plain": "words enough to found some topic"})
    said = pd.DataFrame({"row": range(len(POINTS)), "person": [f"p{i}" for i in range(len(POINTS))], "recent": recent})
    free = pd.Series(True, index=range(len(POINTS)))
    topics, registry = emerge(rows, POINTS, said, pd.Series("t_known", index=free.index), free, known(), TopicSettings())
    pd.testing.assert_series_equal(topics, once)
    again, _ = emerge(rows, POINTS, said, topics, free, registry, TopicSettings())
    pd.testing.assert_series_equal(again, topics)


def test_a_new_subject_is_found_in_the_heap_too(recent):
    topics = pd.Series([HEAP.topic_id] * len(POINTS))
    assert (found(known(), recent, topics).iloc[OLD:] != HEAP.topic_id).mean() > 0.8


def test_the_heap_is_searched_whatever_an_analyst_calls_it(recent):
    registry = known()
    heap = registry.topics.assign(topic_id=HEAP.topic_id, kind="general", name_fr="Vrac", name_en="Loose", named_by="analyst")
    both = Registry("e1", pd.concat([registry.topics, heap], ignore_index=True), registry.centroids, registry.events)
    assert (found(both, recent, pd.Series([HEAP.topic_id] * len(POINTS))).iloc[OLD:] != HEAP.topic_id).mean() > 0.8
