"""Known topics for mentions that have none yet."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from voc.protocols import FloatArray
from voc.topics.cluster import nearest_centroid
from voc.topics.general import GENERAL_IDS, HEAP
from voc.topics.identity import Registry, as_matrix
from voc.topics.reduce import nearest

LIVE = ("emerging", "active", "dormant")
AROUND, ALIKE = 15, 8
"""A refit asks the nearest mentions: when this many of them have the same topic, a mention that has none joins it."""


def takes_mentions(topics: pd.DataFrame) -> frozenset[str]:
    """Topics that mentions join: those that live, and those that an analyst merged or retired, so that what joins them stays out of sight.

    Args:
        topics: `tables.Topic`.
    """
    takes = topics["status"].isin(LIVE) | topics["pinned"]
    return frozenset(topics.loc[takes & (topics["kind"] == "subject"), "topic_id"])


def protected(topics: pd.DataFrame) -> frozenset[str]:
    """Topics that no night or refit ends: pinned or named by an analyst, or carrying what an analyst merged into them.

    Args:
        topics: `tables.Topic`.
    """
    asked_for = topics["topic_id"].isin(topics.loc[topics["pinned"], "merged_into"].dropna())
    return frozenset(topics.loc[topics["pinned"] | (topics["named_by"] == "analyst") | asked_for, "topic_id"])


def live_centroids(registry: Registry) -> pd.DataFrame:
    """topic_id, centroid (array), radius, of topics that take mentions; a topic just found, not yet in the registry's table, counts."""
    rows, known = registry.mine(), set(registry.topics["topic_id"])
    takes = rows["topic_id"].isin(takes_mentions(registry.topics)) | ~rows["topic_id"].isin(known | GENERAL_IDS)
    rows = rows[takes].reset_index(drop=True)
    return rows.assign(centroid=list(as_matrix(rows["centroid"])))


def to_known(points: FloatArray, topics: pd.Series, free: pd.Series, registry: Registry) -> pd.Series:
    """Topics in which each free mention within the reach of its nearest topic has joined it.

    Args:
        points: Centred unit vectors of distinct mentions.
        topics: topic_id per row, null when none.
        free: Which rows may be given a topic.
    """
    known = live_centroids(registry)
    rows = np.flatnonzero((topics.isna() & free).to_numpy())
    if known.empty or not len(rows):
        return topics
    near, distance = nearest_centroid(points[rows], np.vstack(known["centroid"].tolist()))
    within = distance <= known["radius"].to_numpy(dtype=np.float32)[near]
    given = topics.copy()
    given.iloc[rows[within]] = known["topic_id"].to_numpy()[near[within]]
    return given


def as_neighbours(points: FloatArray, topics: pd.Series, free: pd.Series, among: npt.NDArray[np.intp]) -> pd.Series:
    """Topics in which each free mention has joined the one that enough of its nearest neighbours have.

    A topic that fits a page holds several kinds of cases, and what lies beside one of them can lie far from the mean of all.

    Args:
        points: Centred unit vectors of distinct mentions.
        topics: topic_id per row, null when none.
        free: Which rows may be given a topic.
        among: Rows that are looked at as neighbours, those without a topic too: where most have none, nothing is joined.
    """
    rows = np.flatnonzero((topics.isna() & free).to_numpy())
    codes, ids = pd.factorize(topics.iloc[among])
    if not len(rows) or not len(ids):
        return topics
    _, near = nearest(points[rows], points[among], min(AROUND, len(among)))
    votes = np.zeros((len(rows), len(ids) + 1), dtype=np.int64)
    np.add.at(votes, (np.arange(len(rows))[:, None], codes[near]), 1)
    best = votes[:, :-1].argmax(axis=1)
    joins = votes[np.arange(len(rows)), best] >= ALIKE
    given = topics.copy()
    given.iloc[rows[joins]] = np.asarray(ids, dtype=object)[best[joins]]
    return given


def strengths(points: FloatArray, topics: pd.Series, registry: Registry) -> pd.Series:
    """Cosine to the own topic's centroid, at least 0; 1 for general topics, known by their words; null for none and in the heap."""
    known = live_centroids(registry).set_index("topic_id")["centroid"]
    strength = pd.Series(np.nan, index=topics.index)
    strength[topics.isin(GENERAL_IDS - {HEAP.topic_id})] = 1.0
    rows = np.flatnonzero(topics.isin(known.index).to_numpy())
    if len(rows):
        centres = np.vstack(known.loc[topics.iloc[rows]].tolist())
        strength.iloc[rows] = np.clip(np.einsum("ij,ij->i", points[rows], centres), 0, 1).round(6)
    return strength
