"""Affinities from planted labels."""

from __future__ import annotations

import numpy as np

from voc.protocols import Written
from voc.training.batches import UNKNOWN
from voc.training.ground import Ground
from voc.training.together import affinities


def test_what_is_said_together_attracts_and_what_never_is_repels() -> None:
    pairs = [(0, 0)] * 20 + [(1, 1)] * 20 + [(1, UNKNOWN), (UNKNOWN, 0)]
    y = np.array([(0, 0, *p) for p in pairs], dtype=np.int64)
    names = {"stage": ("delivery", "purchase"), "touchpoint": ("parcel", "payment")}
    found = np.array(affinities(Ground(np.zeros((len(y), 2), np.float32), y, np.arange(len(y)), names, Written([], [], []))))
    assert found.shape == (2, 2)
    assert (np.diag(found) > 0).all()
    assert found[0, 1] < 0 > found[1, 0]
    assert np.allclose(found, found.T)
