import numpy as np
import pytest

from voc.friction.grid import Grid
from voc.friction.shrink import _fit, shrink

GRID = Grid(("a", "b", "c"), ("x", "y", "z", "w"))


def test_the_fit_is_the_best_linear_unbiased_predictor():
    """Against the textbook form on the dense covariance matrix (C. R. Henderson, 1975), written another way."""
    rng = np.random.default_rng(3)
    y, v = rng.random((1, 12)), 0.01 + 0.02 * rng.random((1, 12))
    between = np.array([[0.02, 0.01, 0.005]])
    effects, _, _, _ = _fit(y, v, np.ones((1, 12), dtype=bool), GRID, between)
    design = GRID.spread(np.eye(GRID.n_effects)[:, :, None])[:, :, 0].T
    known = design[:, 1:] @ np.diag([0.02] * 3 + [0.01] * 4) @ design[:, 1:].T
    whole = np.linalg.inv(known + np.diag(v[0] + 0.005))
    mean = (whole @ y[0]).sum() / whole.sum()
    expected = mean + known @ whole @ (y[0] - mean)
    assert GRID.spread(effects)[0] == pytest.approx(expected, abs=1e-3)


def test_well_known_cells_speak_for_themselves_and_unknown_ones_do_not():
    rng = np.random.default_rng(4)
    means = np.clip(0.3 + rng.normal(0, 0.1, (1, 12)), 0, 1)
    variances = np.full((1, 12), 1e-5)
    means[0, 0], variances[0, 0] = 0.9, 0.05
    out = shrink(means, variances, GRID)
    assert out.estimate[0, 1:] == pytest.approx(means[0, 1:], abs=0.01)
    assert 0.2 < out.estimate[0, 0] < 0.6


def test_maps_do_not_influence_each_other_and_silent_cells_stay_silent():
    rng = np.random.default_rng(5)
    means, variances = rng.random((3, 12)), np.full((3, 12), 0.02)
    means[1, 4:] = np.nan
    means[2] = np.nan
    together = shrink(means, variances, GRID)
    alone = shrink(means[1:2], variances[1:2], GRID)
    assert together.estimate[1] == pytest.approx(alone.estimate[0], abs=1e-12)
    assert (together.estimate[1, 4:] == 0).all()
    assert (together.precision[2] == 0).all()
