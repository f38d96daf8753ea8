"""How badly one moment went: the formula of friction, written here and nowhere else."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LEAST_INTENSITY = 0.5


def friction(p_negative: npt.ArrayLike, sentiment: npt.ArrayLike, effort: npt.ArrayLike, w_effort: float) -> Floats:
    """Friction of mentions, without unit, 0 (nothing in the way) to 1 (as bad as it gets).

    `1 − (1 − severity) · (1 − w_effort · effort)` with `severity = p_negative · intensity(sentiment)`. It is a noisy-or: a bad
    experience and hard work are two causes, and either is enough to hurt. Ratings and NPS do not enter, so that they can validate it.

    Args:
        p_negative: Probability of negative, 0..1.
        sentiment: p_positive − p_negative, −1..1.
        effort: How hard the customer had to work, 0..1; null where the text speaks of none, which counts as 0.
        w_effort: Friction of the greatest effort without any negative word, 0..1.
    Returns:
        One value per mention; null where p_negative or sentiment is null.

    Source: noisy-or, J. Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, section 4.3.2; effort as a harm of its own,
    M. Dixon, K. Freeman and N. Toman, Stop Trying to Delight Your Customers, Harvard Business Review, July 2010.
    """
    severity = _floats(p_negative) * intensity(sentiment)
    work = np.nan_to_num(_floats(effort), nan=0.0)
    return np.clip(1.0 - (1.0 - severity) * (1.0 - w_effort * work), 0.0, 1.0)


def intensity(sentiment: npt.ArrayLike) -> Floats:
    """How strongly it was said: `0.5 + 0.5 · |sentiment|`, from 0.5 (torn or flat) to 1 (unmixed)."""
    return LEAST_INTENSITY + (1.0 - LEAST_INTENSITY) * np.abs(_floats(sentiment))


def _floats(values: Any) -> Floats:
    return np.asarray(values, dtype=np.float64)
