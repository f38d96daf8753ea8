"""The front door of the core: prepare, understand, discover, measure, watch.

Frames and models come in, frames go out; no file, no clock, no network, no Prefect. `flows/nightly.py` shows the order.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd

from voc import topics
from voc.config import Config
from voc.friction.measure import measure as measured
from voc.friction.watching.incidents import incidents
from voc.friction.watching.sightings import watch as watched
from voc.ids import short_id
from voc.issues import Issue
from voc.protocols import Encoder, FloatArray, Lemmatizer, Namer, Progress, silent
from voc.text.prepare import PREPARE_VERSION, Prepared, cut_mentions, prepare
from voc.text.vectors import encode, in_comments, subjects
from voc.understanding import model_version, obey, repetitions, summarise, understand

__all__ = [
    "PREPARE_VERSION",
    "Prepared",
    "cut_mentions",
    "discover",
    "encode",
    "in_comments",
    "incidents",
    "measure",
    "model_version",
    "obey",
    "parts_of",
    "prepare",
    "propose_names",
    "repetitions",
    "short_id",
    "subjects",
    "summarise",
    "understand",
    "watch",
]


def discover(
    mentions: pd.DataFrame,
    feedback: pd.DataFrame,
    vectors: FloatArray,
    registry: topics.Registry,
    lemmatizer: Lemmatizer,
    config: Config,
    day: pd.Timestamp,
    progress: Progress = silent,
    *,
    said: pd.DataFrame | None = None,
    refit: bool = False,
    births: bool = True,
    encoder: Encoder | None = None,
) -> topics.Discovery:
    """Give each mention its topic: a known one, a new one, or none.

    Args:
        mentions: `tables.Mention`.
        feedback: `tables.Feedback`; repetitions among them do not take part.
        vectors: One unit row per mention, of `subjects`.
        registry: The topics as they stand.
        day: The data day.
        said: mention_id, topic_id: where analysts put single mentions.
        refit: Discover everything afresh and reconcile it with what is known.
        births: Whether new topics may come up.
        encoder: That made the vectors, to name topics by meaning as well as by words.
    """
    takes_part = mentions["feedback_id"].isin(feedback.loc[feedback["duplicate_of"].isna(), "feedback_id"]).to_numpy()
    rows = _subject_rows(mentions[takes_part], feedback)
    if said is not None:
        rows = rows.assign(topic_said=rows["mention_id"].map(said.set_index("mention_id")["topic_id"]).astype("str"))
    wording = topics.Wording.of(lemmatizer, encoder, config)
    given = vectors[takes_part]
    return topics.discover(rows, given, registry, config.topics, wording, config.seed, day, progress, refit=refit, births=births)


def propose_names(
    found: topics.Discovery, before: topics.Registry, mentions: pd.DataFrame, feedback: pd.DataFrame, namer: Namer, day: pd.Timestamp
) -> tuple[topics.Discovery, list[Issue]]:
    """The discovery in which topics that were born have the names that a language model proposes, where these can be used.

    Args:
        found: What the night found.
        before: The topics as they stood.
        mentions: `tables.Mention`.
        feedback: `tables.Feedback`; redacted, as it is stored.
        day: The data day.
    """
    born = set(found.registry.topics["topic_id"]) - set(before.topics["topic_id"])
    shown = found.registry.centroids.loc[found.registry.centroids["topic_id"].isin(born), "exemplars"]
    texts = _subject_rows(mentions[mentions["mention_id"].isin({m for ids in shown for m in json.loads(ids)})], feedback)
    named = topics.propose_names(found.registry, born, texts, namer, day)
    return replace(found, registry=named.registry), named.issues


def parts_of(
    topic_id: str,
    mentions: pd.DataFrame,
    feedback: pd.DataFrame,
    vectors: FloatArray,
    registry: topics.Registry,
    lemmatizer: Lemmatizer,
    encoder: Encoder | None,
    config: Config,
) -> topics.Proposal:
    """What a topic could be split into.

    Args:
        topic_id: The topic.
        mentions: `tables.Mention` of it.
        feedback: `tables.Feedback` of these.
        vectors: One unit row per mention, of `subjects`.
    Raises:
        NotEnoughData: Too few different texts.
    """
    wording = topics.Wording.of(lemmatizer, encoder, config)
    return topics.propose(topic_id, _subject_rows(mentions, feedback), vectors, registry, config.topics, wording, config.seed)


def _subject_rows(mentions: pd.DataFrame, feedback: pd.DataFrame) -> pd.DataFrame:
    """What discovery looks at of each mention: its own words, who said them, in which language, when."""
    known = feedback.set_index("feedback_id")[["text", "language", "author_key", "received_at"]]
    columns = ["mention_id", "feedback_id", "start", "end", "sentiment", "stage", "touchpoint", "topic_found"]
    joined = mentions[columns].reset_index(drop=True).merge(known, left_on="feedback_id", right_index=True, how="left")
    texts = [t[s:e] for t, s, e in zip(joined["text"], joined["start"], joined["end"], strict=True)]
    author = joined["author_key"].fillna(joined["feedback_id"])
    return joined.drop(columns=["start", "end", "author_key"]).assign(text=texts, author=author)


def measure(
    mentions: pd.DataFrame,
    feedback: pd.DataFrame,
    config: Config,
    day: pd.Timestamp,
    actions: pd.DataFrame | None = None,
    progress: Progress = silent,
) -> dict[str, pd.DataFrame]:
    """All published tables but the topics and the alerts, by name; `actions` is `tables.Action`."""
    return measured(mentions, feedback, config, day.date(), actions, progress)


def watch(
    heatmap: pd.DataFrame, known: pd.DataFrame, mentions: pd.DataFrame, feedback: pd.DataFrame, config: Config, day: pd.Timestamp
) -> pd.DataFrame:
    """What the day would raise an alert for: `tables.Sighting` rows, of which `incidents` makes alerts.

    Args:
        heatmap: `tables.Heatmap` of the day.
        known: `tables.Topic`.
        mentions: `tables.Mention`.
        feedback: `tables.Feedback`.
        day: The data day.
    """
    return watched(heatmap, known, mentions, feedback, config, day.date())
