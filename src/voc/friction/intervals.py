"""How sure a cell's friction is: a bootstrap in which whole authors come and go."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from voc.friction.grid import Grid
from voc.friction.shrink import FLOOR, Shrunk

Floats = npt.NDArray[np.float64]
Floats32 = npt.NDArray[np.float32]

# A cell's own spread is trusted as much as the map's when so many authors more than one speak there.
PRIOR_AUTHORS = 8
# One text is read by a model and not more surely than within 0.2 of what another day's wording would have given: without this, three
# comments that happen to agree would be certain.
LEAST_VARIANCE = 0.04
# Variance of a uniform 0..1: assumed where nobody in the whole map can be compared with anybody.
UNKNOWN_VARIANCE = 1.0 / 12.0
CHUNK = 50


@dataclass(frozen=True)
class Resamples:
    """The random draws of one run, shared by all its maps so that a new segment moves no other interval.

    `weights` is how often each author comes, less one (authors, r); `cells` and `effects` are standard normal (k, r) and (p, r).
    """

    weights: npt.NDArray[np.int8]
    cells: Floats32
    effects: Floats32


@dataclass(frozen=True)
class Sampling:
    """What sampling does to each cell's mean: its variance, and the two parts that reproduce it (see `errors`)."""

    variance: Floats
    scale: Floats
    noise: Floats


def draw(n_authors: int, grid: Grid, resamples: int, seed: int) -> Resamples:
    """Poisson(1) author weights: a multinomial bootstrap without the fixed total."""
    rng = np.random.default_rng(seed)
    cells = rng.standard_normal((grid.size, resamples), dtype=np.float32)
    effects = rng.standard_normal((grid.n_effects, resamples), dtype=np.float32)
    weights = np.empty((n_authors, resamples), dtype=np.int8)
    for start in range(0, n_authors, 10_000):
        rows = weights[start : start + 10_000]
        rows[:] = rng.poisson(1.0, rows.shape) - 1
    return Resamples(weights, cells, effects)


def sampling(deviations: sparse.csr_array, counts: sparse.csr_array, n_cells: int, least: float = LEAST_VARIANCE) -> Sampling:
    """Cluster-robust variance of each cell's mean, steadied by the variance that its map has on the whole.

    Args:
        deviations: Per cell (rows: maps × n_cells) and author, the sum of friction less the cell's mean.
        counts: Feedbacks of the author in the cell, same shape.
        least: Variance of one word that is assumed at the least.

    Source: cluster-robust variance of a ratio, W. G. Cochran, Sampling Techniques, 1977, section 9A; pooling as for a variance with a
    scaled inverse chi-square prior.
    """
    n = np.maximum(_row_sums(counts), 1.0)
    raw = _row_sums(deviations.power(2)) / n**2
    spread = _row_sums(counts.power(2)) / n**2
    others = np.maximum(np.diff(counts.indptr) - 1.0, 0.0)
    own = raw * (others + 1.0) / np.maximum(others, 1.0)
    of_one = np.divide(own, spread, out=np.zeros_like(own), where=spread > 0)
    pooled = np.repeat(_pooled(of_one, others, n_cells, least), n_cells)
    from_own = others * own / (PRIOR_AUTHORS + others)
    from_map = PRIOR_AUTHORS * pooled * spread / (PRIOR_AUTHORS + others)
    scale = np.sqrt(np.divide(from_own, raw, out=np.zeros_like(raw), where=raw > 0))
    # A variance that was itself estimated makes the errors those of Student's t.
    degrees = PRIOR_AUTHORS + others
    student = np.sqrt(degrees / (degrees - 2.0))
    return Sampling(from_own + from_map, scale * student, np.sqrt(from_map) * student)


def _pooled(of_one: Floats, others: Floats, n_cells: int, least: float) -> Floats:
    """Variance of one author's word, per map."""
    total = others.reshape(-1, n_cells).sum(axis=1)
    pooled = (others * of_one).reshape(-1, n_cells).sum(axis=1) / np.maximum(total, 1.0)
    return np.where(total > 0, np.maximum(pooled, least), UNKNOWN_VARIANCE)


def intervals(
    shrunk: Shrunk, deviations: sparse.csr_array, found: Sampling, n: Floats, draws: Resamples, grid: Grid, confidence: float
) -> tuple[Floats, Floats]:
    """Percentile interval of every cell's friction, always around its estimate.

    Each resample moves a cell by its own sampling error (weighted by how far the cell speaks for itself) and by the error of the
    expectation (weighted by the pull). The first comes from the authors, scaled to the steadied variance and smoothed where too few
    authors tell their spread; the second carries those errors through the additive fit and adds what the prior leaves open.

    Args:
        shrunk: Estimates of g maps.
        deviations: As in `sampling`, (g × k) rows.
        n: Feedbacks per cell, g × k values.
    Returns:
        Lower and upper ends, shape (g, k), null where silent.

    Source: B. Efron and R. Tibshirani, An Introduction to the Bootstrap, 1993; the posterior's spread under estimated
    hyperparameters: N. M. Laird and T. A. Louis, Empirical Bayes Confidence Intervals Based on Bootstrap Samples, JASA 82, 1987.
    """
    errors = _errors(deviations, found, n, draws, grid.size)
    said = shrunk.precision > 0
    # An expectation misses by the cells' own deviations too: errors are widened from the sampling variance to the whole one.
    widened = np.sqrt(shrunk.precision / np.maximum(found.variance.reshape(said.shape), FLOOR**2)) * said
    # The two errors are independent given the data, so the expectation's comes from another resample than the cell's own.
    moved = grid.sums(np.roll(errors, 1, axis=2) * widened[:, :, None].astype(np.float32))
    moved += np.sqrt(shrunk.prior)[:, :, None].astype(np.float32) * draws.effects
    expectation = grid.spread(shrunk.covariance.astype(np.float32) @ moved)
    pull = shrunk.pull[:, :, None].astype(np.float32)
    moved_cells = (np.sqrt(1.0 - pull) * errors + pull * expectation)[said]
    low, high = np.full(said.shape, np.nan), np.full(said.shape, np.nan)
    if said.any():
        tail = (1.0 - confidence) / 2.0
        # Positions on r + 1: with the usual r − 1 a few hundred resamples give intervals that are too narrow.
        ends = np.quantile(moved_cells, [tail, 1.0 - tail], axis=1, method="weibull")
        low[said] = np.clip(shrunk.estimate[said] + np.minimum(ends[0], 0.0), 0.0, 1.0)
        high[said] = np.clip(shrunk.estimate[said] + np.maximum(ends[1], 0.0), 0.0, 1.0)
    return low, high


def _errors(deviations: sparse.csr_array, found: Sampling, n: Floats, draws: Resamples, n_cells: int) -> Floats32:
    """Resampled mean less mean, shape (g, k, r): to first order the weighted deviations over n."""
    scaled = sparse.diags_array(found.scale / np.maximum(n, 1.0)) @ deviations
    per_cell = scaled.astype(np.float32).tocsr()
    resamples = draws.weights.shape[1]
    out = np.empty((per_cell.shape[0], resamples), dtype=np.float32)
    for start in range(0, resamples, CHUNK):
        out[:, start : start + CHUNK] = per_cell @ draws.weights[:, start : start + CHUNK].astype(np.float32)
    shaped = out.reshape(-1, n_cells, resamples)
    shaped += found.noise.reshape(-1, n_cells, 1).astype(np.float32) * draws.cells
    return shaped


def _row_sums(matrix: sparse.csr_array) -> Floats:
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()
