"""Which feedbacks and mentions count, and what one feedback says of one cell."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from voc.friction.grid import Grid
from voc.friction.periods import local_day
from voc.friction.score import friction

NEGATIVE_FROM = 0.5


def counted_feedback(feedback: pd.DataFrame, time_zone: str, day: date) -> pd.DataFrame:
    """The feedbacks that count on `day`, by feedback_id: no repetitions, nothing received later.

    Args:
        feedback: Columns of `tables.Feedback`.
    Returns:
        The same columns plus `day` (local midnight; null when time_known is false) and `author` (0, 1, ... by first feedback_id, so
        that the value of author_key never matters; an unknown author is a person of its own).
    """
    days = local_day(feedback["received_at"], time_zone).where(feedback["time_known"])
    # An undated row bears the day it was gathered, which says nothing about when it was sent: it always counts.
    counts = feedback["duplicate_of"].isna() & ~(days > pd.Timestamp(day))
    out = feedback.assign(day=days)[counts].sort_values("feedback_id", ignore_index=True)
    return out.assign(author=_authors(out["author_key"]))


def _authors(keys: pd.Series[Any]) -> npt.NDArray[np.int64]:
    codes, _ = pd.factorize(keys)
    own = np.arange(len(keys))
    _, first = np.unique(codes, return_index=True)
    # np.unique sorts, so an unknown author (−1) stands before author 0 when there is one.
    shift = 1 if (codes < 0).any() else 0
    first_row = np.where(codes < 0, own, first[codes + shift]) if len(keys) else own
    return np.unique(first_row, return_inverse=True)[1].astype(np.int64)


def counted_mentions(mentions: pd.DataFrame, feedback: pd.DataFrame, grid: Grid, w_effort: float) -> pd.DataFrame:
    """The mentions that were read and belong to a counted feedback, by mention_id.

    Args:
        mentions: Columns of `tables.Mention`.
        feedback: What `counted_feedback` gives.
    Returns:
        The same columns plus `row` (position of the feedback) and `cell`; `friction` is computed with today's `w_effort` where the
        probabilities are known and taken as given elsewhere.
    """
    scored = pd.Series(friction(mentions["p_negative"], mentions["sentiment"], mentions["effort"], w_effort), index=mentions.index)
    out = mentions.assign(
        row=pd.Index(feedback["feedback_id"]).get_indexer(pd.Index(mentions["feedback_id"])),
        cell=grid.cell(mentions["stage"], mentions["touchpoint"]),
        friction=scored.fillna(mentions["friction"]),
    )
    read = (out["row"] >= 0) & out["friction"].notna() & out["stage"].notna() & out["touchpoint"].notna()
    return out[read].sort_values("mention_id", ignore_index=True)


def moments(mentions: pd.DataFrame, n_cells: int) -> pd.DataFrame:
    """What each feedback says of each cell: its mentions there, averaged, so that a long complaint weighs as much as a short one.

    Args:
        mentions: What `counted_mentions` gives.
    Returns:
        row, cell, n_mentions, friction (mean), negative (1 when most mentions are negative), effort (1 when one speaks of effort),
        sentiment (mean of the known ones, null when none is).
    """
    key, at = np.unique(mentions["row"].to_numpy() * n_cells + mentions["cell"].to_numpy(), return_inverse=True)
    n = np.bincount(at, minlength=len(key))
    known = mentions["sentiment"].notna().to_numpy()
    n_known = np.bincount(at, weights=known, minlength=len(key))
    sentiment = np.bincount(at, weights=mentions["sentiment"].fillna(0.0), minlength=len(key))
    negative = np.bincount(at, weights=mentions["sentiment_label"].eq("negative"), minlength=len(key))
    effort = np.bincount(at, weights=mentions["effort"].fillna(0.0).gt(0.0), minlength=len(key))
    return pd.DataFrame(
        {
            "row": key // n_cells,
            "cell": key % n_cells,
            "n_mentions": n,
            "friction": np.bincount(at, weights=mentions["friction"], minlength=len(key)) / n,
            "negative": (negative / n > NEGATIVE_FROM).astype(np.float64),
            "effort": (effort > 0).astype(np.float64),
            "sentiment": np.divide(sentiment, n_known, out=np.full(len(key), np.nan), where=n_known > 0),
        }
    )
