"""What held-out predictions say: temperatures that make probabilities mean what they say, and how good they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from voc.models.features import softmax
from voc.models.heads import HEADS
from voc.protocols import FloatArray
from voc.training.batches import UNKNOWN
from voc.training.ground import Ground, Labels

Logits = dict[str, FloatArray]


def probabilities(found: Sequence[Logits], temperatures: dict[str, float]) -> Logits:
    """The networks' mean probabilities."""
    return {h: np.mean([softmax(f[h] / temperatures[h]) for f in found], axis=0) for h in HEADS}


def temperatures(found: Sequence[Logits], y: Labels) -> dict[str, float]:
    """Per head, the temperature with the least log-loss on held-out predictions (Guo et al. 2017)."""
    chosen = {}
    for at, head in enumerate(HEADS):
        told = y[:, at] != UNKNOWN
        losses = {
            t: -np.log(np.mean([softmax(f[head][told] / t) for f in found], axis=0)[np.arange(told.sum()), y[told, at]] + 1e-9).mean()
            for t in np.arange(0.6, 3.01, 0.05)
        }
        chosen[head] = round(float(min(losses, key=lambda t: losses[t])), 2)
    return chosen


def calibration_error(p: FloatArray, y: Labels, bins: int = 15) -> float:
    """Expected calibration error of the most probable class (Naeini et al. 2015)."""
    best, right = p.max(axis=1), p.argmax(axis=1) == y
    place = np.minimum((best * bins).astype(int), bins - 1)
    return float(
        sum(abs(right[place == b].mean() - best[place == b].mean()) * (place == b).mean() for b in range(bins) if (place == b).any())
    )


def figures(p: Logits, known: Ground) -> dict[str, Any]:
    """Cross-validated accuracy, macro-F1 and calibration error of each head, and how often stage and touchpoint are both right."""
    from sklearn.metrics import f1_score

    out: dict[str, Any] = {}
    for at, head in enumerate(HEADS):
        y = known.y[:, at]
        said = p[head].argmax(axis=1)
        out[head] = {
            "accuracy": round(float((said == y).mean()), 4),
            "macro_f1": round(float(f1_score(y, said, average="macro")), 4),
            "calibration_error": round(calibration_error(p[head], y), 4),
        }
    pair = (p["stage"].argmax(axis=1) == known.y[:, 2]) & (p["touchpoint"].argmax(axis=1) == known.y[:, 3])
    return out | {"pair_accuracy": round(float(pair.mean()), 4), "mentions": len(known.x), "comments": int(known.owner.max()) + 1}
