"""Figures of held-out reading, on planted tables."""

from __future__ import annotations

import pandas as pd
import pytest

from voc.evaluation.held_out import accuracies, calibration_error, confidence_curve, reliability

READ = pd.DataFrame(
    {
        "stage": ["use", "use", "support", "unplaced"],
        "true_stage": ["use", "support", "support", "use"],
        "stage_confidence": [0.9, 0.4, 0.7, 0.1],
        "touchpoint": ["phone", "phone", "email", "phone"],
        "true_touchpoint": ["phone", "phone", "phone", "phone"],
        "sentiment_label": ["negative"] * 4,
        "true_sentiment": ["negative", "negative", "negative", "positive"],
        "effort": [0.8, None, 0.2, 0.6],
        "true_effort": [1, 0, 0, 0],
    }
)


def test_accuracies_count_mentions() -> None:
    assert accuracies(READ) == {"mentions": 4, "stage": 0.5, "touchpoint": 0.75, "pair": 0.25, "sentiment": 0.75, "effort": 0.75}


def test_believing_less_is_right_more_often() -> None:
    curve = confidence_curve(READ, "stage", (0.0, 0.5, 0.95)).set_index("limit")
    assert curve.loc[0.0].tolist() == [0.75, pytest.approx(2 / 3)]
    assert curve.loc[0.5].tolist() == [0.5, 1.0]
    assert curve.loc[0.95, "coverage"] == 0
    assert pd.isna(curve.loc[0.95, "precision"])


def test_reliability_puts_said_beside_true() -> None:
    said, right = pd.Series([0.95, 0.91, 0.15, 1.0]), pd.Series([True, False, False, True])
    table = reliability(said, right)
    assert table["n"].tolist() == [1, 3]
    assert table["true"].tolist() == [0, pytest.approx(2 / 3)]
    assert calibration_error(said, right) == pytest.approx((0.15 + 3 * abs((0.95 + 0.91 + 1) / 3 - 2 / 3)) / 4)
