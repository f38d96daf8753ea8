"""New subjects among the mentions that no known topic explains."""

from __future__ import annotations

import numpy as np
import pandas as pd

from voc.config import TopicSettings
from voc.protocols import FloatArray
from voc.topics.assign import live_centroids, to_known
from voc.topics.cluster import RADIUS, centroids, dense_groups, radii
from voc.topics.distinct import IntArray
from voc.topics.identity import Registry, centroid_rows, new_id, with_centroids

TIGHT = 0.75
"""Two mentions are neighbours in the pool within this share of the usual reach of a topic."""
NOVEL = 0.6
"""A new topic is no nearer than this cosine to a known one."""
ROUNDS = 10


def emerge(
    rows: pd.DataFrame,
    points: FloatArray,
    persons: pd.DataFrame,
    topics: pd.Series,
    free: pd.Series,
    registry: Registry,
    settings: TopicSettings,
) -> tuple[pd.Series, Registry]:
    """Topics and registry after every dense group of the pool became a topic, until none is left.

    Going on until none is left is what makes a second run on the same data find nothing new.

    Args:
        rows: Distinct mentions with text_hash.
        persons: row, person: who said each distinct mention.
        free: Which rows may be given a topic.
    """
    for _ in range(ROUNDS):
        known = live_centroids(registry)
        pool = np.flatnonzero((topics.isna() & free).to_numpy())
        room = settings.max_topics - len(known)
        if known.empty or room <= 0:
            break
        labels = dense_groups(points[pool], settings.min_size, TIGHT * float(known["radius"].median()))
        labels = _accepted(pool, points, labels, persons, np.vstack(known["centroid"].tolist()), settings, room)
        if labels.max(initial=-1) < 0:
            break
        topics, registry = found_topics(rows, points, pool, labels, topics, registry)
        topics = to_known(points, topics, free, registry)
    return topics, registry


def found_topics(
    rows: pd.DataFrame, points: FloatArray, where: IntArray, labels: IntArray, topics: pd.Series, registry: Registry
) -> tuple[pd.Series, Registry]:
    """Give the clusters `labels` of the rows `where` new ids, put their centroids into the registry and their ids on the rows."""
    centres = centroids(points[where], labels)
    reach = radii(points[where], labels, centres, RADIUS)
    hashes = rows["text_hash"].to_numpy()[where]
    ids = [new_id(registry.model_id, hashes[labels == k].tolist()) for k in range(len(centres))]
    given = topics.copy()
    given.iloc[where[labels >= 0]] = np.array(ids, dtype=object)[labels[labels >= 0]]
    return given, with_centroids(registry, centroid_rows(registry.model_id, ids, centres, reach.tolist(), [[]] * len(ids)))


def _accepted(
    pool: IntArray, points: FloatArray, labels: IntArray, persons: pd.DataFrame, known: FloatArray, settings: TopicSettings, room: int
) -> IntArray:
    """Labels of groups that are large, said by several persons and new, renumbered by falling size; the others become -1."""
    if labels.max(initial=-1) < 0:
        return labels
    centres = centroids(points[pool], labels)
    sizes = np.bincount(labels[labels >= 0])
    label_of = dict(zip(pool.tolist(), labels.tolist(), strict=True))
    voices = persons.assign(label=persons["row"].map(label_of)).groupby("label")["person"].nunique()
    novelty = np.einsum("ij,kj->ik", centres, known).max(axis=1)
    good = [
        k for k in range(len(sizes)) if sizes[k] >= settings.min_size and voices.get(k, 0) >= settings.min_authors and novelty[k] <= NOVEL
    ]
    kept = sorted(good, key=lambda k: (-sizes[k], k))[:room]
    renumbered = np.full(len(sizes) + 1, -1, dtype=np.int64)
    renumbered[kept] = np.arange(len(kept))
    return renumbered[labels]
