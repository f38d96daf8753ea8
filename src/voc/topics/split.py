"""What a topic could be split into: proposed with names before anybody decides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import fcluster, linkage

from voc.config import TopicSettings
from voc.errors import NotEnoughData
from voc.protocols import FloatArray
from voc.topics.cluster import RADIUS, centroids, density_parts, nearest_centroid, one_subject, radii
from voc.topics.distinct import IntArray, collapse
from voc.topics.exemplars import exemplars, nearest_mentions
from voc.topics.identity import Registry, centroid_rows, new_id, with_centroids
from voc.topics.naming import Wording
from voc.topics.record import named
from voc.topics.reduce import Labels, centred, reduced

LEAST = 0.1
"""A part has at least this share of the topic."""
REDUCED_FROM = 60
"""From so many distinct mentions on density is looked for after reduction, as in a refit."""


@dataclass(frozen=True)
class Proposal:
    """Parts of a topic.

    Attributes:
        parts: topic_id, name_fr, name_en, keywords_fr, keywords_en (JSON), n_mentions, exemplars (lists of mention_id); largest first.
        centroids: `tables.TopicCentroid` of the parts.
        members: mention_id, topic_id: which mention goes where.
    """

    parts: pd.DataFrame
    centroids: pd.DataFrame
    members: pd.DataFrame


def propose(
    topic_id: str,
    mentions: pd.DataFrame,
    vectors: FloatArray,
    registry: Registry,
    settings: TopicSettings,
    wording: Wording,
    seed: int,
) -> Proposal:
    """Split one topic where its density says, or in two halves when it is one piece; the same topic gives the same parts.

    Args:
        topic_id: The topic.
        mentions: Those of the topic: mention_id, text, language, feedback_id.
        vectors: Their unit vectors by subject, in the same order.
        registry: Of the encoder that made the vectors.
    Raises:
        NotEnoughData: Fewer than twice `settings.min_size` different texts.
    """
    known = collapse(mentions, vectors, settings.languages)
    if len(known.rows) < 2 * settings.min_size:
        raise NotEnoughData(
            f"{len(known.rows)} different texts are too few to split", expected=f"at least {2 * settings.min_size} different texts"
        )
    points = centred(known.vectors, known.rows["language"], registry.origins())
    labels = _labels(points, known.rows["language"].to_numpy(dtype=object), max(settings.min_size, round(LEAST * len(points))), seed)
    order = np.argsort([-n for n in np.bincount(labels)], kind="stable")
    labels = np.argsort(order)[labels]
    centres, hashes = centroids(points, labels), known.rows["text_hash"].to_numpy()
    # The topic and its earlier splits are in the id: a part is never mistaken for a topic that was merged or taken back before.
    split = int(((registry.events["topic_id"] == topic_id) & (registry.events["what"] == "split")).sum())
    ids = [new_id(registry.model_id, [topic_id, str(split), *hashes[labels == k]]) for k in range(len(centres))]
    rows = centroid_rows(registry.model_id, ids, centres, radii(points, labels, centres, RADIUS).tolist(), [[]] * len(ids))
    topics = pd.Series(np.array(ids, dtype=object)[labels], dtype="str")
    parts = named(known.rows, points, topics, ids, with_centroids(registry, rows), settings, wording)
    near = nearest_mentions(known.rows, points, topics, dict(zip(ids, centres, strict=True)), settings.min_size)
    shown = exemplars(near, points)
    members = pd.DataFrame(
        {"mention_id": mentions["mention_id"][known.of >= 0].to_numpy(), "topic_id": topics.to_numpy()[known.of[known.of >= 0]]}
    )
    sizes = members["topic_id"].value_counts()
    parts = parts.assign(n_mentions=parts["topic_id"].map(sizes), exemplars=parts["topic_id"].map(shown))
    return Proposal(parts.reset_index(drop=True), rows, members)


def _labels(points: FloatArray, languages: Labels, least: int, seed: int) -> IntArray:
    """At least two parts, everything in one of them."""
    low = next(reduced(points, languages, [seed])) if len(points) >= REDUCED_FROM else points.astype(np.float64)
    found = density_parts(low, np.arange(len(points)), least)
    labels = np.full(len(points), -1, dtype=np.int64)
    for k, rows in enumerate(found):
        labels[rows] = k
    labels = one_subject(points, labels)
    if labels.max(initial=-1) < 1:
        labels = fcluster(linkage(points, method="ward"), 2, criterion="maxclust").astype(np.int64) - 1
    return nearest_centroid(points, centroids(points, labels))[0]
