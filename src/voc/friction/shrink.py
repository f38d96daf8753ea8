"""Empirical-Bayes means of cells: what few people say is pulled towards what the stage and the touchpoint lead to expect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voc.friction.grid import Grid

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

STEPS = 30
# Variances of friction (0..1): below the floor nothing can be told apart.
FLOOR = 1e-4


@dataclass(frozen=True)
class Shrunk:
    """Estimates of g maps of k cells, with what the intervals need.

    `pull` is the weight of the expectation, 0 (the cell speaks for itself) to 1 (shape g, k); `precision` is that of a cell around the
    expectation (0 where silent); `covariance` that of the p = 1 + stages + touchpoints effects (g, p, p) and `prior` their prior
    precisions (g, p).
    """

    estimate: Floats
    pull: Floats
    precision: Floats
    covariance: Floats
    prior: Floats


def shrink(means: Floats, variances: Floats, grid: Grid) -> Shrunk:
    """Pull each cell's mean towards an additive expectation, the more the less it is known.

    The model: mean = overall + stage + touchpoint + own deviation + sampling error, where stage effects, touchpoint effects and
    deviations have variances of their own. These start from the method of moments (variance between cells less the mean sampling
    variance) and are refined by 30 EM steps. The effects are shrunk as well, or a touchpoint with one cell would be its own expectation.

    Args:
        means: Mean friction per map and cell, shape (g, k); null where silent.
        variances: Sampling variances of the means; null where silent.
    Returns:
        Estimates; 0 where silent.

    Source: C. N. Morris, Parametric Empirical Bayes Inference, JASA 78, 1983; EM for the variances: N. M. Laird and J. H. Ware,
    Random-Effects Models for Longitudinal Data, Biometrics 38, 1982.
    """
    said = ~np.isnan(means)
    y, v = np.where(said, means, 0.0), np.where(said, variances, 1.0)
    between = np.repeat(_between(means, variances)[:, None] / 3.0, 3, axis=1)
    for _ in range(STEPS):
        between = _em_step(y, v, said, grid, between)
    effects, covariance, prior, precision = _fit(y, v, said, grid, between)
    pull = v / (v + between[:, 2:])
    estimate = np.where(said, pull * grid.spread(effects) + (1.0 - pull) * y, 0.0)
    return Shrunk(estimate, pull, precision, covariance, prior)


def _between(means: Floats, variances: Floats) -> Floats:
    """Variance of the cells' means less what sampling explains, per map."""
    said = ~np.isnan(means)
    n = np.maximum(said.sum(axis=1), 1)
    y = np.where(said, means, 0.0)
    centred = np.where(said, y - (y.sum(axis=1) / n)[:, None], 0.0)
    spread = (centred**2).sum(axis=1) / np.maximum(n - 1, 1)
    between: Floats = np.maximum(spread - np.where(said, variances, 0.0).sum(axis=1) / n, 10 * FLOOR)
    return between


def _fit(y: Floats, v: Floats, said: Flags, grid: Grid, between: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Effects (g, p), their covariance, their prior precisions and the cells' precisions, given the three variances (g, 3)."""
    n_stages = len(grid.stages)
    prior = np.full((len(y), grid.n_effects), FLOOR)
    prior[:, 1 : 1 + n_stages] = 1.0 / between[:, :1]
    prior[:, 1 + n_stages :] = 1.0 / between[:, 1:2]
    precision = np.where(said, 1.0 / (v + between[:, 2:]), 0.0)
    covariance = np.linalg.inv(_normal(precision, grid) + prior[:, :, None] * np.eye(grid.n_effects)).astype(np.float64, copy=False)
    effects = np.einsum("gij,gj->gi", covariance, grid.sums(precision * y))
    return effects.astype(np.float64, copy=False), covariance, prior, precision


def _normal(precision: Floats, grid: Grid) -> Floats:
    """The normal matrix of weighted least squares (g, p, p), from margins instead of a product with mostly zeros."""
    first, stages, touchpoints = 0, slice(1, 1 + len(grid.stages)), slice(1 + len(grid.stages), grid.n_effects)
    margins = grid.sums(precision)
    out = margins[:, :, None] * np.eye(grid.n_effects)
    out[:, first, :] = margins
    out[:, :, first] = margins
    table = precision.reshape(len(precision), len(grid.stages), len(grid.touchpoints))
    out[:, stages, touchpoints] = table
    out[:, touchpoints, stages] = table.transpose(0, 2, 1)
    return out


def _variance_of_expectation(covariance: Floats, grid: Grid) -> Floats:
    """Variance of overall + stage + touchpoint in each cell, (g, k)."""
    n = 1 + len(grid.stages)
    own = np.einsum("gii->gi", covariance)
    single = np.concatenate([own[:, :1], own[:, 1:] + 2.0 * covariance[:, 0, 1:]], axis=1)
    return grid.spread(single) + 2.0 * covariance[:, 1:n, n:].reshape(len(covariance), -1)


def _em_step(y: Floats, v: Floats, said: Flags, grid: Grid, between: Floats) -> Floats:
    n = 1 + len(grid.stages)
    effects, covariance, _, _ = _fit(y, v, said, grid, between)
    second = effects**2 + np.einsum("gii->gi", covariance)
    pull = v / (v + between[:, 2:])
    deviation = (1.0 - pull) * (y - grid.spread(effects))
    unsure = (1.0 - pull) ** 2 * _variance_of_expectation(covariance, grid)
    own = np.where(said, deviation**2 + v * (1.0 - pull) + unsure, 0.0)
    of_cells = own.sum(axis=1) / np.maximum(said.sum(axis=1), 1)
    refined: Floats = np.stack([second[:, 1:n].mean(axis=1), second[:, n:].mean(axis=1), of_cells], axis=1)
    return np.maximum(refined, FLOOR)
