"""How likely so much weight falls on one side when every unit falls there by chance."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

# Beyond this many standard deviations the normal approximation is refined: small probabilities are what is decided by.
REFINED_FROM = 1.2
STEPS = 60
WIDEST = 500.0
# Nearer to the mean than this the saddlepoint formula divides nothing by nothing, and the normal one is right.
NEAR = 0.05


def z_scores(weights: Floats, group: Codes, seen: Floats, chance: Floats) -> Floats:
    """Standard scores of the weight seen on one side, group by group; positive: more than chance puts there.

    Every unit of a group falls on the side with the group's `chance`, on its own, and brings its whole weight along: so a customer who
    wrote five times is one piece of evidence. Far from the mean the score is that of the saddlepoint approximation of the tail, which is
    right to a few per cent of the probability for a handful of units, where a normal approximation is wrong by orders of magnitude.

    Args:
        weights: Positive weights of the units.
        group: Group of each unit, 0..g−1.
        seen: Weight on the side, per group (g,).
        chance: Probability of the side, per group (g,), within (0, 1).
    Returns:
        Scores (g,); 0 for a group without a unit.

    Source: R. Lugannani and S. O. Rice, Saddle Point Approximation for the Distribution of the Sum of Independent Random Variables, 1980.
    """
    n = len(seen)
    total = np.bincount(group, weights=weights, minlength=n).astype(np.float64)
    spread = np.sqrt(chance * (1 - chance) * np.bincount(group, weights=weights**2, minlength=n))
    z = np.divide(seen - chance * total, spread, out=np.zeros(n), where=spread > 0)
    far = np.abs(z) > REFINED_FROM
    if far.any():
        place = np.cumsum(far) - 1
        mine = far[group]
        z[far] = _refined(weights[mine], place[group[mine]], seen[far], chance[far], total[far], z[far])
    return z


def _refined(weights: Floats, group: Codes, seen: Floats, chance: Floats, total: Floats, z: Floats) -> Floats:
    n_units = np.bincount(group, minlength=len(seen))
    # In units of the mean weight, tilts are of the same size in all groups.
    unit = total / n_units
    w, x = weights / unit[group], seen / unit
    all_here, none_here = x >= n_units * (1 - 1e-9), x <= n_units * 1e-9
    inside = np.clip(x, n_units * 1e-6, n_units * (1 - 1e-6))
    tilt, (k, _, curvature) = _saddle(w, group, inside, chance)
    root = np.sign(tilt) * np.sqrt(np.maximum(2 * (tilt * inside - k), 0.0))
    pull = tilt * np.sqrt(curvature)
    near = np.abs(root) < NEAR
    # Barndorff-Nielsen's form of the formula gives the score at once.
    refined = root + np.divide(
        np.log(np.divide(pull, root, out=np.ones_like(root), where=~near)), root, out=np.zeros_like(root), where=~near
    )
    out = np.where(near | ~np.isfinite(refined), z, refined)
    # All units on one side: the probability is known, half of it counted as in between (mid-p).
    out = np.where(all_here, -stats.norm.ppf(np.exp(np.clip(n_units * np.log(chance), -600, None)) / 2), out)
    ends: Floats = np.where(none_here, stats.norm.ppf(np.exp(np.clip(n_units * np.log1p(-chance), -600, None)) / 2), out)
    return ends


def _saddle(w: Floats, group: Codes, x: Floats, chance: Floats) -> tuple[Floats, tuple[Floats, Floats, Floats]]:
    """The tilt under which the mean is what was seen, by bisection (the mean grows with the tilt), and the cumulants there."""
    low, high = np.full(len(x), -WIDEST), np.full(len(x), WIDEST)
    for _ in range(STEPS):
        tilt = (low + high) / 2
        below = _cumulants(w, group, tilt, chance)[1] < x
        low, high = np.where(below, tilt, low), np.where(below, high, tilt)
    return tilt, _cumulants(w, group, tilt, chance)


def _cumulants(w: Floats, group: Codes, tilt: Floats, chance: Floats) -> tuple[Floats, Floats, Floats]:
    t, p, n = (tilt[group] * w), chance[group], len(tilt)
    k = np.logaddexp(np.log1p(-p), np.log(p) + t)
    tilted = np.exp(np.log(p) + t - k)
    sums = (k, w * tilted, w**2 * tilted * (1 - tilted))
    return tuple(np.bincount(group, weights=s, minlength=n) for s in sums)  # type: ignore[return-value]
