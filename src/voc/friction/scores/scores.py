"""NPS, CSAT, CES and rating: of everybody and of those who speak of a cell, over time, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from voc import tables
from voc.config import FrictionSettings
from voc.friction.cells import DECIMALS
from voc.friction.counted import moments
from voc.friction.grid import Grid
from voc.friction.intervals import PRIOR_AUTHORS, sampling
from voc.friction.layers import Codes, Floats, Layer, layers, per_author
from voc.friction.periods import Period
from voc.friction.scores.answers import ENDS, points
from voc.friction.segments import ALL


def scores(
    mentions: pd.DataFrame,
    feedback: pd.DataFrame,
    segments: pd.DataFrame,
    periods: Sequence[Period],
    grid: Grid,
    settings: FrictionSettings,
    csat_scales: Mapping[str, tuple[float, float]],
) -> pd.DataFrame:
    """The scores of every map that has answers: over the whole journey (stage and touchpoint `all`) and, but for single days, per cell.

    Everybody who answered counts for the whole journey, whatever they wrote. The interval is that of a mean with author-clustered
    variance, steadied by the map's as the cells' is, with Student's t.

    Args:
        mentions: What `counted_mentions` gives.
        feedback: What `counted_feedback` gives.
        segments: feedback_id, segment, segment_value.
        periods: What is published.
        csat_scales: See `answers.points`.
    Returns:
        `tables.Score` rows without snapshot, by key; figures of fewer than `min_authors` authors are null.
    """
    worth = points(feedback, csat_scales)
    # For plain means: what was answered, where that is not what it is worth.
    given = worth.assign(nps=feedback["nps"], csat=feedback["csat"])
    asked = [score for score in tables.SCORES if worth[score].notna().any()]
    spoken = moments(mentions, grid.size)[["row", "cell"]]
    # The whole journey is one cell more.
    everybody = pd.DataFrame({"row": np.arange(len(feedback)), "cell": grid.size})
    parts = [tables.Score.empty()]
    for layer in layers(feedback, segments, periods, settings):
        rows = everybody if layer.periods[0].kind == "day" else pd.concat([spoken, everybody], ignore_index=True)
        for score in asked:
            known = rows[worth[score].notna().to_numpy()[rows["row"].to_numpy()]]
            ends = ENDS.get(score) or (worth[score].min(), max(worth[score].max(), worth[score].min() + 1))
            parts.append(_of_layer(layer, known, feedback, worth[score], given[score], ends, grid, settings).assign(score=score))
    out = pd.concat([p for p in parts if len(p)] or parts, ignore_index=True)
    return tables.Score.conform(out.assign(snapshot_id="")).sort_values(tables.Score.keys(), ignore_index=True)


def _of_layer(
    layer: Layer,
    rows: pd.DataFrame,
    feedback: pd.DataFrame,
    worth: pd.Series[float],
    given: pd.Series[float],
    ends: tuple[float, float],
    grid: Grid,
    settings: FrictionSettings,
) -> pd.DataFrame:
    at = layer.of_row[rows["row"].to_numpy()]
    rows, at = rows[at >= 0], at[at >= 0]
    maps, at = np.unique(at, return_inverse=True)
    k = grid.size + 1
    cell, row = at * k + rows["cell"].to_numpy(), rows["row"].to_numpy()
    n_all, author = len(maps) * k, feedback["author"].to_numpy()[row]
    n = np.bincount(cell, minlength=n_all).astype(np.int64)
    said = n > 0
    low, high = ends
    # Between 0 and 1, as the variances of friction are.
    y = (worth.to_numpy()[row] - low) / (high - low)
    mean = _mean(y, cell, n)
    shape = (n_all, int(author.max(initial=0)) + 1)
    counts = per_author(np.ones(len(y)), cell, author, shape)
    found = sampling(per_author(y - mean[cell], cell, author, shape), counts, k, least=0.0)
    n_authors = np.diff(counts.indptr)
    margin = stats.t.ppf((1 + settings.confidence) / 2, PRIOR_AUTHORS + np.maximum(n_authors - 1, 0)) * np.sqrt(found.variance)
    few = n_authors < settings.min_authors
    figures = {
        "value": low + (high - low) * mean,
        "value_low": low + (high - low) * np.clip(mean - margin, 0, 1),
        "value_high": low + (high - low) * np.clip(mean + margin, 0, 1),
        "mean": _mean(given.to_numpy()[row], cell, n),
    }
    numbers = pd.DataFrame(figures).round(DECIMALS).where(pd.Series(~few))
    out = pd.concat([_keys(layer.described(maps), grid), numbers.assign(n=n, n_authors=n_authors, suppressed=few)], axis=1)
    return out[said]


def _mean(values: Floats, cell: Codes, n: Codes) -> Floats:
    total = np.bincount(cell, weights=values, minlength=len(n))
    mean: Floats = np.divide(total, n, out=np.full(len(n), np.nan), where=n > 0)
    return mean


def _keys(maps: pd.DataFrame, grid: Grid) -> pd.DataFrame:
    places = pd.concat([grid.labels(), pd.DataFrame({"stage": [ALL], "touchpoint": [ALL]})], ignore_index=True)
    keys = maps.loc[maps.index.repeat(len(places))].reset_index(drop=True)
    return pd.concat([keys, places.iloc[np.tile(np.arange(len(places)), len(maps))].reset_index(drop=True)], axis=1)
