"""Reads what customers wrote: which feedbacks repeat others, what each mention says, and what that makes of the feedback.

Frames and models come in, frames go out. Nothing here needs topics or statistics, so that reading one file opens neither.
"""

from __future__ import annotations

import pandas as pd

from voc.config import Config, TextSettings
from voc.friction.score import friction as friction_score
from voc.ids import short_id
from voc.journey import Taxonomy, evidence, place, roll_up
from voc.journey import obey as _obey
from voc.protocols import Encoder, Progress, Reader, Written, silent
from voc.sentiment import read_sentiment
from voc.tables import Mention
from voc.text import mark_duplicates
from voc.text.passages import with_context
from voc.text.vectors import in_comments


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


def summarise(mentions: pd.DataFrame, feedback: pd.DataFrame) -> pd.DataFrame:
    """Per feedback: sentiment_label, placements, primary_stage, primary_touchpoint, effort, friction."""
    return roll_up(feedback, mentions)
