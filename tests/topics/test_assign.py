"""Mentions without a topic ask their neighbours at a refit."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.topics.assign import ALIKE, AROUND, as_neighbours
from voc.topics.distinct import unit

EAST, NORTH, UP = np.eye(3, dtype=np.float32)


def cloud(centre: np.ndarray, n: int, spread: float, seed: int) -> np.ndarray:
    return unit((centre + np.random.default_rng(seed).normal(0, spread, (n, 3))).astype(np.float32))


def asked(points: np.ndarray, topics: list[str | None], free: list[bool] | None = None) -> list[str | None]:
    given_topics = pd.Series(topics, dtype="str")
    may = pd.Series(free if free is not None else [True] * len(points))
    return as_neighbours(points, given_topics, may, np.arange(len(points))).replace({np.nan: None}).tolist()


def test_a_mention_beside_one_kind_of_cases_joins_the_topic_however_far_its_mean_is() -> None:
    # One topic of two kinds of cases, at right angles: its mean is at .71 of either. The mean of another topic is at .8 of the first kind.
    points = np.vstack([cloud(EAST, 20, 0.02, 1), cloud(NORTH, 20, 0.02, 2), cloud(0.8 * EAST + 0.6 * UP, 20, 0.02, 3), EAST[None]])
    assert EAST @ unit(points[40:60].mean(axis=0)[None])[0] > EAST @ unit(points[:40].mean(axis=0)[None])[0]
    assert asked(points, ["both"] * 40 + ["other"] * 20 + [None])[-1] == "both"


def test_where_most_neighbours_have_no_topic_or_topics_of_many_kinds_nothing_is_joined() -> None:
    points = np.vstack([cloud(EAST, 30, 0.02, 1), cloud(UP, 5, 0.02, 2), EAST[None]])
    assert asked(points, [None] * 30 + ["far"] * 5 + [None])[-1] is None
    assert asked(points, [f"t{i % 3}" for i in range(30)] + ["far"] * 5 + [None])[-1] is None


def test_what_is_not_free_stays_without_and_nobody_else_is_moved() -> None:
    points = np.vstack([cloud(EAST, 20, 0.02, 1), EAST[None]])
    assert asked(points, ["a"] * 20 + [None], [True] * 20 + [False])[-1] is None
    assert asked(points[:20], ["a"] * 10 + ["b"] * 10) == ["a"] * 10 + ["b"] * 10


def test_no_topics_no_rows() -> None:
    points = cloud(EAST, 20, 0.1, 1)
    assert asked(points, [None] * 20) == [None] * 20
    assert asked(points[:0], []) == []


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(1, 60), topics=st.integers(1, 4))
def test_who_joins_has_enough_neighbours_there(seed: int, n: int, topics: int) -> None:
    random = np.random.default_rng(seed)
    points = unit(random.normal(size=(n, 3)).astype(np.float32))
    before = [None if random.random() < 0.4 else f"t{random.integers(topics)}" for _ in range(n)]
    after = asked(points, before)
    near = np.argsort(-(points @ points.T), axis=1, kind="stable")[:, :AROUND]
    for i, (was, now) in enumerate(zip(before, after, strict=True)):
        if was is not None or now is None:
            assert now == was
        else:
            assert sum(before[k] == now for k in near[i]) >= ALIKE - 1
