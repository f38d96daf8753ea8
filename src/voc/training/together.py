"""Which stages and touchpoints go together in what annotators said."""

from __future__ import annotations

import numpy as np

from voc.training.batches import UNKNOWN
from voc.training.ground import Ground

# Part of the pointwise mutual information that the reader believes; the heads know some of it already. On cross-validated mentions 0 gives
# .435 right pairs, .25 gives .462, .4 gives .468, 1 gives .462 and fewer right stages.
BELIEVED = 0.4
# Added to each count, so that a pair nobody met is improbable and not impossible.
UNSEEN = 0.5


def affinities(known: Ground) -> list[list[float]]:
    """Log-factors of each stage with each touchpoint, in the columns of the heads: pointwise mutual information (Church & Hanks 1990)."""
    stage, touchpoint = known.y[:, 2], known.y[:, 3]
    both = (stage != UNKNOWN) & (touchpoint != UNKNOWN)
    counts = np.full((len(known.names["stage"]), len(known.names["touchpoint"])), UNSEEN)
    np.add.at(counts, (stage[both], touchpoint[both]), 1.0)
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True) / counts.sum()
    return [[round(float(v), 3) for v in row] for row in BELIEVED * np.log(counts / expected)]
