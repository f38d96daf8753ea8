"""Cutting loses no token and keeps spans whole; every span finds its own tokens."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from voc.models.windows import cut, pool, span_vectors, tokens_of, visible, window_of


@given(st.integers(0, 600), st.lists(st.integers(-5, 650), max_size=40), st.integers(1, 200))
def test_windows_cover_the_text_once_and_fit(n: int, starts: list[int], capacity: int) -> None:
    windows = cut(n, starts, capacity)
    assert windows[0][0] == 0
    assert windows[-1][1] == n
    assert all(a[1] == b[0] for a, b in zip(windows, windows[1:], strict=False))
    assert all(0 < last - first <= capacity for first, last in windows) or windows == [(0, 0)]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=20), st.integers(50, 120))
def test_a_span_that_fits_a_window_is_never_split(lengths: list[int], capacity: int) -> None:
    edges = np.cumsum([0, *lengths]).tolist()
    inner = {first for first, _ in cut(edges[-1], edges[:-1], capacity)}
    assert inner <= set(edges)


def test_a_long_span_is_cut_in_equal_parts() -> None:
    assert cut(300, [0], 188) == [(0, 150), (150, 300)]
    assert cut(310, [0, 10], 188) == [(0, 10), (10, 160), (160, 310)]


def test_tokens_lose_the_space_they_carry_and_a_lone_space_stays() -> None:
    text = "un  mot 😒"
    assert visible(text, [(0, 2), (2, 7), (7, 8), (8, 9)]).tolist() == [[0, 2], [4, 7], [7, 8], [8, 9]]


def test_a_span_takes_the_tokens_it_touches() -> None:
    offsets = np.array([[0, 4], [5, 9], [9, 10], [11, 20]])
    assert tokens_of((5, 10), offsets) == (1, 3)
    assert tokens_of((4, 10), offsets) == (1, 3)
    assert tokens_of((6, 12), offsets) == (1, 4)
    assert tokens_of((5, 5), offsets) == (1, 1)
    assert tokens_of((10, 11), offsets) == (3, 3)
    assert tokens_of((20, 99), offsets) == (4, 4)


def test_what_has_no_token_belongs_to_the_window_around_it() -> None:
    windows = [(0, 3), (3, 9)]
    assert [window_of(token, windows) for token in (0, 2, 3, 8, 9)] == [(0, 3), (0, 3), (3, 9), (3, 9), (3, 9)]
    rows = np.eye(9, dtype=np.float32)
    vectors = span_vectors(rows, [(0, 1), (9, 9)], windows)
    assert vectors[0, 0] == 1.0
    assert np.flatnonzero(vectors[1]).tolist() == [3, 4, 5, 6, 7, 8]


def test_a_pooled_vector_survives_half_precision() -> None:
    vector = pool(np.random.default_rng(0).normal(size=(7, 384)).astype(np.float32))
    assert np.array_equal(vector, vector.astype(np.float16).astype(np.float32))
    assert abs(np.linalg.norm(vector) - 1) < 1e-3
