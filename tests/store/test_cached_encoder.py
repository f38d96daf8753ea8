"""The encoder that ships, behind a store that remembers."""

from __future__ import annotations

import numpy as np
import pytest

from voc.models.encoder import OnnxEncoder
from voc.store.cached_encoder import CachedEncoder
from voc.store.vectors import VectorStore

TEXTS = ["Le colis était ouvert. Le livreur aimable.", "My card was declined.", "ok"]
SPANS = [[(0, 22), (23, 42)], [(0, 21)], [(0, 2)]]


class Counting:
    """The real encoder, and the texts it was asked for."""

    def __init__(self, encoder: OnnxEncoder, model_id: str | None = None) -> None:
        self.encoder, self.asked = encoder, []
        self.model_id, self.dim = model_id or encoder.model_id, encoder.dim

    def encode_both(self, texts, spans):
        self.asked.extend(texts)
        return self.encoder.encode_both(texts, spans)


@pytest.fixture
def counting(shipped_encoder):
    return Counting(shipped_encoder)


def test_nothing_is_encoded_twice(store, counting) -> None:
    cached = CachedEncoder(counting, VectorStore(store))
    first = cached.encode(TEXTS, SPANS)
    assert counting.asked == TEXTS
    assert np.array_equal(cached.encode(TEXTS, SPANS), first)
    assert np.array_equal(cached.encode(TEXTS[::-1], SPANS[::-1]), first[[3, 2, 0, 1]])
    assert counting.asked == TEXTS


def test_places_and_subjects_come_from_one_reading(store, counting) -> None:
    cached = CachedEncoder(counting, VectorStore(store))
    places = cached.encode(TEXTS, SPANS)
    both = cached.encode_both(TEXTS, SPANS)
    assert counting.asked == TEXTS
    assert np.array_equal(both[0], places)
    assert np.allclose(both[1], counting.encoder.encode_both(TEXTS, SPANS)[1], atol=1e-3)
    assert not np.allclose(*both, atol=0.1)


def test_only_what_is_new_is_encoded(store, counting) -> None:
    cached = CachedEncoder(counting, VectorStore(store))
    cached.encode(TEXTS[:1], SPANS[:1])
    counting.asked.clear()
    cached.encode(TEXTS, SPANS)
    assert counting.asked == TEXTS[1:]
    # The same text cut otherwise is read otherwise.
    counting.asked.clear()
    cached.encode(TEXTS[:1], [[(0, 42)]])
    assert counting.asked == TEXTS[:1]


def test_the_night_that_encodes_gets_the_figures_of_the_night_that_reads(store, counting) -> None:
    cached = CachedEncoder(counting, VectorStore(store))
    vectors = cached.encode(TEXTS, SPANS)
    assert vectors.dtype == np.float32
    assert np.allclose(vectors, counting.encoder.encode(TEXTS, SPANS), atol=1e-3)
    assert np.array_equal(vectors, CachedEncoder(counting, VectorStore(store)).encode(TEXTS, SPANS))


def test_another_model_shares_nothing(store, counting, shipped_encoder) -> None:
    CachedEncoder(counting, VectorStore(store)).encode(TEXTS, SPANS)
    other = Counting(shipped_encoder, "another")
    cached = CachedEncoder(other, VectorStore(store))
    cached.encode(TEXTS, SPANS)
    assert other.asked == TEXTS
    assert (cached.model_id, cached.dim) == ("another", shipped_encoder.dim)


def test_nothing_to_encode(store, counting) -> None:
    cached = CachedEncoder(counting, VectorStore(store))
    assert cached.encode([], []).shape == (0, counting.dim)
    assert cached.encode(["a"], [[]]).shape == (0, counting.dim)
    assert counting.asked == []
