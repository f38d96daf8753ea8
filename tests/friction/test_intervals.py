import numpy as np

from voc.friction.grid import Grid
from voc.friction.intervals import draw, intervals, sampling
from voc.friction.layers import per_author
from voc.friction.shrink import shrink

GRID = Grid(tuple("abcdefgh"), tuple("stuvwxyz"))


def _covered(seed: int, n: int, deviation: float) -> tuple[int, int]:
    """Cells of one synthetic journey whose 90 % interval holds the planted friction, and how many were counted."""
    rng = np.random.default_rng(seed)
    truth = 0.4 + rng.normal(0, 0.08, (8, 1)) + rng.normal(0, 0.08, (1, 8)) + rng.normal(0, deviation, (8, 8))
    truth = np.clip(truth, 0.05, 0.95).ravel()
    size = rng.gamma(0.5, 1.0, 64)
    cell, author = rng.choice(64, n, p=size / size.sum()), rng.integers(0, n // 2, n)
    said = rng.beta(1.2 * truth[cell], 1.2 * (1 - truth[cell]))
    count = np.bincount(cell, minlength=64).astype(float)
    mean = np.bincount(cell, weights=said, minlength=64) / np.where(count > 0, count, np.nan)
    shape = (64, n // 2)
    counts, deviations = per_author(np.ones(n), cell, author, shape), per_author(said - mean[cell], cell, author, shape)
    found = sampling(deviations, counts, 64)
    shrunk = shrink(mean[None], found.variance[None], GRID)
    low, high = intervals(shrunk, deviations, found, count, draw(n // 2, GRID, 100, seed), GRID, 0.9)
    counted = np.diff(counts.indptr) >= 5
    return int(((low[0] <= truth) & (truth <= high[0]))[counted].sum()), int(counted.sum())


def test_ninety_percent_intervals_hold_the_truth_about_ninety_times_in_a_hundred():
    for n, deviation in ((300, 0.02), (300, 0.12), (2000, 0.02), (2000, 0.12)):
        held, counted = np.sum([_covered(seed, n, deviation) for seed in range(250)], axis=0)
        assert 0.88 <= held / counted <= 0.92, (n, deviation, held / counted)


def test_one_loud_author_does_not_make_a_cell_sure():
    """A hundred feedbacks of one pair of authors say less than a hundred of a hundred authors."""
    rng = np.random.default_rng(1)
    cell = np.repeat([0, 1, 2, 3], 100)
    author = np.concatenate([np.arange(100), 100 + np.arange(100) % 2, 200 + np.arange(200)])
    habit = rng.beta(1, 1, 400)
    said = habit[author]
    mean = np.full(64, np.nan)
    mean[:4] = said.reshape(4, 100).mean(axis=1)
    counts, deviations = per_author(np.ones(400), cell, author, (64, 400)), per_author(said - mean[cell], cell, author, (64, 400))
    found = sampling(deviations, counts, 64)
    assert found.variance[1] > 5 * found.variance[0]


def test_draws_repeat():
    first, again, other = (draw(50, GRID, 30, seed) for seed in (1, 1, 2))
    assert (first.weights == again.weights).all()
    assert (first.cells == again.cells).all()
    assert not (first.weights == other.weights).all()
