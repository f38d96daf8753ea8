"""The front door of the core: prepare, understand, discover, measure, watch.

Frames and models come in, frames go out; no file, no clock, no network, no Prefect. `flows/nightly.py` shows the order.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd

from voc import friction, topics
from voc.config import Config, TextSettings
from voc.friction import incidents
from voc.friction.score import friction as friction_score
from voc.ids import short_id
from voc.issues import Issue
from voc.journey import Taxonomy, evidence, place, roll_up
from voc.journey import obey as _obey
from voc.protocols import Encoder, FloatArray, Lemmatizer, Namer, Progress, Reader, Written, silent
from voc.sentiment import read_sentiment
from voc.tables import Mention
from voc.text import mark_duplicates
from voc.text.passages import with_context
from voc.text.prepare import PREPARE_VERSION, Prepared, cut_mentions, prepare
from voc.text.vectors import encode, in_comments, subjects

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


def repetitions(feedback: pd.DataFrame, settings: TextSettings) -> pd.DataFrame:
    """The feedbacks whose `duplicate_of` must change, looking at the whole store: feedback_id, duplicate_of."""
    found = mark_duplicates(feedback, settings.duplicate_min_characters, settings.near_duplicate)
    # Two nulls are no change, though they are not equal.
    changed = found.fillna("") != feedback["duplicate_of"].fillna("")
    return feedback.loc[changed, ["feedback_id"]].assign(duplicate_of=found[changed])


def understand(
    mentions: pd.DataFrame,
    feedback: pd.DataFrame,
    encoder: Encoder,
    reader: Reader,
    taxonomy: Taxonomy,
    config: Config,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Read sentiment, effort, stage, touchpoint and friction of each mention.

    Args:
        mentions: `tables.Mention`; all mentions of a feedback together, because each is read in its feedback.
        feedback: `tables.Feedback` of these mentions.
    Returns:
        The same mentions, in the same order, with everything but the topic filled in.
    """
    if mentions.empty:
        return Mention.conform(mentions)
    vectors, comments = in_comments(mentions, feedback, encoder, progress)
    of_mention = mentions[["feedback_id"]].merge(feedback.set_index("feedback_id"), left_on="feedback_id", right_index=True, how="left")
    texts = [t[s:e] for t, s, e in zip(of_mention["text"], mentions["start"], mentions["end"], strict=True)]
    wholes = [with_context(q, h, t)[1] for q, h, t in zip(of_mention["question"], of_mention["title"], of_mention["text"], strict=True)]
    written = Written(texts, wholes, of_mention["language"].tolist())
    predictions = reader.predict(vectors, comments, written)
    felt = read_sentiment(predictions)
    placed = place(predictions, texts, of_mention, taxonomy, config.models)
    reasons = reader.because(vectors, written, list(zip(placed["stage"], placed["touchpoint"], strict=True)))
    placed = placed.assign(evidence=evidence(placed["evidence"], reasons))
    score = friction_score(felt["p_negative"].to_numpy(), felt["sentiment"].to_numpy(), felt["effort"].to_numpy(), config.friction.w_effort)
    columns = {str(c): values.to_numpy() for found in (felt, placed) for c, values in found.items()}
    return Mention.conform(mentions.assign(**columns, friction=score, model_version=model_version(encoder, reader, taxonomy)))


def obey(mentions: pd.DataFrame, said: pd.DataFrame, config: Config) -> pd.DataFrame:
    """What analysts said of mentions in place of what was read; see `journey.obey`."""
    out = _obey(mentions, said)
    if said.empty or out.empty:
        return out
    felt, effort = out["p_negative"].to_numpy(), out["effort"].to_numpy()
    return out.assign(friction=friction_score(felt, out["sentiment"].to_numpy(), effort, config.friction.w_effort))


def model_version(encoder: Encoder, reader: Reader, taxonomy: Taxonomy) -> str:
    """Changes when the same text could be read differently; mentions read by another version are read again."""
    return short_id("v", encoder.model_id, reader.version, taxonomy.version)


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
    return friction.measure(mentions, feedback, config, day.date(), actions, progress)


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
    return friction.watch(heatmap, known, mentions, feedback, config, day.date())


def summarise(mentions: pd.DataFrame, feedback: pd.DataFrame) -> pd.DataFrame:
    """Per feedback: sentiment_label, placements, primary_stage, primary_touchpoint, effort, friction."""
    return roll_up(feedback, mentions)
