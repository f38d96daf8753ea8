"""Which mentions show best what a topic is about."""

from __future__ import annotations

import numpy as np
import pandas as pd

from voc.protocols import FloatArray

PER_LANGUAGE = 3
READ = 75
"""Mentions per topic and language that are lemmatised for its name (spaCy reads about 10 000 words a second)."""
SHORT, LONG = 20, 300


def nearest_mentions(rows: pd.DataFrame, points: FloatArray, topics: pd.Series, centres: dict[str, FloatArray], n: int) -> pd.DataFrame:
    """The n mentions of each topic and language nearest to its centroid.

    Args:
        rows: Distinct mentions: mention_id, text, language, text_hash.
        points: Centred unit vectors, same order.
        topics: topic_id per row, null for none.
        centres: Unit centroid of each topic wanted.
    Returns:
        The rows with topic_id, row (position), nearness and said (how many mentions the topic has in this language); by topic_id,
        language, falling nearness, text_hash.
    """
    wanted = topics.isin(list(centres)).to_numpy()
    frame = rows[wanted].assign(topic_id=topics[wanted], row=np.flatnonzero(wanted))
    if frame.empty:
        return frame.assign(nearness=0.0, said=0)
    centre = np.vstack([centres[t] for t in frame["topic_id"]])
    frame = frame.assign(nearness=np.einsum("ij,ij->i", points[wanted], centre).round(6))
    frame = frame.sort_values(["topic_id", "language", "nearness", "text_hash"], ascending=[True, True, False, True])
    groups = frame.groupby(["topic_id", "language"], sort=False)
    return frame.assign(said=groups["row"].transform("size")).groupby(["topic_id", "language"], sort=False).head(n)


def any_mentions(rows: pd.DataFrame, topics: pd.Series, ids: list[str], n: int) -> pd.DataFrame:
    """The first n mentions of each theme and language in the order of their hashes: a sample of all its topics, large ones more than small.

    Args:
        rows: Distinct mentions, by text_hash.
        topics: The theme of each row.
    Returns:
        The rows with topic_id and said, as of `nearest_mentions`.
    """
    frame = rows.assign(topic_id=topics)[topics.isin(ids).to_numpy()]
    groups = frame.groupby(["topic_id", "language"], sort=False)
    return frame.assign(said=groups["text_hash"].transform("size")).groupby(["topic_id", "language"], sort=False).head(n)


def exemplars(near: pd.DataFrame, points: FloatArray) -> dict[str, list[str]]:
    """Per topic up to three mention_ids per language, near the centroid, readable in length, and unlike one another."""
    chosen: dict[str, list[str]] = {}
    for (topic_id, _), rows in near.groupby(["topic_id", "language"], sort=True):
        length = rows["text"].str.len()
        readable = rows[length.between(SHORT, LONG)]
        mine = chosen.setdefault(str(topic_id), [])
        mine += _diverse(readable if len(readable) >= PER_LANGUAGE else rows, points)
    return chosen


def _diverse(rows: pd.DataFrame, points: FloatArray) -> list[str]:
    """Maximal marginal relevance (Carbonell and Goldstein 1998) with equal weights."""
    vectors, nearness = points[rows["row"].to_numpy()], rows["nearness"].to_numpy()
    picked: list[int] = []
    likeness = np.zeros(len(rows))
    while len(picked) < min(PER_LANGUAGE, len(rows)):
        score = nearness - likeness
        score[picked] = -np.inf
        picked.append(int(score.argmax()))
        likeness = np.maximum(likeness, np.einsum("ij,j->i", vectors, vectors[picked[-1]]))
    return [str(m) for m in rows["mention_id"].iloc[picked]]
