"""Difference in differences against a synthetic control: what the target did beside a mixture of other cells that moved like it before.

Source: A. Abadie, A. Diamond and J. Hainmueller, Synthetic Control Methods for Comparative Case Studies, JASA 105, 2010 (weights that are
not negative and sum to 1; placebos); with a level of its own and a ridge, D. Arkhangelsky, S. Athey, D. Hirshberg, G. Imbens and S. Wager,
Synthetic Difference-in-Differences, American Economic Review 111, 2021.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, nnls

from voc.friction.effects.estimate import Estimate, pooled_degrees
from voc.friction.effects.panel import ONE_MORE, TARGET, Codes, Floats, Measured, Panel

LEAST_CONTROLS = 3
# From so many on, cells of other actions need not serve as controls.
ENOUGH_CONTROLS = 5
MOST_CONTROLS = 20
# Fewer feedbacks or persons on either side: the cell is too unsteady to be compared with.
LEAST_FEEDBACKS = 15
LEAST_AUTHORS = 10
# Weight of the controls' sampling variance beside the fit before the action; chosen by simulation (docs/decisions/action-effects.md).
RIDGE = 2.0
# A weight of nothing cannot be divided by.
NEXT_TO_NOTHING = 1e-9
# Beside this the fit's own terms are nothing: the weights sum to 1.
SUM_TO_ONE = 1e4


def controls(panel: Panel) -> Codes:
    """The units that can serve as controls: at most 20, those with the most feedbacks on their thinner side."""
    n = panel.n_sides.min(axis=1)
    hurts = panel.by_side(panel.summed)[:, 0] > 0
    fit = np.flatnonzero((n >= LEAST_FEEDBACKS) & (panel.authors.min(axis=1) >= LEAST_AUTHORS) & hurts)
    fit = fit[fit != TARGET]
    return np.sort(fit[np.lexsort((fit, -n[fit]))][:MOST_CONTROLS])


def control(measured: Measured, pool: Codes) -> Estimate:
    """The target's change less that of its synthetic control.

    `friction` is compared as it is, `weight` relatively: a season that makes everybody complain by a third more adds more to a big cell
    than to a small one. The error has two parts: what sampling does to the target and its control, clustered by author, and how far a
    cell drifts from its synthetic control by itself, which the same comparison tells for each control in the target's place (placebos).

    Args:
        pool: The units to compare with, `LEAST_CONTROLS` or more.
    """
    changes = _Changes.of(measured)
    noise = np.array([changes.variance(changes.moved_by(int(j)), int(j)) for j in pool])
    trials = [_trial(changes, int(j), pool[pool != j], noise[pool != j]) for j in pool]
    effect, variance = _trial(changes, TARGET, pool, noise)
    own = _excess(np.array([e for e, _ in trials]), np.array([v for _, v in trials]))
    people = max(int(measured.panel.authors[TARGET].min()) - 1, 1)
    degrees = pooled_degrees([(variance, people), (own, len(pool) - 1)])
    scale = float(changes.scale[TARGET])
    return Estimate(scale * effect, scale * float(np.sqrt(variance + own)), degrees)


@dataclass(frozen=True)
class _Changes:
    """Each unit's change: after less before, over `scale`; its series before likewise; and how one summed friction more on either side
    moves the change (`slope`, shape (units, 2)).
    """

    measured: Measured
    scale: Floats
    change: Floats
    series: Floats
    slope: Floats

    @classmethod
    def of(cls, measured: Measured) -> _Changes:
        level = np.nan_to_num(measured.level)
        scale = np.maximum(level[:, 0], NEXT_TO_NOTHING) if measured.per_all else np.ones(len(level))
        change = (level[:, 1] - level[:, 0]) / scale
        before = measured.weekly[:, : measured.panel.window.before]
        # A week in which nobody spoke tells nothing of whether two cells moved alike.
        series = np.nan_to_num((before - level[:, :1]) / scale[:, None])
        slope = np.array([-1.0, 1.0]) / (scale[:, None] * np.maximum(measured.n_sides, 1.0))
        return cls(measured, scale, change, series, slope)

    def moved_by(self, unit: int) -> Floats:
        """How one unit's change follows the summed friction of all, shape (units, 2); a ratio follows the past by what is left of it."""
        sides = np.zeros_like(self.slope)
        sides[unit] = self.slope[unit] * [1.0 + self.change[unit] if self.measured.per_all else 1.0, 1.0]
        return sides

    def variance(self, sides: Floats, unit: int) -> float:
        """Sampling variance of what follows the sums so, plus what one more feedback on either side could do."""
        panel = self.measured.panel
        weights, centre = panel.over_weeks(sides), panel.over_weeks(np.nan_to_num(self.measured.level))
        return self.measured.variance(weights, centre, unit) + ONE_MORE * float((sides**2).sum())


def _trial(changes: _Changes, unit: int, pool: Codes, noise: Floats) -> tuple[float, float]:
    """A unit's change less that of its synthetic control, in the unit's scale, and the sampling variance of that."""
    mixture = _mixture(changes, unit, pool, noise)
    without = float(mixture @ changes.change[pool])
    sides = np.zeros_like(changes.slope)
    for part, j in zip(mixture, pool, strict=True):
        sides -= part * changes.moved_by(int(j))
    sides[unit] = changes.slope[unit] * [1.0 + without if changes.measured.per_all else 1.0, 1.0]
    return float(changes.change[unit]) - without, changes.variance(sides, unit)


def _mixture(changes: _Changes, unit: int, pool: Codes, noise: Floats) -> Floats:
    """Weights that are not negative and sum to 1: the mixture that moved most like the unit before, and is itself well known.

    Args:
        noise: Sampling variance of each control's change.
    """
    n = changes.measured.n[unit, : changes.measured.panel.window.before]
    weeks = np.sqrt(n / max(n.sum(), 1.0))
    known = np.diag(np.sqrt(RIDGE * noise))
    rows = [weeks[:, None] * changes.series[pool].T, known, np.full((1, len(pool)), SUM_TO_ONE)]
    wanted = [weeks * changes.series[unit], np.zeros(len(pool)), [SUM_TO_ONE]]
    found, _ = nnls(np.concatenate(rows), np.concatenate(wanted), maxiter=100 * len(pool))
    mixture: Floats = found / found.sum()
    return mixture


def _excess(errors: Floats, variances: Floats) -> float:
    """Variance of the placebos beyond what sampling explains.

    Source: R. C. Paule and J. Mandel, Consensus Values and Weighting Factors, Journal of Research of the NBS 87, 1982, around zero.
    """

    def off(excess: float) -> float:
        return float((errors**2 / (variances + excess)).mean()) - 1.0

    if len(errors) == 0 or off(0.0) <= 0.0:
        return 0.0
    return float(brentq(off, 0.0, float((errors**2).max()), xtol=1e-12))
