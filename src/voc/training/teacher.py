"""What the tuned encoder must not forget: where the untuned one puts each mention by subject."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voc.protocols import Encoder, FloatArray
from voc.training.data import LabelledComment

# Characters over which a mention's need of its comment fades.
SHORT = 40.0


def subjects(comments: list[LabelledComment], encoder: Encoder) -> FloatArray:
    """Centred subject vectors of all mentions, by the encoder before tuning.

    A vector tuned to stages and feelings puts a late parcel beside a late refund; topics need to know which of the two it was.
    The untuned encoder reads each mention alone and in its comment (`mixed`); a linear map of the tuned vector
    learns to say the same, so that at night one reading serves both.

    Returns:
        Unit rows, one per mention, shape (n, dim).
    """
    in_context = encoder.encode([c.text for c in comments], [list(c.spans) for c in comments])
    said = [text for c in comments for text in c.mentions()]
    by_itself = encoder.encode(said, [[(0, len(t))] for t in said])
    lengths = np.array([end - start for c in comments for start, end in c.spans], dtype=np.float64)
    found = mixed(in_context, by_itself, lengths)
    return centred(found, found.mean(axis=0))


def mixed(in_context: FloatArray, by_itself: FloatArray, lengths: npt.NDArray[np.float64]) -> FloatArray:
    """What each mention is about: its own words weigh 70 %, fewer when they are few ("I gave up." needs its comment).

    Args:
        in_context: One unit row per mention, read in its comment, shape (n, dim).
        by_itself: The same mentions, read alone.
        lengths: Characters of each mention.
    Returns:
        Unit rows, shape (n, dim).
    """
    context = (0.3 + 0.5 * np.exp(-lengths / SHORT))[:, None]
    both = context * in_context + (1 - context) * by_itself
    return np.asarray(both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-12), dtype=np.float32)


def centred(vectors: FloatArray, center: FloatArray) -> FloatArray:
    """Vectors around their mean, made unit: e5's all point the same way."""
    moved = vectors - center
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9), dtype=np.float32)
