"""Stage and touchpoint chosen as a pair: what often goes together is believed sooner than what never does."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voc.journey.taxonomy import UNPLACED, Axis
from voc.protocols import Predictions

# Cue words and pairs repeat part of what the heads know, so the product is too sure of itself: at 1.2 the calibration error on
# cross-validated mentions is .024 (stages) and .033 (touchpoints), at 1 it is .054 and .068.
CALM = 1.2

Probabilities = npt.NDArray[np.float64]


def affinity(predictions: Predictions, stages: Axis, touchpoints: Axis) -> Probabilities:
    """What the reader knows of each pair, on the company's lists with `unplaced` last: factors, 1 where it knows nothing.

    An entry of the company's own keeps the company of the entry that it maps to.
    """
    factors = np.ones((len(stages.ids) + 1, len(touchpoints.ids) + 1))
    if predictions.together is None:
        return factors
    rows, columns = _known(stages, predictions.stages), _known(touchpoints, predictions.touchpoints)
    at = np.ix_(np.flatnonzero(rows >= 0), np.flatnonzero(columns >= 0))
    factors[at] = np.exp(predictions.together.astype(np.float64))[np.ix_(rows[rows >= 0], columns[columns >= 0])]
    return factors


def _known(axis: Axis, columns: tuple[str, ...]) -> npt.NDArray[np.intp]:
    """For each entry of the company and `unplaced`, the reader's column, or -1."""
    names = [i if i in columns else axis.maps_to.get(i, "") for i in (*axis.ids, UNPLACED)]
    return np.array([columns.index(n) if n in columns else -1 for n in names], dtype=np.intp)


def jointly(stage: Probabilities, touchpoint: Probabilities, factors: Probabilities) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The most probable pair of each mention; of equal pairs the first.

    Args:
        stage: Shape (n, s).
        touchpoint: Shape (n, t).
        factors: Shape (s, t).
    Returns:
        Index of the stage and of the touchpoint, each of shape (n,).
    """
    # Stage by stage: all pairs of 100 000 mentions at once would take 130 MB.
    best = np.stack([(touchpoint * row).argmax(axis=1) for row in factors], axis=1)
    strength = np.stack([(touchpoint * row).max(axis=1) for row in factors], axis=1) * stage
    chosen = strength.argmax(axis=1)
    return chosen, best[np.arange(len(best)), chosen]


def marginals(stage: Probabilities, touchpoint: Probabilities, factors: Probabilities) -> tuple[Probabilities, Probabilities]:
    """Probabilities of the stages and of the touchpoints when both are read together, rows that sum to one."""
    if (factors == 1.0).all():
        return stage, touchpoint
    return _calmed(stage * (touchpoint @ factors.T)), _calmed(touchpoint * (stage @ factors))


def _calmed(p: Probabilities) -> Probabilities:
    powers = (p / p.max(axis=1, keepdims=True)) ** (1.0 / CALM)
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
