"""What analysts corrected, learnt in seconds: heads lean towards it where a mention is alike, and stay as they are elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voc.models.features import softmax
from voc.protocols import FloatArray

# One correction weighs as much as this many mentions of the ground. With PULL chosen on corrections of held-out comments
# (`benchmarks/corrections.py`).
WEIGHT = 30.0
PULL = 1000.0
# Ground mentions that take part.
GROUND = 4000


@dataclass(frozen=True)
class Leaning:
    """A linear score for each entry of an axis, added to the logarithm of its probability.

    Attributes:
        weights: Shape (2 * dim, k).
    """

    weights: FloatArray

    def of(self, known: FloatArray, x: FloatArray) -> FloatArray:
        """Probabilities that lean: rows that sum to one, shape (n, k).

        Args:
            known: Probabilities before, shape (n, k).
            x: Centred features, shape (n, 2 * dim).
        """
        return softmax(np.log(np.maximum(known, 1e-9)) + x @ self.weights)


def lean(
    ground: FloatArray,
    known: FloatArray,
    told: FloatArray,
    before: FloatArray,
    right: npt.NDArray[np.intp],
    weight: float = WEIGHT,
    pull: float = PULL,
) -> Leaning:
    """Fit the scores: corrected mentions go where they were put, ground mentions stay where they were.

    Minimises the cross-entropy of the new probabilities to the old ones on the ground, `weight` times that to the corrections, and half
    `pull` times the squared weights.

    Args:
        ground: Centred features, shape (n, 2 * dim).
        known: What the heads say of them, shape (n, k).
        told: Centred features of corrected mentions, shape (m, 2 * dim).
        before: What the heads say of these, shape (m, k).
        right: Columns that the analysts chose, shape (m,).
    """
    from scipy.optimize import minimize

    x = np.concatenate([ground, told]).astype(np.float64)
    wanted = np.concatenate([known, np.eye(known.shape[1])[right]]).astype(np.float64)
    start = np.log(np.maximum(np.concatenate([known, before]).astype(np.float64), 1e-9))
    weights = np.repeat([1.0, weight], [len(ground), len(told)])[:, None]
    shape = (x.shape[1], wanted.shape[1])

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        w = flat.reshape(shape)
        logits = start + x @ w
        logits -= logits.max(axis=1, keepdims=True)
        powers = np.exp(logits)
        total = powers.sum(axis=1, keepdims=True)
        value = -(weights * wanted * (logits - np.log(total))).sum() + 0.5 * pull * float((w * w).sum())
        return value, (x.T @ (weights * (powers / total - wanted)) + pull * w).ravel()

    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 60})
    return Leaning(np.asarray(found.x.reshape(shape), dtype=np.float32))
