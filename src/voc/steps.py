"""The front door of the core: prepare, understand, discover, measure.

Frames and models come in, frames go out; no file, no clock, no network, no Prefect. `flows/nightly.py` shows the order.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from voc import friction, topics
from voc.config import Config, TextSettings
from voc.friction.score import friction as friction_score
from voc.issues import Issue
from voc.journey import Taxonomy, place, roll_up
from voc.protocols import Encoder, FloatArray, Lemmatizer, PersonFinder, Progress, Reader, silent
from voc.sentiment import read_sentiment
from voc.tables import Feedback, Mention
from voc.text import clean, detect, mark_duplicates, redact, split, without_quotes_and_signature
from voc.text.passages import Passages, alone, comment_vectors, passages, subject_vectors

# Raise it when the same raw row would be prepared differently: stored rows are then prepared again.
PREPARE_VERSION = "1"


@dataclass(frozen=True)
class Prepared:
    """Rows that may be stored: personal data is gone."""

    feedback: pd.DataFrame
    mentions: pd.DataFrame
    quarantined: pd.DataFrame
    issues: list[Issue]


def prepare(
    raw: pd.DataFrame,
    quarantined: pd.DataFrame,
    settings: TextSettings,
    brands: Sequence[str],
    finder: PersonFinder | None,
    secret: bytes,
    day: pd.Timestamp,
    run_id: str,
) -> Prepared:
    """Clean, tell the language, remove personal data, cut into mentions.

    Args:
        raw: `tables.Raw`.
        quarantined: source, record, record_id, reason, excerpt, as the source rejected them.
        brands: Names that are not persons.
        secret: Key of the authors' hashes.
        day: UTC midnight given to rows without a date.
    Returns:
        feedback as `tables.Feedback`, mentions as `tables.Mention` (not read yet), quarantined with redacted excerpts;
        every row of `raw` is in feedback or in quarantined.
    """
    texts = _cleaned(raw)
    empty = np.array([not t for t in texts], dtype=bool)
    cut = np.array([len(t) > settings.max_characters for t in texts], dtype=bool)
    issues = [
        Issue("warning", s, f"text longer than {settings.max_characters} characters, the rest was left out", record=r)
        for s, r in zip(raw["source"][cut], raw["record"][cut], strict=True)
    ]
    kept = raw[~empty].reset_index(drop=True)
    bodies = [t[: settings.max_characters] for t, e in zip(texts, empty, strict=True) if not e]
    language = detect(pd.Series(bodies, dtype="str"), settings.languages, settings.language_margin)
    languages = language["language"].tolist()
    bodies = [r.text for r in redact(bodies, languages, finder, brands)]
    titles = _redacted(kept["title"], languages, finder, brands)
    feedback = Feedback.conform(
        kept.drop(columns=["text", "title"]).assign(
            feedback_id=[short_id("f", s, r) for s, r in zip(kept["source"], kept["record_id"], strict=True)],
            text=bodies,
            title=titles,
            language=languages,
            language_confidence=language["language_confidence"].to_numpy(),
            time_known=kept["received_at"].notna(),
            received_at=kept["received_at"].fillna(day),
            author_key=pd.Series([_author_key(a, secret) for a in kept["author"]], dtype="str"),
            content_hash=_content_hashes(kept),
            duplicate_of=np.nan,
            run_id=run_id,
        )
    )
    left_out = raw[empty]
    rejected = left_out[["source", "record", "record_id"]].assign(reason="no text", excerpt=np.nan)
    excerpts = _redacted(quarantined["excerpt"], ["und"] * len(quarantined), finder, brands)
    together = pd.concat([quarantined.assign(excerpt=excerpts), rejected], ignore_index=True)
    return Prepared(feedback, cut_mentions(feedback, settings.max_mentions), together, issues)


def cut_mentions(feedback: pd.DataFrame, max_mentions: int) -> pd.DataFrame:
    """The mentions of each feedback, not read yet, as `tables.Mention`."""
    rows = [
        (short_id("m", feedback_id, start, end, text[start:end]), feedback_id, position, start, end)
        for feedback_id, text, spans in zip(
            feedback["feedback_id"],
            feedback["text"],
            split(feedback["text"].tolist(), feedback["language"].tolist(), max_mentions),
            strict=True,
        )
        for position, (start, end) in enumerate(spans)
    ]
    return Mention.conform(pd.DataFrame(rows, columns=["mention_id", "feedback_id", "position", "start", "end"]))


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
    wanted = passages(mentions, feedback)
    vectors = encode(wanted, encoder, progress)
    owner, _ = pd.factorize(mentions["feedback_id"])
    lengths = (mentions["end"] - mentions["start"]).to_numpy(dtype=np.float64)
    predictions = reader.predict(vectors, comment_vectors(vectors, owner, lengths))
    of_mention = mentions[["feedback_id"]].merge(feedback.set_index("feedback_id"), left_on="feedback_id", right_index=True, how="left")
    texts = [t[s:e] for t, s, e in zip(of_mention["text"], mentions["start"], mentions["end"], strict=True)]
    felt = read_sentiment(predictions)
    placed = place(predictions, texts, of_mention, taxonomy, config.models)
    score = friction_score(felt["p_negative"].to_numpy(), felt["sentiment"].to_numpy(), felt["effort"].to_numpy(), config.friction.w_effort)
    columns = {str(c): values.to_numpy() for found in (felt, placed) for c, values in found.items()}
    return Mention.conform(mentions.assign(**columns, friction=score, model_version=model_version(encoder, reader, taxonomy)))


def model_version(encoder: Encoder, reader: Reader, taxonomy: Taxonomy) -> str:
    """Changes when the same text could be read differently; mentions read by another version are read again."""
    return short_id("v", encoder.model_id, reader.version, taxonomy.version)


def encode(wanted: Passages, encoder: Encoder, progress: Progress = silent, at_once: int = 512) -> FloatArray:
    """Vectors of the mentions, one unit row each, in the order of the mentions the passages were made of."""
    parts = []
    for start in range(0, len(wanted.texts), at_once):
        parts.append(encoder.encode(wanted.texts[start : start + at_once], wanted.spans[start : start + at_once]))
        progress(min(start + at_once, len(wanted.texts)), len(wanted.texts), "encode")
    every = np.concatenate(parts) if parts else np.zeros((0, encoder.dim), dtype=np.float32)
    return every[wanted.rows]


def subjects(mentions: pd.DataFrame, feedback: pd.DataFrame, encoder: Encoder, progress: Progress = silent) -> FloatArray:
    """Vectors to find topics with, one unit row per mention: read in its comment and by itself.

    Args:
        mentions: `tables.Mention`.
        feedback: `tables.Feedback` of these mentions.
    """
    in_context = encode(passages(mentions, feedback), encoder, progress)
    by_itself = encode(alone(mentions, feedback), encoder, progress)
    return subject_vectors(in_context, by_itself, (mentions["end"] - mentions["start"]).to_numpy(dtype=np.float64))


def discover(
    mentions: pd.DataFrame,
    feedback: pd.DataFrame,
    vectors: FloatArray,
    registry: topics.Registry,
    lemmatizer: Lemmatizer,
    config: Config,
    day: pd.Timestamp,
    progress: Progress = silent,
) -> topics.Discovery:
    """Give each mention its topic: a known one, a new one, or none.

    Args:
        mentions: `tables.Mention`.
        feedback: `tables.Feedback`; repetitions among them do not take part.
        vectors: One unit row per mention, of `subjects`.
        registry: The topics as they stand.
        day: The data day.
    """
    known = feedback[feedback["duplicate_of"].isna()].set_index("feedback_id")[["text", "language", "author_key"]]
    takes_part = mentions["feedback_id"].isin(known.index).to_numpy()
    taking = mentions[takes_part].reset_index(drop=True)
    joined = taking[["mention_id", "feedback_id", "start", "end", "sentiment", "stage", "touchpoint", "topic_id"]].merge(
        known, left_on="feedback_id", right_index=True, how="left"
    )
    texts = [t[s:e] for t, s, e in zip(joined["text"], joined["start"], joined["end"], strict=True)]
    author = joined["author_key"].fillna(joined["feedback_id"])
    rows = joined.drop(columns=["start", "end", "author_key"]).assign(text=texts, author=author)
    return topics.discover(rows, vectors[takes_part], registry, config.topics, lemmatizer, config.seed, day, progress)


def measure(
    mentions: pd.DataFrame, feedback: pd.DataFrame, config: Config, day: pd.Timestamp, progress: Progress = silent
) -> dict[str, pd.DataFrame]:
    """All published tables but the topics, by name."""
    return friction.measure(
        mentions, feedback, config.journey, config.friction, config.company.time_zone, day.date(), config.seed, progress
    )


def summarise(mentions: pd.DataFrame, feedback: pd.DataFrame) -> pd.DataFrame:
    """Per feedback: sentiment_label, placements, primary_stage, primary_touchpoint, effort, friction."""
    return roll_up(feedback, mentions)


def short_id(letter: str, *parts: object) -> str:
    """A stable id from what it names: a letter and 16 hexadecimal digits."""
    body = "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return f"{letter}_{hashlib.blake2b(body, digest_size=8).hexdigest()}"


def _cleaned(raw: pd.DataFrame) -> list[str]:
    cleaned = [clean(t) if isinstance(t, str) else "" for t in raw["text"]]
    # Only correspondence quotes what it answers; a review that begins with '>' means it.
    cleaned = [without_quotes_and_signature(t) if k == "ticket" and t else t for t, k in zip(cleaned, raw["kind"], strict=True)]
    # Some people say it all in the title.
    titles = [clean(t) if isinstance(t, str) else "" for t in raw["title"]]
    return [c or t for c, t in zip(cleaned, titles, strict=True)]


def _redacted(values: pd.Series[Any], languages: Sequence[str], finder: PersonFinder | None, brands: Sequence[str]) -> pd.Series[Any]:
    texts = [clean(v) if isinstance(v, str) else "" for v in values]
    return pd.Series([r.text or None for r in redact(texts, languages, finder, brands)], index=values.index, dtype="str")


def _author_key(author: object, secret: bytes) -> str | None:
    if not isinstance(author, str) or not author.strip():
        return None
    return hmac.new(secret, author.strip().casefold().encode(), hashlib.blake2b).hexdigest()[:16]


def _content_hashes(raw: pd.DataFrame) -> list[str]:
    body = raw.drop(columns=["record"]).astype("str")
    return [short_id("c", PREPARE_VERSION, *row) for row in body.itertuples(index=False)]
