"""What the heads see of a mention, and how scores become probabilities."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from voc.protocols import FloatArray

# The comment is context for the mention, not its equal; the weight was chosen on held-out training comments.
COMMENT_WEIGHT = 0.5


def features(mentions: FloatArray, comments: FloatArray) -> FloatArray:
    """What the heads see: both vectors side by side, the comment's at half weight, scaled to about one per number.

    Args:
        mentions: Unit rows, shape (n, dim).
        comments: Unit rows of the feedback that each mention is in, shape (n, dim).
    Returns:
        Shape (n, 2 * dim).
    """
    joined = np.concatenate([mentions, COMMENT_WEIGHT * comments], axis=1)
    return np.asarray(joined * np.sqrt(mentions.shape[1]), dtype=np.float32)


def unjoined(x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The two vectors that `features` joined, one unit row each."""
    dim = x.shape[1] // 2
    return x[:, :dim] / np.float32(np.sqrt(dim)), x[:, dim:] / np.float32(np.sqrt(dim) * COMMENT_WEIGHT)


def softmax(logits: npt.NDArray[np.floating[Any]]) -> FloatArray:
    """Rows that sum to one."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)
