"""The heatmap: every stage × touchpoint, per period and segment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from voc import tables
from voc.config import FrictionSettings
from voc.friction.counted import moments
from voc.friction.grid import Grid
from voc.friction.intervals import Resamples, draw, intervals, sampling
from voc.friction.periods import Period, period_codes
from voc.friction.segments import ALL
from voc.friction.shrink import shrink
from voc.protocols import Progress, silent

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

# Beyond rounding, the last bits depend on the machine's linear algebra, and equal inputs must give equal bytes.
DECIMALS = 9
# Floats of resamples held at once.
BLOCK = 20_000_000
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


@dataclass(frozen=True)
class Layer:
    """One kind of period cut by one segment: maps that share no feedback. `maps` describes them, `of_row` says which map each
    feedback row is in, −1 for none.
    """

    maps: pd.DataFrame
    of_row: Codes


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
    layers = list(_layers(feedback, segments, periods, settings))
    parts = []
    for done, layer in enumerate(layers):
        progress(done, len(layers), "cells")
        parts += [_measured(part, spoken, feedback, grid, settings, draws) for part in _blocks(layer, spoken, grid, settings)]
    progress(len(layers), len(layers), "cells")
    out = pd.concat(parts, ignore_index=True) if parts else tables.Heatmap.empty()
    return tables.Heatmap.conform(out).sort_values(tables.Heatmap.keys(), ignore_index=True)


def _layers(feedback: pd.DataFrame, segments: pd.DataFrame, periods: Sequence[Period], settings: FrictionSettings) -> Iterator[Layer]:
    ids = pd.Index(feedback["feedback_id"])
    by_kind = {kind: [p for p in periods if p.kind == kind] for kind in dict.fromkeys(p.kind for p in periods)}
    within = {kind: period_codes(feedback["day"], same) for kind, same in by_kind.items()}
    for kind, same in by_kind.items():
        yield _layer(ALL, np.array([ALL], dtype=object), np.zeros(len(feedback), dtype=np.int64), same, within[kind])
    for segment, part in segments[segments["segment"] != ALL].groupby("segment", sort=True):
        values, codes = np.unique(part["segment_value"].to_numpy(dtype=object), return_inverse=True)
        rows = ids.get_indexer(pd.Index(part["feedback_id"]))
        value_of = np.full(len(feedback), -1, dtype=np.int64)
        value_of[rows[rows >= 0]] = codes[rows >= 0]
        for kind in (k for k in by_kind if k in settings.segment_periods):
            yield _layer(str(segment), values, value_of, by_kind[kind], within[kind])


def _layer(segment: str, values: npt.NDArray[Any], value_of: Codes, periods: list[Period], period_of: Codes) -> Layer:
    pairs = pd.MultiIndex.from_product([range(len(periods)), range(len(values))]).to_frame(index=False).to_numpy(dtype=np.int64)
    at = np.where((value_of >= 0) & (period_of >= 0), period_of * len(values) + value_of, -1)
    maps = pd.DataFrame(
        {
            "period": [periods[p].kind for p in pairs[:, 0]],
            "period_start": np.array([periods[p].start for p in pairs[:, 0]], dtype="datetime64[us]"),
            "period_end": np.array([periods[p].end for p in pairs[:, 0]], dtype="datetime64[us]"),
            "segment": segment,
            "segment_value": values[pairs[:, 1]],
        }
    )
    return Layer(maps, at)


def _blocks(layer: Layer, spoken: pd.DataFrame, grid: Grid, settings: FrictionSettings) -> Iterator[Layer]:
    """The layer in pieces small enough for memory; maps of a segment where nobody spoke are left out."""
    used = np.unique(layer.of_row[spoken["row"].to_numpy()])
    kept = np.arange(len(layer.maps)) if (layer.maps["segment"] == ALL).all() else used[used >= 0]
    size = max(1, BLOCK // (grid.size * settings.resamples))
    for start in range(0, len(kept), size):
        block = kept[start : start + size]
        place = np.full(len(layer.maps) + 1, -1, dtype=np.int64)
        place[block] = np.arange(len(block))
        yield Layer(layer.maps.iloc[block].reset_index(drop=True), place[layer.of_row])


def _measured(
    layer: Layer, spoken: pd.DataFrame, feedback: pd.DataFrame, grid: Grid, settings: FrictionSettings, draws: Resamples
) -> pd.DataFrame:
    place = layer.of_row[spoken["row"].to_numpy()]
    rows = spoken[place >= 0]
    cell = place[place >= 0] * grid.size + rows["cell"].to_numpy()
    n_all = len(layer.maps) * grid.size
    out = _counts_and_means(rows, cell, n_all, feedback)
    summed = np.bincount(cell, weights=rows["friction"], minlength=n_all)
    whole = np.repeat(summed.reshape(-1, grid.size).sum(axis=1), grid.size)
    out["friction_share"] = np.divide(summed, whole, out=np.zeros(n_all), where=whole > 0)
    shape = (n_all, draws.weights.shape[0])
    authors = feedback["author"].to_numpy()[rows["row"].to_numpy()]
    counts = _matrix(np.ones(len(rows)), cell, authors, shape)
    off = rows["friction"].to_numpy() - out["mean"].to_numpy()[cell]
    deviations = _matrix(off, cell, authors, shape)
    found = sampling(deviations, counts, grid.size)
    shrunk = shrink(out["mean"].to_numpy().reshape(-1, grid.size), found.variance.reshape(-1, grid.size), grid)
    low, high = intervals(shrunk, deviations, found, out["n_feedback"].to_numpy(np.float64), draws, grid, settings.confidence)
    out = out.assign(
        n_authors=np.diff(counts.indptr),
        friction=np.clip(shrunk.estimate, 0.0, 1.0).ravel(),
        friction_low=low.ravel(),
        friction_high=high.ravel(),
    )
    return _published(out, layer.maps, grid, settings.min_authors)


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


def _matrix(values: Floats, cell: Codes, authors: Codes, shape: tuple[int, int]) -> sparse.csr_array:
    matrix = sparse.coo_array((values, (cell, authors)), shape=shape).tocsr()
    matrix.sum_duplicates()
    return matrix


def _published(measured: pd.DataFrame, maps: pd.DataFrame, grid: Grid, min_authors: int) -> pd.DataFrame:
    """Heatmap rows: keys beside numbers, withheld where too few speak."""
    keys = maps.loc[maps.index.repeat(grid.size)].reset_index(drop=True)
    places = grid.labels().iloc[np.tile(np.arange(grid.size), len(maps))].reset_index(drop=True)
    nobody = measured["n_feedback"] == 0
    few = ~nobody & (measured["n_authors"] < min_authors)
    numbers = measured[MEASURED].round(DECIMALS).where(~(nobody | few))
    counts = measured[["n_feedback", "n_mentions", "n_authors"]]
    return pd.concat([keys, places, counts, numbers], axis=1).assign(snapshot_id="", suppressed=few, silent=nobody, trend="unknown")
