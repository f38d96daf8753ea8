"""Whether a cell weighs more than before, beyond what all cells do: shares compared without being fooled by one of them.

Shares add up to one, so when one cell explodes all others shrink, and a naive test calls them better. Here each cell is held against the
trend that most cells share. A promotion or a survey wave that brings twice as many comments changes nothing; a payment failure that brings
a hundred complaints raises one cell and leaves the others where they were.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from voc.friction.layers import Codes, Floats
from voc.friction.trends.weighted_coins import z_scores

# A cell that moved more than this many standard deviations does not take part in what counts as the common trend.
APART = 2.0
ROUNDS = 4
# Cells whose spread tells whether the world is noisier than independent customers, and the authors that each needs.
LEAST_CELLS, LEAST_AUTHORS = 8, 10
# The median of |z| is MIDDLE for standard normal scores; as a measure of their spread it has the standard error UNSURE / sqrt(cells).
MIDDLE, UNSURE = 0.6745, 1.166
# A cell that is nearly all there is cannot be held against the rest.
LEAST_FACTOR = 0.01


def load_scores(rows: pd.DataFrame, author: Codes, before: npt.NDArray[np.bool_], shape: tuple[int, int]) -> Floats:
    """Standard scores of how much more each cell weighs now than its map's common trend explains.

    Under the null every author's word in a cell fell on the days now, and not on those before, with the same probability in all cells. That
    probability is estimated from the cells that move together: weighted median first, then the pooled share of the cells that are not
    apart. The score takes its uncertainty in, and is divided by the spread that the other cells show when that is more than chance.

    Args:
        rows: map, cell, friction, one row per feedback and cell.
        author: Of each row.
        before: Whether the row is of the days before.
        shape: Maps and cells.
    Returns:
        Scores, (g, k); positive: weighs more.

    Source: median of ratios against compositional effects, S. Anders and W. Huber, Genome Biology 11:R106, 2010; the empirical null, B.
    Efron, JASA 99, 2004.
    """
    g, k = shape
    units = _units(rows, author, before, k)
    weights, group, now = units["friction"].to_numpy(), units["at"].to_numpy(), units["now"].to_numpy()
    total = np.bincount(group, weights=weights, minlength=g * k).astype(np.float64).reshape(shape)
    here = np.bincount(group, weights=weights * now, minlength=g * k).astype(np.float64).reshape(shape)
    squares = np.bincount(group, weights=weights**2, minlength=g * k).astype(np.float64).reshape(shape)
    n = np.bincount(group, minlength=g * k).reshape(shape)
    chance = _median(np.divide(here, total, out=np.zeros(shape), where=total > 0), np.sqrt(n))
    for _ in range(ROUNDS):
        rough = (here - chance * total) / np.sqrt(np.maximum(chance * (1 - chance) * squares, 1e-12))
        common = (np.abs(rough) <= APART) & (total > 0)
        pooled = np.where(common, total, 0.0).sum(axis=1, keepdims=True)
        chance = np.where(pooled > 0, np.where(common, here, 0.0).sum(axis=1, keepdims=True) / np.maximum(pooled, 1e-12), chance)
        chance = np.clip(chance, 1e-3, 1 - 1e-3)
    scores = z_scores(weights, group, here.ravel(), np.repeat(chance[:, 0], k)).reshape(shape)
    return _steadied(scores, total, squares, common, n)


def _steadied(scores: Floats, total: Floats, squares: Floats, common: npt.NDArray[np.bool_], n: Codes) -> Floats:
    """The scores with what is unsure about the common trend taken in.

    A cell that is part of the trend it is held against moves it along, by its part of the weight.
    """
    pooled = np.maximum(np.where(common, total, 0.0).sum(axis=1, keepdims=True), 1e-12)
    noise = np.where(common, squares, 0.0).sum(axis=1, keepdims=True)
    own, part = np.maximum(squares, 1e-12), total / pooled
    inside = (1 - part) ** 2 + part**2 * np.maximum(noise - squares, 0.0) / own
    factor = np.where(common, inside, 1 + part**2 * noise / own)
    steadied = np.where(factor > LEAST_FACTOR, scores / np.sqrt(np.maximum(factor, LEAST_FACTOR)), 0.0)
    spread: Floats = steadied / _spread(steadied, n)
    return spread


def _units(rows: pd.DataFrame, author: Codes, before: npt.NDArray[np.bool_], k: int) -> pd.DataFrame:
    """One row per map, cell, side and author: at (map × k + cell), now, friction (summed, without those who met none)."""
    at = rows["map"].to_numpy() * k + rows["cell"].to_numpy()
    frame = pd.DataFrame({"at": at, "now": ~before, "author": author, "friction": rows["friction"].to_numpy()})
    summed = frame.groupby(["at", "now", "author"])["friction"].sum().reset_index()
    hurt: pd.DataFrame = summed[summed["friction"] > 0]
    return hurt


def _median(values: Floats, weights: Floats) -> Floats:
    """Weighted median along axis 1, kept off the ends, shape (g, 1)."""
    order = np.argsort(values, axis=1, kind="stable")
    gathered = np.cumsum(np.take_along_axis(weights, order, axis=1), axis=1)
    middle = (gathered < gathered[:, -1:] / 2).sum(axis=1, keepdims=True)
    at = np.take_along_axis(order, np.minimum(middle, values.shape[1] - 1), axis=1)
    return np.clip(np.take_along_axis(values, at, axis=1), 1e-3, 1 - 1e-3).astype(np.float64)


def _spread(scores: Floats, n: npt.NDArray[np.int64]) -> Floats:
    """How much wider than chance the well-known cells of each map are spread, at least 1; from the middle half, (g, 1).

    What is within one standard error of chance is taken for chance: else half of all maps would be called noisy, and their changes missed.
    """
    known = np.where(n >= LEAST_AUTHORS, np.abs(scores), np.nan)
    cells = (~np.isnan(known)).sum(axis=1)
    enough = cells >= LEAST_CELLS
    out = np.ones((len(scores), 1))
    if enough.any():
        seen = np.nanmedian(known[enough], axis=1) / MIDDLE
        out[enough, 0] = np.maximum(seen / (1 + UNSURE / np.sqrt(cells[enough])), 1.0)
    return out
