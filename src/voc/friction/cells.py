"""The heatmap: every stage × touchpoint, per period and segment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from voc import tables
from voc.config import FrictionSettings
from voc.friction.counted import moments
from voc.friction.grid import Grid
from voc.friction.intervals import Resamples, draw, intervals, sampling
from voc.friction.layers import blocks, layers, per_author
from voc.friction.periods import Period
from voc.friction.shrink import shrink
from voc.protocols import Progress, silent

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

# Beyond rounding, the last bits depend on the machine's linear algebra, and equal inputs must give equal bytes.
DECIMALS = 9
MEASURED = [
    "friction",
    "friction_low",
    "friction_high",
    "friction_share",
    "negative_share",
    "effort_share",
    "sentiment_mean",
    "nps_mean",
    "csat_mean",
]


def cells(
    mentions: pd.DataFrame,
    feedback: pd.DataFrame,
    segments: pd.DataFrame,
    periods: Sequence[Period],
    grid: Grid,
    settings: FrictionSettings,
    seed: int,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Friction and its company for every cell of every map.

    A feedback counts once per cell, with the mean of its mentions there. The segment `all` has a map for every period; another
    segment value has one where somebody spoke. A map holds all its cells: `silent` ones have zero counts and null numbers; those with
    fewer than `min_authors` authors are `suppressed`: n_feedback, n_mentions and n_authors stay visible, every other number is null.
    Shares are computed before suppression and add up to 1 over the cells of a map (unless it has no friction at all).

    Args:
        mentions: What `counted_mentions` gives.
        feedback: What `counted_feedback` gives.
        segments: feedback_id, segment, segment_value.
        periods: What to publish; segments other than `all` only for `settings.segment_periods`.
        seed: Of the bootstrap.
    Returns:
        `tables.Heatmap` rows without snapshot (`''`), by key; change null and trend `unknown`.
    """
    spoken = moments(mentions, grid.size)
    draws = draw(int(feedback["author"].max()) + 1 if len(feedback) else 0, grid, settings.resamples, seed)
    every = list(layers(feedback, segments, periods, settings))
    parts = []
    for done, layer in enumerate(every):
        progress(done, len(every), "cells")
        for maps, place in blocks(layer, spoken["row"].to_numpy(), grid.size * settings.resamples):
            parts.append(_measured(layer.described(maps), place, spoken, feedback, grid, settings, draws))
    progress(len(every), len(every), "cells")
    out = pd.concat(parts, ignore_index=True) if parts else tables.Heatmap.empty()
    return tables.Heatmap.conform(out).sort_values(tables.Heatmap.keys(), ignore_index=True)


def _measured(
    maps: pd.DataFrame,
    of_row: Codes,
    spoken: pd.DataFrame,
    feedback: pd.DataFrame,
    grid: Grid,
    settings: FrictionSettings,
    draws: Resamples,
) -> pd.DataFrame:
    place = of_row[spoken["row"].to_numpy()]
    rows = spoken[place >= 0]
    cell = place[place >= 0] * grid.size + rows["cell"].to_numpy()
    n_all = len(maps) * grid.size
    out = _counts_and_means(rows, cell, n_all, feedback)
    summed = np.bincount(cell, weights=rows["friction"], minlength=n_all)
    whole = np.repeat(summed.reshape(-1, grid.size).sum(axis=1), grid.size)
    out["friction_share"] = np.divide(summed, whole, out=np.zeros(n_all), where=whole > 0)
    shape = (n_all, draws.weights.shape[0])
    authors = feedback["author"].to_numpy()[rows["row"].to_numpy()]
    counts = per_author(np.ones(len(rows)), cell, authors, shape)
    off = rows["friction"].to_numpy() - out["mean"].to_numpy()[cell]
    deviations = per_author(off, cell, authors, shape)
    found = sampling(deviations, counts, grid.size)
    shrunk = shrink(out["mean"].to_numpy().reshape(-1, grid.size), found.variance.reshape(-1, grid.size), grid)
    low, high = intervals(shrunk, deviations, found, out["n_feedback"].to_numpy(np.float64), draws, grid, settings.confidence)
    out = out.assign(
        n_authors=np.diff(counts.indptr),
        friction=np.clip(shrunk.estimate, 0.0, 1.0).ravel(),
        friction_low=low.ravel(),
        friction_high=high.ravel(),
    )
    return _published(out, maps, grid, settings.min_authors)


def _counts_and_means(rows: pd.DataFrame, cell: Codes, n_all: int, feedback: pd.DataFrame) -> pd.DataFrame:
    """Counts and feedback-level means per cell; a mean of nothing is null."""
    scores = feedback[["nps", "csat"]].iloc[rows["row"].to_numpy()]
    return pd.DataFrame(
        {
            "n_feedback": np.bincount(cell, minlength=n_all),
            "n_mentions": np.bincount(cell, weights=rows["n_mentions"], minlength=n_all).round().astype(np.int64),
            "mean": _mean(rows["friction"], cell, n_all),
            "negative_share": _mean(rows["negative"], cell, n_all),
            "effort_share": _mean(rows["effort"], cell, n_all),
            "sentiment_mean": _mean(rows["sentiment"], cell, n_all),
            "nps_mean": _mean(scores["nps"], cell, n_all),
            "csat_mean": _mean(scores["csat"], cell, n_all),
        }
    )


def _mean(values: pd.Series[Any], cell: Codes, n_all: int) -> Floats:
    known = values.notna().to_numpy()
    n = np.bincount(cell[known], minlength=n_all)
    total = np.bincount(cell[known], weights=values.to_numpy(np.float64)[known], minlength=n_all)
    means: Floats = np.divide(total, n, out=np.full(n_all, np.nan), where=n > 0)
    return means


def _published(measured: pd.DataFrame, maps: pd.DataFrame, grid: Grid, min_authors: int) -> pd.DataFrame:
    """Heatmap rows: keys beside numbers, withheld where too few speak."""
    keys = maps.loc[maps.index.repeat(grid.size)].reset_index(drop=True)
    places = grid.labels().iloc[np.tile(np.arange(grid.size), len(maps))].reset_index(drop=True)
    nobody = measured["n_feedback"] == 0
    few = ~nobody & (measured["n_authors"] < min_authors)
    numbers = measured[MEASURED].round(DECIMALS).where(~(nobody | few))
    counts = measured[["n_feedback", "n_mentions", "n_authors"]]
    return pd.concat([keys, places, counts, numbers], axis=1).assign(snapshot_id="", suppressed=few, silent=nobody, trend="unknown")
