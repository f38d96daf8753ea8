"""Sentiment and effort columns from probabilities."""

from __future__ import annotations

import numpy as np
import pandas as pd

from voc.protocols import Predictions
from voc.tables import LABELS

# Below this, nothing in the text speaks of effort: on held-out training mentions 2 % of the efforts that the annotator saw lie there.
LEAST_EFFORT = 0.05


def read_sentiment(predictions: Predictions, least_effort: float = LEAST_EFFORT) -> pd.DataFrame:
    """Sentiment and effort of each mention.

    Args:
        predictions: Of n mentions.
        least_effort: Probability of effort below which the text is taken to speak of none.
    Returns:
        n rows: sentiment = p_positive - p_negative, sentiment_label (the most probable; a tie is the more negative), p_negative, p_neutral,
        p_positive, effort (null when the text speaks of none).
    """
    p = predictions.sentiment.astype(np.float64)
    effort = predictions.effort.astype(np.float64)
    return pd.DataFrame(
        {
            "sentiment": p[:, 2] - p[:, 0],
            "sentiment_label": pd.Series(np.array(LABELS, dtype=object)[p.argmax(axis=1)], dtype="str"),
            "p_negative": p[:, 0],
            "p_neutral": p[:, 1],
            "p_positive": p[:, 2],
            "effort": np.where(effort < least_effort, np.nan, effort),
        }
    )
