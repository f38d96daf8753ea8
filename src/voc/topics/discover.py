"""Gives each mention its topic: one that is known, one that is new, or none."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from voc import tables
from voc.config import TopicSettings
from voc.protocols import FloatArray, Lemmatizer, Progress, silent
from voc.topics import assign, identity
from voc.topics.cluster import centroids, find_clusters, merge_clusters, wanted_topics
from voc.topics.distinct import Distinct, collapse
from voc.topics.exemplars import READ, exemplars, nearest_mentions
from voc.topics.general import GENERAL, GENERAL_IDS, general_topics
from voc.topics.identity import Registry
from voc.topics.naming import Taken, name_topics
from voc.topics.quality import night_report
from voc.topics.reduce import Origins, centred, origins

BACKGROUND = 300
HOLDS_AFTER = pd.Timedelta(days=14)


@dataclass(frozen=True)
class Discovery:
    """What a night found: assignments (mention_id, topic_id, topic_strength), the registry as it is now, and plain numbers about both."""

    assignments: pd.DataFrame
    registry: Registry
    report: dict[str, float]


@dataclass(frozen=True)
class Corpus:
    """Distinct mentions in the space in which topics are compared; `authors` numbers the distinct persons behind each mention."""

    distinct: Distinct
    points: FloatArray
    space: Origins
    persons: pd.DataFrame

    @property
    def rows(self) -> pd.DataFrame:
        return self.distinct.rows


def discover(
    mentions: pd.DataFrame,
    vectors: FloatArray,
    registry: Registry,
    settings: TopicSettings,
    lemmatizer: Lemmatizer,
    seed: int,
    day: pd.Timestamp,
    progress: Progress = silent,
    *,
    refit: bool = False,
) -> Discovery:
    """Find topics, or find known topics again and look for emerging ones among what is left.

    An empty registry, or one without centroids of this encoder, or `refit`, discovers everything anew; ids are kept where a new
    cluster is an old topic by its members and its place. Otherwise mentions that carry a topic keep it.

    Args:
        mentions: The whole store: mention_id, text, language, feedback_id, author, and where known topic_id and sentiment.
        vectors: Unit rows, same order.
        registry: Of this encoder.
        day: Data day that new topics and events are dated with.
    """
    corpus = _corpus(mentions, vectors, registry, settings, refit)
    afresh = refit or registry.mine().empty
    topics = _general(corpus, settings, afresh, registry)
    progress(0, 3, "topics")
    if afresh:
        topics, registry = _fit(corpus, topics, registry, settings, seed, day)
    topics = assign.to_known(corpus.rows, corpus.points, topics, registry)
    progress(1, 3, "topics")
    topics, registry, status = _emerge(corpus, topics, registry, settings, day, "active" if afresh else "emerging")
    progress(2, 3, "topics")
    return _told(mentions, corpus, topics, registry, settings, lemmatizer, day, afresh)
