"""Discovers all topics afresh and finds the old ones among them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from voc.config import TopicSettings
from voc.protocols import FloatArray
from voc.topics.cluster import find_clusters, wanted_topics
from voc.topics.distinct import IntArray
from voc.topics.emerging import found_topics
from voc.topics.identity import Registry, as_matrix, match


def refit_topics(
    rows: pd.DataFrame, points: FloatArray, topics: pd.Series, free: pd.Series, registry: Registry, settings: TopicSettings, seed: int
) -> tuple[pd.Series, Registry]:
    """Topics of the free rows from a new clustering, and the registry with their centroids under old ids where they are old topics.

    Above `settings.sample` distinct mentions the first in the order of their hashes are clustered (a random sample that does not
    change from night to night); the others are left to be assigned.
    """
    where = np.flatnonzero((topics.isna() & free).to_numpy())[: settings.sample]
    labels = find_clusters(points[where], settings.min_size, min(wanted_topics(len(where)), settings.max_topics), seed)
    blank = replace(registry, centroids=registry.centroids[registry.centroids["model_id"] == ""])
    given, found = found_topics(rows, points, where, labels, topics, blank)
    fresh = found.centroids
    renamed = _old_names(rows["topic_id"], given, fresh, registry)
    fresh = fresh.assign(topic_id=fresh["topic_id"].replace(renamed))
    kept = registry.centroids
    every = pd.concat([kept, fresh], ignore_index=True).drop_duplicates(["topic_id", "model_id"], keep="last")
    return given.replace(renamed), replace(registry, centroids=every.sort_values(["model_id", "topic_id"], ignore_index=True))


def _old_names(before: pd.Series, after: pd.Series, fresh: pd.DataFrame, registry: Registry) -> dict[str, str]:
    """From new ids to the old ids of the topics that they are, by shared members and, for the same encoder, by place."""
    old = sorted(registry.topics.loc[~registry.topics["status"].isin(["merged"]), "topic_id"])
    if not old or fresh.empty:
        return {}
    new = fresh["topic_id"].tolist()
    shared = pd.crosstab(after, before.replace(registry.follow())).reindex(index=new, columns=old, fill_value=0).to_numpy(dtype=np.float32)
    mine = after[before.notna()].value_counts().reindex(new, fill_value=0).to_numpy()
    theirs = before[after.notna()].value_counts().reindex(old, fill_value=0).to_numpy()
    overlap = shared / np.maximum(mine[:, None] + theirs[None, :] - shared, 1)
    pairs = match(overlap, _likeness(fresh, registry, old))
    return {new[n]: old[o] for n, o in pairs.items()}


def _likeness(fresh: pd.DataFrame, registry: Registry, old: list[str]) -> FloatArray:
    known = registry.mine().set_index("topic_id")
    out = np.zeros((len(fresh), len(old)), dtype=np.float32)
    places: IntArray = np.array([i for i, t in enumerate(old) if t in known.index], dtype=np.int64)
    if len(places):
        out[:, places] = np.einsum("ij,kj->ik", as_matrix(fresh["centroid"]), as_matrix(known.loc[[old[i] for i in places], "centroid"]))
    return out
