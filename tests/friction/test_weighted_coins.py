"""Scores of weight that fell on one side, against the exact distribution."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from voc.friction.trends.weighted_coins import z_scores


def exact(weights, chance, seen):
    """Mid-p tails by going through every way the units can fall."""
    falls = np.array(list(product([0, 1], repeat=len(weights))))
    probability = np.prod(np.where(falls == 1, chance, 1 - chance), axis=1)
    weight = falls @ weights
    equal = np.isclose(weight, seen)
    middle = probability[equal].sum() / 2
    return probability[(weight > seen) & ~equal].sum() + middle, probability[(weight < seen) & ~equal].sum() + middle


@settings(max_examples=60)
@given(st.lists(st.floats(0.05, 2.0), min_size=7, max_size=12), st.floats(0.1, 0.6), st.integers(0, 10_000))
def test_small_tails_are_right_within_a_factor(weights, chance, seed):
    w = np.array(weights)
    here = np.random.default_rng(seed).random(len(w)) < 0.8
    seen = float(w[here].sum())
    score = z_scores(w, np.zeros(len(w), dtype=np.int64), np.array([seen]), np.array([chance]))[0]
    above, below = exact(w, chance, seen)
    tail, expected = (stats.norm.sf(score), above) if score > 0 else (stats.norm.cdf(score), below)
    # A handful of unequal coins falls in steps, which a smooth tail cuts through.
    if expected < 0.1:
        assert 1 / 8 <= tail / expected <= 8


def test_groups_do_not_touch_each_other_and_signs_are_right():
    weights, group = np.ones(60), np.repeat([0, 1, 2], 20)
    z = z_scores(weights, group, np.array([15.0, 10.0, 5.0]), np.full(3, 0.5))
    assert z[0] == pytest.approx(-z[2], abs=1e-6)
    assert z[1] == pytest.approx(0, abs=1e-9)
    assert stats.norm.sf(z[0]) == pytest.approx(stats.binom.sf(14, 20, 0.5) - stats.binom.pmf(15, 20, 0.5) / 2, rel=0.1)


def test_all_or_nothing_on_one_side_has_its_exact_probability():
    z = z_scores(np.ones(12), np.zeros(12, dtype=np.int64), np.array([12.0]), np.array([0.2]))
    assert stats.norm.sf(z[0]) == pytest.approx(0.2**12 / 2, rel=1e-6)
    assert z_scores(np.ones(0), np.zeros(0, dtype=np.int64), np.zeros(1), np.full(1, 0.5))[0] == 0
