"""Stages and touchpoints of a company's own, fitted in seconds on a handful of example sentences.

The heads stay as they are. Beside what they say, each own entry gets one linear score, fitted so that the examples choose it and the
mentions that voc was trained on go on choosing what they chose. So a company needs no training data and no training run: the next night
knows the entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voc.models.features import softmax
from voc.protocols import FloatArray

# All examples of an entry together weigh as this share of the ground, as if they were a common entry. Chosen with PULL by hiding each
# default entry in turn and teaching it again from five of its mentions (`benchmarks/own_entries.py`): precision .78, recall .38. Four times
# the pull finds more (.70 / .47), but what it takes wrongly is taken from cells that were right.
SHARE = 0.6
PULL = 1000.0
# Fewer examples than this do not weigh more for being few.
FEW = 5
# Ground mentions that take part; more change nothing that can be measured.
GROUND = 6000


@dataclass(frozen=True)
class OwnColumns:
    """Scores of own entries of one axis: log-odds beside the logarithms of the known entries' probabilities.

    Attributes:
        ids: The entries.
        weights: Shape (2 * dim, k).
        bias: Shape (k,).
    """

    ids: tuple[str, ...]
    weights: FloatArray
    bias: FloatArray

    def beside(self, known: FloatArray, x: FloatArray) -> FloatArray:
        """Probabilities of the known entries and of these, rows that sum to one: shape (n, known + k)."""
        return softmax(np.concatenate([np.log(np.maximum(known, 1e-9)), x @ self.weights + self.bias], axis=1))


def fit_columns(x: FloatArray, examples: Mapping[str, FloatArray], free: Mapping[str, npt.NDArray[np.bool_]]) -> OwnColumns:
    """Fit the scores of own entries.

    Args:
        x: The features of ground mentions, centred, shape (n, 2 * dim).
        examples: Per own entry the features of its examples, shape (m, 2 * dim).
        free: Per own entry, which ground mentions may be part of it (those of the entry that it maps to): they hold nothing against it.
    """
    from scipy.optimize import minimize

    ids = tuple(sorted(examples))
    x = x.astype(np.float64)
    told = np.concatenate([examples[i] for i in ids]).astype(np.float64)
    owner = np.repeat(np.arange(len(ids)), [len(examples[i]) for i in ids])
    held = np.stack([~free[i] if i in free else np.ones(len(x), bool) for i in ids], axis=1)
    weight = np.array([SHARE * len(x) / max(len(examples[i]), FEW) for i in ids])[owner]
    k, width = len(ids), x.shape[1]

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        w, b = flat[:-k].reshape(width, k), flat[-k:]
        # A ground mention: the known entries together have probability 1 beside the scores, so its loss is log(1 + sum of odds).
        odds = np.exp(np.minimum(x @ w + b, 30.0)) * held
        total = 1.0 + odds.sum(axis=1)
        against = odds / total[:, None]
        mine = np.minimum(told @ w + b, 30.0)
        own = np.exp(mine)
        among = own / (1.0 + own.sum(axis=1, keepdims=True))
        right = among[np.arange(len(told)), owner]
        value = np.log(total).sum() - (weight * np.log(np.maximum(right, 1e-12))).sum() + 0.5 * PULL * float((w * w).sum())
        pull = among.copy()
        pull[np.arange(len(told)), owner] -= 1.0
        pull *= weight[:, None]
        gradient = np.concatenate([(x.T @ against + told.T @ pull + PULL * w).ravel(), against.sum(axis=0) + pull.sum(axis=0)])
        return float(value), gradient

    start = np.concatenate([np.zeros(width * k), np.full(k, -3.0)])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 100}).x
    return OwnColumns(ids, found[:-k].reshape(width, k).astype(np.float32), found[-k:].astype(np.float32))
