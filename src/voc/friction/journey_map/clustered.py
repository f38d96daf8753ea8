"""Means and shares with intervals that know that the comments of one author are not independent."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from voc.friction.influence import Codes, Floats, clustered_error


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval: the whole range when a single author speaks, nulls when nobody does."""

    n: int
    n_authors: int
    value: float
    low: float
    high: float


def mean(values: Floats, authors: Codes, confidence: float, ends: tuple[float, float]) -> Estimate:
    """Mean of the known values, between `ends`, with Student's t over authors.

    Args:
        values: One per feedback, null where unknown.
        authors: Code of each one's author.
    """
    known = ~np.isnan(values)
    x, who = values[known], authors[known]
    if not len(x):
        return Estimate(0, 0, math.nan, math.nan, math.nan)
    value = float(x.mean())
    return _around(value, float(clustered_error((x - value) / len(x), who)), len(x), who, confidence, ends)


def share_of(part: Floats, whole: Floats, authors: Codes, confidence: float) -> Estimate:
    """Σ part ÷ Σ whole, of rows that all bear on the whole; the interval is that of a ratio.

    Source: W. G. Cochran, Sampling Techniques, 1977, section 9A.
    """
    total = float(whole.sum())
    if total <= 0.0:
        return Estimate(len(whole), len(np.unique(authors)), math.nan, math.nan, math.nan)
    value = float(part.sum()) / total
    return _around(value, float(clustered_error((part - value * whole) / total, authors)), len(whole), authors, confidence, (0.0, 1.0))


def proportion(values: Floats, confidence: float) -> tuple[float, float]:
    """Interval of a mean of shares, one per author: never of no width, even when all of few agree.

    Source: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22, 1927.
    """
    n, z = len(values), float(stats.norm.ppf(0.5 + confidence / 2.0))
    if not n:
        return math.nan, math.nan
    p = float(values.mean())
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def _around(value: float, error: float, n: int, authors: Codes, confidence: float, ends: tuple[float, float]) -> Estimate:
    n_authors = len(np.unique(authors))
    half = float(stats.t.ppf(0.5 + confidence / 2.0, n_authors - 1)) * error if n_authors > 1 else math.inf
    return Estimate(n, n_authors, value, max(ends[0], value - half), min(ends[1], value + half))
