"""Temperatures and calibration, on predictions whose truth is planted."""

from __future__ import annotations

import numpy as np
import pytest

from voc.models.features import softmax
from voc.models.heads import HEADS
from voc.training.batches import UNKNOWN
from voc.training.calibration import calibration_error, probabilities, temperatures

RANDOM = np.random.default_rng(7)
LOGITS = RANDOM.normal(0, 2, (4000, 3)).astype(np.float32)
# Drawn from the probabilities themselves, so that a temperature of 1 is the truth.
TRUTH = np.array([RANDOM.choice(3, p=p / p.sum()) for p in softmax(LOGITS).astype(np.float64)])


def test_an_overconfident_head_is_cooled_to_the_truth() -> None:
    y = np.stack([TRUTH] * 4, axis=1)
    y[:100, 1] = UNKNOWN
    found = temperatures([{h: 2 * LOGITS for h in HEADS}], y)
    assert found == {h: pytest.approx(2.0, abs=0.25) for h in HEADS}


def test_calibration_error_is_small_for_the_truth_and_large_for_bragging() -> None:
    assert calibration_error(softmax(LOGITS), TRUTH) < 0.03
    assert calibration_error(softmax(4 * LOGITS), TRUTH) > 0.1


def test_probabilities_are_the_mean_of_the_networks() -> None:
    p = probabilities([{h: LOGITS for h in HEADS}, {h: -LOGITS for h in HEADS}], dict.fromkeys(HEADS, 1.0))
    assert p["stage"] == pytest.approx((softmax(LOGITS) + softmax(-LOGITS)) / 2)
    assert p["stage"].sum(axis=1) == pytest.approx(1, abs=1e-5)
