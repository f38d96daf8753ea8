"""What changed: every cell of every map held against the days before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from voc.config import FrictionSettings
from voc.friction.cells import DECIMALS
from voc.friction.counted import moments
from voc.friction.grid import Grid
from voc.friction.intervals import PRIOR_AUTHORS, sampling
from voc.friction.layers import Codes, Floats, Layer, layers, per_author
from voc.friction.periods import Period
from voc.friction.trends.comparison import sides
from voc.friction.trends.load import load_scores
from voc.protocols import Progress, silent

Flags = npt.NDArray[np.bool_]

KEYS = ["period", "period_start", "segment", "segment_value", "stage", "touchpoint"]
SHARE = ["change", "change_low", "change_high", "change_q"]
FRICTION = ["friction_change", "friction_change_low", "friction_change_high", "friction_change_q"]


@dataclass(frozen=True)
class Side:
    """What was said in g maps of k cells, now or before; all of shape (g, k).

    `summed` is friction, `authors` how many spoke, `mean` the friction of a feedback (null where silent), `variance` its sampling
    variance, `share` of the map's friction and `share_variance` of that.
    """

    summed: Floats
    authors: Codes
    mean: Floats
    variance: Floats
    share: Floats
    share_variance: Floats


def trends(
    mentions: pd.DataFrame,
    feedback: pd.DataFrame,
    segments: pd.DataFrame,
    periods: Sequence[Period],
    grid: Grid,
    settings: FrictionSettings,
    day: date,
    progress: Progress = silent,
) -> pd.DataFrame:
    """What became of each cell since the days that its period is compared with (see `comparison.days_before`).

    Two questions are asked of a cell. Does it weigh more: did its summed friction grow more than that of the map as a whole (see `load`)?
    And is it worse to be there: did the mean friction of a feedback rise (Welch's test with the steadied, author-clustered variances of
    the cells)? The p-values of both, over all cells of a map, are adjusted together. A cell is `worse` or `better` when one of them is
    certain enough; when they contradict each other, the weight decides.

    Asked are the cells where at least `min_authors` spoke now, friction only where as many spoke before. Where fewer spoke before, but
    somebody did, the figures are withheld as the earlier cell's were, and only the trend is told.

    Args:
        mentions: What `counted_mentions` gives.
        feedback: What `counted_feedback` gives.
        segments: feedback_id, segment, segment_value.
        periods: What is published.
        day: The last data day.
    Returns:
        period, period_start, segment, segment_value, stage, touchpoint, the columns of `change` and `friction_change` of
        `tables.Heatmap`, and trend; only cells whose trend is known.
    """
    spoken = moments(mentions, grid.size)
    every = list(layers(feedback, segments, periods, settings))
    parts = []
    for done, layer in enumerate(every):
        progress(done, len(every), "trends")
        parts.append(_of_layer(layer, spoken, feedback, grid, settings, day))
    progress(len(every), len(every), "trends")
    return pd.concat(parts, ignore_index=True)


def with_trends(heatmap: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The heatmap with what changed; a suppressed or silent cell keeps its trend unknown."""
    # A left join keeps the heatmap's order.
    joined = heatmap.drop(columns=[*SHARE, *FRICTION, "trend"]).merge(found, on=KEYS, how="left", validate="one_to_one")
    return joined.assign(trend=joined["trend"].astype("str").fillna("unknown"))[list(heatmap.columns)]


def _of_layer(
    layer: Layer, spoken: pd.DataFrame, feedback: pd.DataFrame, grid: Grid, settings: FrictionSettings, day: date
) -> pd.DataFrame:
    value = layer.value_of[spoken["row"].to_numpy()]
    chosen = spoken[value >= 0].assign(value=value[value >= 0])
    days = feedback["day"].iloc[chosen["row"].to_numpy()]
    at, period, before = sides(days, layer.periods, day)
    rows = chosen.iloc[at].assign(map=period * len(layer.values) + chosen["value"].to_numpy()[at])
    maps, rows["map"] = np.unique(rows["map"], return_inverse=True)
    shape = (len(maps), grid.size)
    author = feedback["author"].to_numpy()[rows["row"].to_numpy()]
    now, past = (_side(rows[side], author[side], shape) for side in (~before, before))
    known = (now.authors >= settings.min_authors) & (past.share_variance > 0)
    scores = load_scores(rows, author, before, shape)
    p_load = np.where(known, 2 * stats.norm.sf(np.abs(scores)), np.nan)
    both = known & (past.authors >= settings.min_authors)
    rise = now.mean - past.mean
    error = np.sqrt(now.variance + past.variance)
    degrees = 2.0 * PRIOR_AUTHORS + now.authors + past.authors - 2.0
    p_rise = np.where(both, 2 * stats.t.sf(np.abs(rise / error), degrees), np.nan)
    q_load, q_rise = _adjusted(p_load, p_rise)
    told = known & ((past.authors == 0) | both)
    tail = (1 + settings.confidence) / 2
    change = now.share - past.share
    margin = stats.norm.ppf(tail) * np.sqrt(now.share_variance + past.share_variance)
    rise_margin = stats.t.ppf(tail, degrees) * error
    columns = {
        "change": np.where(told, change, np.nan),
        "change_low": np.where(told, np.maximum(change - margin, -1), np.nan),
        "change_high": np.where(told, np.minimum(change + margin, 1), np.nan),
        "change_q": q_load,
        "friction_change": np.where(both, rise, np.nan),
        "friction_change_low": np.where(both, np.maximum(rise - rise_margin, -1), np.nan),
        "friction_change_high": np.where(both, np.minimum(rise + rise_margin, 1), np.nan),
        "friction_change_q": q_rise,
        "trend": _trend(scores, q_load, rise, q_rise, settings.false_discoveries),
    }
    return _published(columns, known, layer.described(maps), grid)


def _side(rows: pd.DataFrame, author: Codes, shape: tuple[int, int]) -> Side:
    g, k = shape
    cell = rows["map"].to_numpy() * k + rows["cell"].to_numpy()
    friction = rows["friction"].to_numpy(np.float64)
    n = np.bincount(cell, minlength=g * k)
    summed = np.bincount(cell, weights=friction, minlength=g * k).astype(np.float64)
    mean = np.divide(summed, n, out=np.full(g * k, np.nan), where=n > 0)
    size = (g * k, int(author.max(initial=0)) + 1)
    counts = per_author(np.ones(len(rows)), cell, author, size)
    found = sampling(per_author(friction - mean[cell], cell, author, size), counts, k)
    share, variance = _shares(
        summed.reshape(shape), per_author(friction, cell, author, size), per_author(friction, rows["map"].to_numpy(), author, (g, size[1]))
    )
    authors = np.diff(counts.indptr).astype(np.int64).reshape(shape)
    return Side(summed.reshape(shape), authors, mean.reshape(shape), found.variance.reshape(shape), share, variance)


def _shares(summed: Floats, by_cell: Any, by_map: Any) -> tuple[Floats, Floats]:
    """Each cell's share of its map's friction and its variance: that of a ratio of sums over authors.

    Half of one more author with the map's mean word is added, or a cell where nobody spoke would be certain to stay silent.

    Source: ratio estimator, W. G. Cochran, Sampling Techniques, 1977, section 6.4.
    """
    g, k = summed.shape
    whole = np.maximum(summed.sum(axis=1, keepdims=True), 1e-12)
    share = summed / whole
    total = by_map[np.repeat(np.arange(g), k)]
    cross = np.asarray(by_cell.multiply(total).sum(axis=1)).reshape(g, k)
    own = np.asarray(by_cell.power(2).sum(axis=1)).reshape(g, k)
    all_of_map = np.asarray(by_map.power(2).sum(axis=1)).reshape(g, 1)
    one_more = (0.5 * whole / np.maximum(np.diff(by_map.indptr).reshape(g, 1), 1)) ** 2
    variance = (own - 2 * share * cross + share**2 * all_of_map + one_more) / whole**2
    return share, np.where(np.diff(by_map.indptr).reshape(g, 1) > 0, np.maximum(variance, 0), 0.0)


def _adjusted(p_load: Floats, p_rise: Floats) -> tuple[Floats, Floats]:
    """Both p-values of every cell adjusted over its map, null where nothing was asked.

    The cell is what is discovered, so a cell's two tests count once: their Simes p goes through Benjamini-Hochberg over the cells, and
    each test is scaled as its cell was.

    Source: Y. Benjamini and Y. Hochberg, Controlling the False Discovery Rate, JRSS B 57, 1995; families of tests: Y. Benjamini and M.
    Bogomolov, JRSS B 76, 2014.
    """
    least, most = np.fmin(p_load, p_rise), np.fmax(p_load, p_rise)
    one = np.isnan(p_load) | np.isnan(p_rise)
    simes = np.where(one, least, np.minimum(2 * least, most))
    of_cell = np.full(simes.shape, np.nan)
    for p_values, q_values in zip(simes, of_cell, strict=True):
        asked = ~np.isnan(p_values)
        if asked.any():
            q_values[asked] = stats.false_discovery_control(p_values[asked])
    scale = np.divide(of_cell, simes, out=np.ones_like(simes), where=simes > 0)
    own = (np.where(one | (p > least), p, simes) for p in (p_load, p_rise))
    q_load, q_rise = (np.minimum(np.maximum(p * scale, of_cell), 1.0) for p in own)
    return np.where(np.isnan(p_load), np.nan, q_load), np.where(np.isnan(p_rise), np.nan, q_rise)


def _trend(scores: Floats, q_load: Floats, rise: Floats, q_rise: Floats, level: float) -> npt.NDArray[np.object_]:
    by_load = np.where(q_load <= level, np.sign(scores), 0.0)
    by_rise = np.where(q_rise <= level, np.sign(rise), 0.0)
    direction = np.where(by_load != 0, by_load, by_rise)
    return np.select([direction > 0, direction < 0], ["worse", "better"], "steady").astype(object)


def _published(columns: dict[str, Any], known: Flags, maps: pd.DataFrame, grid: Grid) -> pd.DataFrame:
    at, cell = np.nonzero(known)
    keys = maps.iloc[at].drop(columns="period_end").reset_index(drop=True)
    values = pd.DataFrame({name: value[at, cell] for name, value in columns.items()})
    return pd.concat([keys, grid.labels().iloc[cell].reset_index(drop=True), values.round(DECIMALS)], axis=1)
