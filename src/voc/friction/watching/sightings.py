"""What one data day sees that somebody should hear of: cells, topics and sources; read this file first."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date

import pandas as pd

from voc import tables
from voc.config import AlertSettings, Config, Journey
from voc.friction.counted import counted_feedback, counted_mentions
from voc.friction.grid import grid_of
from voc.friction.watching.cells import cells_watched
from voc.friction.watching.drift import drifting_sources
from voc.friction.watching.sources import silent_sources
from voc.friction.watching.telling import Seen, spoken
from voc.friction.watching.topics import topics_watched

LIVE = ("emerging", "active", "dormant")


def watch(
    heatmap: pd.DataFrame, topics: pd.DataFrame, mentions: pd.DataFrame, feedback: pd.DataFrame, config: Config, day: date
) -> pd.DataFrame:
    """The sightings of `day`, from rows as they are stored.

    Args:
        heatmap: `tables.Heatmap` of the day, with its trends.
        topics: `tables.Topic`.
        mentions: `tables.Mention`.
        feedback: `tables.Feedback`.
        config: Its sources are those that are expected to deliver.
        day: The data day.
    Returns:
        `tables.Sighting` rows, by key.
    """
    answers = counted_feedback(feedback, config.company.time_zone, day)
    said = counted_mentions(mentions, answers, grid_of(config.journey), config.friction.w_effort)
    sources = [source.name for source in config.sources]
    return sightings(heatmap, topics, said, answers, config.journey, config.alerts, day, sources)


def sightings(
    heatmap: pd.DataFrame,
    topics: pd.DataFrame,
    said: pd.DataFrame,
    answers: pd.DataFrame,
    journey: Journey,
    settings: AlertSettings,
    day: date,
    sources: Collection[str] | None = None,
) -> pd.DataFrame:
    """Everything that `day` would raise an alert for; relative to the data, never to a clock.

    Args:
        heatmap: `tables.Heatmap` of the day, with its trends.
        topics: `tables.Topic`.
        said: What `counted_mentions` gives.
        answers: What `counted_feedback` gives.
        day: The data day.
        sources: Those that are still expected to deliver; all that ever did when absent.
    Returns:
        `tables.Sighting` rows, by key.
    """
    mentions = spoken(said, answers)
    subjects = topics[topics["kind"].eq("subject") & topics["status"].isin(LIVE)].set_index("topic_id")
    expected = answers["source"].unique() if sources is None else sources
    silent = silent_sources(answers, expected, day, settings.silent_odds)
    # A source that is silent has changed as well: that is one story and not two.
    heard = set(expected) - {s.subject for s in silent}
    found = [
        *cells_watched(heatmap, subjects, mentions, answers, journey, settings, day),
        *topics_watched(topics, mentions, day),
        *silent,
        *drifting_sources(answers, mentions, heard, day),
    ]
    return _rows(found, day)


def _rows(found: list[Seen], day: date) -> pd.DataFrame:
    rows = [
        {
            "day": pd.Timestamp(day),
            "kind": s.kind,
            "subject": s.subject,
            "segment": s.segment,
            "segment_value": s.segment_value,
            "since": pd.Timestamp(s.since) if s.since else pd.NaT,
            "q": s.q,
            "message_fr": s.message["fr"],
            "message_en": s.message["en"],
            "evidence": json.dumps(s.evidence, ensure_ascii=False, sort_keys=True, allow_nan=False),
        }
        for s in found
    ]
    frame = tables.Sighting.check(pd.DataFrame(rows, columns=list(tables.Sighting.columns)))
    return frame.sort_values(tables.Sighting.keys(), ignore_index=True)
