"""The colours of friction: one hue, darker is worse, so that nobody's eyes or printer matter; the same as on the pages.

A single-hue sequential scale keeps its order for every kind of colour blindness and in grey: C. A. Brewer, Color Use Guidelines for Mapping
and Visualization, in Visualization in Modern Cartography, 1994. Text on each colour has a contrast of at least 4.5 (WCAG 2.2, 1.4.3).
"""

from __future__ import annotations

from collections.abc import Iterable

HEAT = ("#fcf1e8", "#f9e0cc", "#f5caab", "#eeb088", "#e49566", "#d67a48", "#a9451e", "#8a3013", "#641f0c")
INK = ("#1b1c20",) * 6 + ("#ffffff",) * 3
# Ends of a scale that are easily read; the first at or above the greatest value is taken.
ENDS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)


def ceiling(values: Iterable[float]) -> float:
    """A round number at or above the greatest of some shares: the end of the scale."""
    top = max((v for v in values if v == v), default=0.0)
    return next((e for e in ENDS if e >= top - 1e-12), 1.0)


def step(value: float, top: float) -> int:
    """Which of the nine colours a value gets on a scale from 0 to `top`; beyond it, the last."""
    return max(0, min(int(value / top * len(HEAT) + 1e-9), len(HEAT) - 1))
