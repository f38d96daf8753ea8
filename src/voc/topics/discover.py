"""Gives each mention its topic: one that is known, one that is new, or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from voc.config import TopicSettings
from voc.protocols import FloatArray, Progress, silent
from voc.topics.assign import strengths, takes_mentions, to_known
from voc.topics.distinct import Distinct, collapse
from voc.topics.emerging import RECENT, emerge
from voc.topics.general import GENERAL_IDS, general_topics
from voc.topics.identity import Registry, origin_rows, with_centroids
from voc.topics.naming import Wording
from voc.topics.quality import audit, night_report
from voc.topics.record import counted, newborn, record
from voc.topics.reduce import centred, origins
from voc.topics.refit import refit_topics
from voc.topics.themes import themed


@dataclass(frozen=True)
class Discovery:
    """What a night found.

    Attributes:
        assignments: mention_id, topic_id (where the mention is shown), topic_found (its topic before decisions of analysts),
            topic_strength.
        registry: The topics as they are now.
        audit: `tables.TopicAudit`.
        report: The stability report, see `quality.night_report`.
    """

    assignments: pd.DataFrame
    registry: Registry
    audit: pd.DataFrame
    report: dict[str, float]


def discover(
    mentions: pd.DataFrame,
    vectors: FloatArray,
    registry: Registry,
    settings: TopicSettings,
    wording: Wording,
    seed: int,
    day: pd.Timestamp,
    progress: Progress = silent,
    *,
    refit: bool = False,
    births: bool = True,
) -> Discovery:
    """Find known topics again and look for new ones among what is left; or discover everything afresh.

    Afresh when `refit` is set or the registry has no centroid of this encoder; what is known is reconciled with what is found (`refit`).
    Otherwise mentions that carry a topic keep it.

    Args:
        mentions: The whole store: mention_id, text, language, feedback_id, author, received_at; where known topic_found, sentiment, stage,
            touchpoint, and topic_said, the topic that an analyst gave the mention.
        vectors: Unit rows, same order.
        registry: With the centroids of the encoder that made the vectors.
        wording: What new topics are named with.
        day: Data day that new topics and events are dated with.
        births: Whether new topics may come up in the pool.
    """
    afresh, happened = refit or registry.mine().empty, set(registry.events["event_id"])
    known = collapse(mentions, vectors, settings.languages)
    registry = _with_origins(known, registry, afresh)
    points = centred(known.vectors, known.rows["language"], registry.origins())
    topics, free = _begun(known.rows, registry, afresh, settings.min_size)
    split: dict[str, str] = {}
    progress(0, 3, "discovering topics")
    if afresh:
        fitted = refit_topics(known.rows, points, topics, free, registry, settings, seed, day)
        topics, registry, split = fitted.topics, fitted.registry, fitted.split
    topics = to_known(points, topics, free, registry)
    if births:
        topics, registry = emerge(known.rows, points, _said(mentions, known, day), topics, free, registry, settings)
    progress(1, 3, "discovering topics")
    topics, new, registry = newborn(known.rows, points, topics, registry, settings, wording, heaps=not afresh)
    # What lay nearest to a heap that is no topic may lie within reach of another: now, and not on the next night.
    topics = to_known(points, topics, free, registry)
    found = _spread(topics, known)
    registry = record(known.rows, points, topics, found.value_counts(), registry, new, day, afresh, split)
    progress(2, 3, "discovering topics")
    shown = _shown(mentions, found, registry)
    registry = counted(registry, shown.value_counts())
    registry = themed(known.rows, points, topics.map(_seen(registry), na_action="ignore"), registry, settings, wording, day)
    registry = counted(registry, shown.value_counts())
    assignments = _assigned(mentions, shown, found, _spread(strengths(points, topics, registry), known))
    before = mentions["topic_found"] if "topic_found" in mentions else pd.Series(np.nan, index=mentions.index, dtype="str")
    told = registry.events[~registry.events["event_id"].isin(happened)]
    report = night_report(mentions, before.reset_index(drop=True), found, shown, settings.languages, told)
    progress(3, 3, "discovering topics")
    seen = topics.map(_seen(registry), na_action="ignore")
    return Discovery(assignments, registry, audit(known.rows, points, seen, registry.topics), report)


def _begun(rows: pd.DataFrame, registry: Registry, afresh: bool, least: int) -> tuple[pd.Series, pd.Series]:
    """General topics, and unless afresh the topics of the night before; and which rows may be given a topic."""
    without_subject = general_topics(rows)
    general = _often_enough(without_subject, rows["n_mentions"], least)
    topics = general if afresh else _as_before(rows["topic_found"], registry).fillna(general)
    # What has no subject takes no part in clustering, even when it is too rare to be a topic of its own.
    return topics, without_subject.isna()


def _assigned(mentions: pd.DataFrame, shown: pd.Series, found: pd.Series, strength: pd.Series) -> pd.DataFrame:
    """What the night says of each mention; where an analyst put it, it belongs for sure."""
    said = mentions["topic_said"].notna().to_numpy() if "topic_said" in mentions else np.zeros(len(mentions), dtype=bool)
    firm = strength.mask(said, 1.0).where(shown.notna())
    columns = {"topic_id": shown, "topic_found": found, "topic_strength": firm}
    return mentions[["mention_id"]].reset_index(drop=True).assign(**{c: v.to_numpy() for c, v in columns.items()})


def _as_before(found: pd.Series, registry: Registry) -> pd.Series:
    """The topic that a row had, unless that was split or retired: then its mentions look for another."""
    return found.where(found.isin(takes_mentions(registry.topics) | GENERAL_IDS))


def _seen(registry: Registry) -> Callable[[str], str | None]:
    shown = registry.shown()
    return lambda topic_id: shown.get(topic_id, topic_id)


def _shown(mentions: pd.DataFrame, found: pd.Series, registry: Registry) -> pd.Series:
    """Where each mention is shown: where an analyst put it, else with its topic; merges followed, what was retired left out."""
    said = mentions["topic_said"].reset_index(drop=True) if "topic_said" in mentions else pd.Series(np.nan, index=found.index, dtype="str")
    return said.fillna(found).map(_seen(registry), na_action="ignore").astype("str")


def _with_origins(known: Distinct, registry: Registry, afresh: bool) -> Registry:
    """Origins stay as they were when topics were discovered, or yesterday's centroids would lie elsewhere today."""
    now = origins(known.vectors, known.rows["language"])
    kept = {} if afresh else registry.origins()
    return with_centroids(registry, origin_rows(registry.model_id, now | kept))


def _often_enough(general: pd.Series, n_mentions: pd.Series, least: int) -> pd.Series:
    return general.where(general.map(n_mentions.groupby(general).sum()) >= least)


def _said(mentions: pd.DataFrame, known: Distinct, day: pd.Timestamp) -> pd.DataFrame:
    """row, person, recent of each mention that takes part."""
    person = mentions["author"].fillna(mentions["feedback_id"]).to_numpy()
    recent = (mentions["received_at"] > day.tz_localize("UTC") + pd.Timedelta(days=1) - RECENT).to_numpy()
    followed = known.of >= 0
    return pd.DataFrame({"row": known.of[followed], "person": person[followed], "recent": recent[followed]})


def _spread(values: pd.Series, known: Distinct) -> pd.Series:
    """From distinct mentions to all mentions, by position; null where a mention takes no part."""
    return values.reset_index(drop=True).reindex(known.of).reset_index(drop=True)
