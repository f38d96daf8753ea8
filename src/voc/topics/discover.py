"""Gives each mention its topic: one that is known, one that is new, or none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from voc.config import TopicSettings
from voc.protocols import FloatArray, Lemmatizer, Progress, silent
from voc.topics.assign import strengths, to_known
from voc.topics.distinct import Distinct, collapse
from voc.topics.emerging import emerge
from voc.topics.general import general_topics
from voc.topics.identity import Registry, origin_rows, with_centroids
from voc.topics.quality import night_report
from voc.topics.record import record
from voc.topics.reduce import centred, origins
from voc.topics.refit import refit_topics


@dataclass(frozen=True)
class Discovery:
    """What a night found: assignments (mention_id, topic_id, topic_strength), the registry as it is now, and plain numbers about both."""

    assignments: pd.DataFrame
    registry: Registry
    report: dict[str, float]


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
    """Find known topics again and look for new ones among what is left; or discover everything afresh.

    Afresh when `refit` is set or the registry has no centroid of this encoder; ids are kept where a new cluster is an old topic by its
    members and its place. Otherwise mentions that carry a topic keep it.

    Args:
        mentions: The whole store: mention_id, text, language, feedback_id, author, and where known topic_id and sentiment.
        vectors: Unit rows, same order.
        registry: With the centroids of the encoder that made the vectors.
        day: Data day that new topics and events are dated with.
    """
    afresh = refit or registry.mine().empty
    known = collapse(mentions, vectors, settings.languages)
    registry = _with_origins(known, registry, afresh)
    points = centred(known.vectors, known.rows["language"], registry.origins())
    general = _general(known.rows, settings)
    topics = general if afresh else known.rows["topic_id"].replace(registry.follow()).fillna(general)
    # What has no subject takes no part in clustering, even when it is too rare to be a topic of its own.
    free = general_topics(known.rows).isna()
    progress(0, 3, "discovering topics")
    if afresh:
        topics, registry = refit_topics(known.rows, points, topics, free, registry, settings, seed)
    topics = to_known(points, topics, free, registry)
    topics, registry = emerge(known.rows, points, _persons(mentions, known), topics, free, registry, settings)
    progress(1, 3, "discovering topics")
    after = _spread(topics, known)
    registry = record(known.rows, points, topics, after.value_counts(), registry, settings, lemmatizer, day, afresh)
    progress(2, 3, "discovering topics")
    assignments = mentions[["mention_id"]].assign(
        topic_id=after.to_numpy(), topic_strength=_spread(strengths(points, topics, registry), known).to_numpy()
    )
    before = mentions["topic_id"] if "topic_id" in mentions else pd.Series(np.nan, index=mentions.index, dtype="str")
    report = night_report(
        mentions, before.reset_index(drop=True), after, settings.languages, registry.events[registry.events["day"] == day]
    )
    progress(3, 3, "discovering topics")
    return Discovery(assignments.reset_index(drop=True), registry, report)


def _with_origins(known: Distinct, registry: Registry, afresh: bool) -> Registry:
    """Origins stay as they were when topics were discovered, or yesterday's centroids would lie elsewhere today."""
    now = origins(known.vectors, known.rows["language"])
    kept = {} if afresh else registry.origins()
    return with_centroids(registry, origin_rows(registry.model_id, now | kept))


def _general(rows: pd.DataFrame, settings: TopicSettings) -> pd.Series:
    found = general_topics(rows)
    said = rows["n_mentions"].groupby(found).sum()
    return found.where(found.map(said) >= settings.min_size)


def _persons(mentions: pd.DataFrame, known: Distinct) -> pd.DataFrame:
    person = mentions["author"].fillna(mentions["feedback_id"]).to_numpy()
    followed = known.of >= 0
    return pd.DataFrame({"row": known.of[followed], "person": person[followed]}).drop_duplicates()


def _spread(values: pd.Series, known: Distinct) -> pd.Series:
    """From distinct mentions to all mentions, by position; null where a mention takes no part."""
    return values.reset_index(drop=True).reindex(known.of).reset_index(drop=True)
