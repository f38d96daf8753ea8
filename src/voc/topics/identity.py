"""Topics that keep their id: the registry, and how new clusters find their old names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from voc import tables
from voc.protocols import FloatArray
from voc.topics.reduce import Origins

# topic_id, what, old, new.
Change = tuple[str, str, str | None, str | None]

ORIGIN = "origin:"
SAME = 0.35
"""Least likeness (mean of shared members and centroid cosine) for a new cluster to be an old topic."""


@dataclass(frozen=True)
class Registry:
    """All topics ever, in the space of one encoder; `centroids` may hold rows of other encoders, which are left alone."""

    model_id: str
    topics: pd.DataFrame
    centroids: pd.DataFrame
    events: pd.DataFrame

    @classmethod
    def empty(cls, model_id: str) -> Registry:
        return cls(model_id, tables.Topic.empty(), tables.TopicCentroid.empty(), tables.TopicEvent.empty())

    def mine(self) -> pd.DataFrame:
        """Centroid rows of this encoder, without the origins of languages, by topic_id."""
        rows = self.centroids[self.centroids["model_id"] == self.model_id]
        return rows[~rows["topic_id"].str.startswith(ORIGIN)].sort_values("topic_id").reset_index(drop=True)

    def origins(self) -> Origins:
        """The mean vector of each language as it was when topics were last discovered."""
        rows = self.centroids[(self.centroids["model_id"] == self.model_id) & self.centroids["topic_id"].str.startswith(ORIGIN)]
        return {
            t.removeprefix(ORIGIN): np.array(json.loads(c), dtype=np.float32)
            for t, c in zip(rows["topic_id"], rows["centroid"], strict=True)
        }

    def shown(self) -> dict[str, str | None]:
        """Where the mentions of each topic are shown today when that is not there: merges followed, None when an analyst retired it."""
        ends = self.follow()
        hidden = set(self.topics.loc[self.topics["pinned"] & (self.topics["status"] == "retired"), "topic_id"])
        moved = {t: ends.get(t, t) for t in self.topics["topic_id"] if t in ends or t in hidden}
        return {t: None if end in hidden else end for t, end in moved.items()}

    def follow(self) -> dict[str, str]:
        """Where each merged topic's mentions go today; chains are followed to their end."""
        merged = self.topics.dropna(subset=["merged_into"])
        step = dict(zip(merged["topic_id"], merged["merged_into"], strict=True))
        return {start: _end(start, step) for start in step}


def with_centroids(registry: Registry, rows: pd.DataFrame) -> Registry:
    """The registry in which `rows` replace those of the same topic and encoder."""
    every = pd.concat([registry.centroids, rows], ignore_index=True).drop_duplicates(["topic_id", "model_id"], keep="last")
    return replace(registry, centroids=tables.TopicCentroid.conform(every.sort_values(["model_id", "topic_id"], ignore_index=True)))


def _end(topic_id: str, step: dict[str, str]) -> str:
    seen = {topic_id}
    while (after := step.get(topic_id)) is not None and after not in seen:
        topic_id = after
        seen.add(after)
    return topic_id


def new_id(model_id: str, members: Sequence[str]) -> str:
    """An id from the texts that founded the topic; the same founders give the same id."""
    founders = "\n".join([model_id, *sorted(members)])
    return "t_" + hashlib.blake2b(founders.encode(), digest_size=5).hexdigest()


def match(overlap: FloatArray, likeness: FloatArray) -> dict[int, int]:
    """Which new cluster is which old topic, best total likeness first (Hungarian method).

    Args:
        overlap: Shared members over all members, shape (new, old).
        likeness: Cosine of the centroids, the same shape.
    Returns:
        New to old; those too unlike anything are absent.
    """
    score = (overlap + np.clip(likeness, 0, 1)) / 2
    new, old = linear_sum_assignment(-score)
    return {int(n): int(o) for n, o in zip(new, old, strict=True) if score[n, o] >= SAME}


def events(rows: Sequence[Change], day: pd.Timestamp) -> pd.DataFrame:
    """`tables.TopicEvent` rows made by the night from (topic_id, what, old, new)."""
    made = [
        {
            "event_id": hashlib.blake2b("|".join([t, what, str(day.date()), old or "", new or ""]).encode(), digest_size=8).hexdigest(),
            "topic_id": t, "day": day, "what": what, "author": "auto", "old": old, "new": new,
        }
        for t, what, old, new in rows
    ]  # fmt: skip
    return tables.TopicEvent.conform(pd.DataFrame(made)) if made else tables.TopicEvent.empty()


def changed(registry: Registry, topics: pd.DataFrame, told: Sequence[Change], day: pd.Timestamp) -> Registry:
    """The registry with other topics, and the events that say what the night did to them."""
    every = pd.concat([registry.events, events(told, day)], ignore_index=True).drop_duplicates("event_id")
    ordered = tables.Topic.conform(topics.sort_values("topic_id", ignore_index=True))
    return replace(registry, topics=ordered, events=tables.TopicEvent.conform(every))


def as_matrix(centroids: pd.Series) -> FloatArray:
    """Stored centroids as rows."""
    return np.array([json.loads(c) for c in centroids], dtype=np.float32)


def centroid_rows(
    model_id: str, ids: Sequence[str], centres: FloatArray, reach: Sequence[float], exemplars: Sequence[Sequence[str]]
) -> pd.DataFrame:
    """`tables.TopicCentroid` rows."""
    made = [
        {
            "topic_id": t,
            "model_id": model_id,
            "centroid": json.dumps([round(float(x), 6) for x in c]),
            "radius": float(r),
            "exemplars": json.dumps(list(e)),
        }
        for t, c, r, e in zip(ids, centres, reach, exemplars, strict=True)
    ]
    return tables.TopicCentroid.conform(pd.DataFrame(made)) if made else tables.TopicCentroid.empty()


def origin_rows(model_id: str, centre: Origins) -> pd.DataFrame:
    """The origins of languages as `tables.TopicCentroid` rows with topic_id "origin:fr": part of the space that centroids lie in."""
    names = [ORIGIN + language for language in sorted(centre)]
    return centroid_rows(model_id, names, np.array([centre[n.removeprefix(ORIGIN)] for n in names]), [0.0] * len(names), [[]] * len(names))
