"""Sentiment and effort columns from probabilities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from voc.protocols import FloatArray, Predictions
from voc.sentiment import read_sentiment


def predictions(sentiment: FloatArray, effort: FloatArray) -> Predictions:
    nothing = np.ones((len(effort), 1), np.float32)
    return Predictions(sentiment, effort, nothing, nothing, ("unplaced",), ("unplaced",))


def one(sentiment: list[float], effort: float = 0.0) -> dict[str, object]:
    return read_sentiment(predictions(np.array([sentiment], np.float32), np.array([effort], np.float32))).iloc[0].to_dict()


def test_sentiment_is_praise_less_blame() -> None:
    assert one([0.7, 0.2, 0.1])["sentiment"] == pytest.approx(-0.6)
    assert one([0.1, 0.2, 0.7])["sentiment_label"] == "positive"


def test_a_tie_is_the_more_negative() -> None:
    assert one([0.4, 0.2, 0.4])["sentiment_label"] == "negative"
    assert one([0.2, 0.4, 0.4])["sentiment_label"] == "neutral"


def test_effort_is_null_where_nothing_speaks_of_it() -> None:
    assert np.isnan(one([1, 0, 0], 0.049)["effort"])
    assert one([1, 0, 0], 0.5)["effort"] == pytest.approx(0.5)


def test_no_mention_no_row() -> None:
    assert read_sentiment(predictions(np.zeros((0, 3), np.float32), np.zeros(0, np.float32))).empty


@settings(max_examples=50)
@given(arrays(np.float32, (5, 3), elements=st.floats(0.0, 1, width=32)), arrays(np.float32, 5, elements=st.floats(0, 1, width=32)))
def test_ranges_hold(weights: FloatArray, effort: FloatArray) -> None:
    p = (weights + np.float32(0.01)) / (weights + np.float32(0.01)).sum(axis=1, keepdims=True)
    rows = read_sentiment(predictions(p, effort))
    assert rows["sentiment"].between(-1, 1).all()
    assert rows["sentiment"].to_numpy() == pytest.approx(rows["p_positive"].to_numpy() - rows["p_negative"].to_numpy())
    assert set(rows["sentiment_label"]) <= {"negative", "neutral", "positive"}
    assert (rows["effort"].isna() == (effort.astype(np.float64) < 0.05)).all()
