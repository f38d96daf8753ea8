"""What customers were asked: NPS, CSAT, CES and rating as numbers whose plain mean is the score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from voc.tables import SCORES

PROMOTER, DETRACTOR = 9, 6
# The best two of five: an answer counts as satisfied from this part of the scale on.
SATISFIED_FROM = 0.75
STARS = 5.0
# Ends of each score; those of CES are the ends of its answers.
ENDS = {"nps": (-100.0, 100.0), "csat": (0.0, 100.0), "rating": (0.0, STARS)}


def points(feedback: pd.DataFrame, csat_scales: Mapping[str, tuple[float, float]]) -> pd.DataFrame:
    """One column per score; its mean over any group of feedbacks is the group's score.

    NPS: 100 for a promoter (9 or 10), −100 for a detractor (0 to 6), else 0, so that the mean is the share of promoters less that of
    detractors. CSAT: 100 for an answer in the upper quarter of the source's scale (4 and 5 of 1..5, 6 and 7 of 1..7, 8 to 10 of 0..10:
    « top two boxes »), else 0. CES: the answer. Rating: out of five, `5 · rating / rating_max`.

    Args:
        feedback: Columns source, nps, csat, ces, rating, rating_max of `tables.Feedback`.
        csat_scales: Lowest and best answer of each source's satisfaction question; 1 and 5 when it is not there.
    Returns:
        Columns nps, csat, ces, rating; null where not asked.

    Source: F. F. Reichheld, The One Number You Need to Grow, Harvard Business Review, December 2003; top two boxes: P. W.
    Farris and others, Marketing Metrics, 2010, section 2; CES as a mean: M. Dixon and others, Harvard Business Review, July 2010.
    """
    nps = feedback["nps"]
    promoted = np.select([nps >= PROMOTER, nps <= DETRACTOR], [100.0, -100.0], 0.0)
    out = {
        "nps": np.where(nps.isna(), np.nan, promoted),
        "csat": _satisfied(feedback, csat_scales),
        "ces": feedback["ces"].to_numpy(np.float64),
        "rating": (STARS * feedback["rating"] / feedback["rating_max"]).to_numpy(np.float64),
    }
    return pd.DataFrame({score: out[score] for score in SCORES}, index=feedback.index)


def _satisfied(feedback: pd.DataFrame, scales: Mapping[str, tuple[float, float]]) -> Any:
    low = feedback["source"].map({s: ends[0] for s, ends in scales.items()}).astype(np.float64).fillna(1.0)
    high = feedback["source"].map({s: ends[1] for s, ends in scales.items()}).astype(np.float64).fillna(STARS)
    part = (feedback["csat"] - low) / (high - low)
    return np.where(feedback["csat"].isna(), np.nan, np.where(part >= SATISFIED_FROM, 100.0, 0.0))
