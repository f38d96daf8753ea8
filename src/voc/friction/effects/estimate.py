"""An effect with its uncertainty."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import stats


@dataclass(frozen=True)
class Estimate:
    """After minus what would have been without the action, with its standard error and the degrees of freedom of the latter."""

    effect: float
    error: float
    degrees: float

    def interval(self, confidence: float) -> tuple[float, float]:
        """Both ends, by Student's t."""
        reach = self.error * float(stats.t.ppf(0.5 + confidence / 2.0, self.degrees))
        return self.effect - reach, self.effect + reach

    def verdict(self, confidence: float) -> str:
        """`better`, `worse`, or `no_clear_change` when the interval holds zero; less friction is better."""
        low, high = self.interval(confidence)
        return "worse" if low > 0 else "better" if high < 0 else "no_clear_change"


def pooled_degrees(parts: list[tuple[float, float]]) -> float:
    """Degrees of freedom of a sum of estimated variances, each with its own.

    Args:
        parts: (variance, degrees).

    Source: F. E. Satterthwaite, An Approximate Distribution of Estimates of Variance Components, Biometrics Bulletin 2, 1946.
    """
    total = sum(v for v, _ in parts)
    below = sum(v**2 / d for v, d in parts)
    return total**2 / below if below > 0 else math.inf
