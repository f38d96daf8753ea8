"""Interrupted time series: where the weeks before were heading, and where the target is instead.

Source: A. K. Wagner, S. B. Soumerai, F. Zhang and D. Ross-Degnan, Segmented Regression Analysis of Interrupted Time Series Studies in
Medication Use Research, Journal of Clinical Pharmacy and Therapeutics 27, 2002.
"""

from __future__ import annotations

import numpy as np

from voc.friction.effects.estimate import Estimate
from voc.friction.effects.panel import ONE_MORE, TARGET, Floats, Measured

# Residuals of a dozen weeks tell little more than that they hang together: beyond this an inflation would be a guess.
MOST_CORRELATION = 0.8


def interrupted_series(measured: Measured) -> Estimate:
    """The step in the target's line when the action was done: a level, a slope and a change of level, weeks weighted by their feedbacks.

    The slope is that of both sides, so that the step is the distance from the extrapolated line at the mean of the weeks after. The error
    is the greater of two: what sampling does, clustered by author, and what the weeks scatter around the line, widened where residuals of
    successive weeks go together. (Newey and West's error is not used: with a dozen weeks it was wrong one time in four where one in ten
    was meant, see docs/decisions/action-effects.md.)
    """
    n = measured.n[TARGET]
    spoken = n > 0
    after = (np.arange(len(n)) >= measured.panel.window.before).astype(np.float64)
    lines = np.stack([np.ones(len(n)), measured.panel.window.midpoint, after], axis=1)
    x, y, w = lines[spoken], measured.weekly[TARGET][spoken], n[spoken]
    inverse = np.linalg.inv((x.T * w) @ x)
    solve = inverse @ (x.T * w)
    line = solve @ y
    degrees = len(y) - 3
    rest = np.sqrt(w) * (y - x @ line)
    scatter = float(rest @ rest) / degrees * float(inverse[2, 2]) * _inflation(rest)
    weights = np.zeros_like(measured.n)
    weights[TARGET, spoken] = solve[2] / w
    fitted = np.zeros_like(measured.n)
    fitted[TARGET] = lines @ line
    sampling = measured.variance(weights, fitted) + ONE_MORE * float((1.0 / np.maximum(measured.n_sides[TARGET], 1.0) ** 2).sum())
    return Estimate(float(line[2]), float(np.sqrt(max(sampling, scatter))), float(degrees))


def _inflation(rest: Floats) -> float:
    """How much the variance of a mean grows when each week resembles the one before: (1 + r) / (1 − r)."""
    whole = float(rest @ rest)
    r = min(max(float(rest[1:] @ rest[:-1]) / whole, 0.0), MOST_CORRELATION) if whole > 0 else 0.0
    return (1.0 + r) / (1.0 - r)
