"""How far friction, which sees no score, agrees with the scores that customers gave."""

from __future__ import annotations

import math

import pandas as pd

from voc import tables
from voc.friction.cells import DECIMALS
from voc.friction.segments import ALL

LEAST = 20
SCORES = ("nps", "rating", "csat", "ces")


def validity(mentions: pd.DataFrame, feedback: pd.DataFrame) -> pd.DataFrame:
    """Rank correlation of feedback friction (mean over its mentions) and each score.

    Args:
        mentions: What `counted_mentions` gives.
        feedback: What `counted_feedback` gives.
    Returns:
        `tables.Validity` rows without snapshot, by key: per source those scores that it has, and over `all` sources every score.
        Ratings are taken as rating / rating_max, so that sources with different scales can be ranked together; CSAT and CES are not
        rescaled. Null below 20 feedbacks or without variation.

    Source: C. Spearman, The Proof and Measurement of Association between Two Things, 1904 (mid-ranks for ties).
    """
    friction = mentions.groupby("row")["friction"].mean()
    scores = feedback[["source", "nps", "csat", "ces"]].assign(rating=feedback["rating"] / feedback["rating_max"])
    read = scores.loc[friction.index].assign(friction=friction)
    long = read.melt(id_vars=["source", "friction"], value_vars=list(SCORES), var_name="score").dropna(subset=["value"])
    rows = [(ALL, score, *_agreement(long[long["score"] == score])) for score in SCORES]
    # A source that is named `all` would repeat the key.
    named = long[long["source"] != ALL]
    rows += [(str(source), str(score), *_agreement(part)) for (source, score), part in named.groupby(["source", "score"])]
    out = pd.DataFrame(rows, columns=["source", "score", "n", "rank_correlation"]).assign(snapshot_id="")
    return tables.Validity.conform(out).sort_values(tables.Validity.keys(), ignore_index=True)


def _agreement(pairs: pd.DataFrame) -> tuple[int, float]:
    enough = len(pairs) >= LEAST and all(pairs[name].min() < pairs[name].max() for name in ("value", "friction"))
    return len(pairs), round(float(pairs["friction"].rank().corr(pairs["value"].rank())), DECIMALS) if enough else math.nan
