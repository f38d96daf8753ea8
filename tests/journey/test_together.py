"""Pairs: what goes together is believed sooner, by any company's list."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.config import Entry, Journey, Names, StageEntry
from voc.journey import Taxonomy
from voc.journey.together import affinity, jointly, marginals
from voc.protocols import Predictions

STAGES, TOUCHPOINTS = ("delivery", "purchase", "unplaced"), ("payment", "store", "unplaced")
# Payment goes with purchase, and nothing else is known.
TOGETHER = np.array([[0, 0, 0], [2, 0, 0], [0, 0, 0]], dtype=np.float32)


def company(stages: tuple[str, ...], touchpoints: tuple[Entry, ...]) -> Taxonomy:
    entries = tuple(StageEntry(id=s, name=Names(fr=s, en=s), phase="all") for s in stages)
    return Taxonomy.of(Journey.model_construct(version=1, phases=(), stages=entries, touchpoints=touchpoints))


def entry(id_: str, maps_to: str | None = None) -> Entry:
    return Entry(id=id_, name=Names(fr=id_, en=id_), maps_to=maps_to)


def factors(taxonomy: Taxonomy, together: np.ndarray | None) -> np.ndarray:
    nothing = np.zeros((0, 3), np.float32)
    known = Predictions(nothing, nothing[:, 0], nothing, nothing, STAGES, TOUCHPOINTS, together=together)
    return affinity(known, taxonomy.stages, taxonomy.touchpoints)


def test_factors_follow_the_order_of_the_company() -> None:
    found = factors(company(("purchase", "delivery"), (entry("store"), entry("payment"))), TOGETHER)
    assert found == pytest.approx(np.array([[1, np.exp(2), 1], [1, 1, 1], [1, 1, 1]]))


def test_an_own_entry_keeps_the_company_of_what_it_maps_to() -> None:
    found = factors(company(("purchase",), (entry("card", "payment"), entry("garden"))), TOGETHER)
    assert found == pytest.approx(np.array([[np.exp(2), 1, 1], [1, 1, 1]]))


def test_a_reader_that_knows_nothing_of_pairs_leaves_all_as_it_is() -> None:
    known = factors(company(("purchase",), (entry("payment"),)), None)
    stage, touchpoint = np.array([[0.6, 0.4]]), np.array([[0.3, 0.7]])
    assert known.tolist() == [[1.0, 1.0], [1.0, 1.0]]
    assert [m.tolist() for m in marginals(stage, touchpoint, known)] == [stage.tolist(), touchpoint.tolist()]
    assert [c.tolist() for c in jointly(stage, touchpoint, known)] == [[0], [1]]


def test_the_sure_touchpoint_decides_the_doubtful_stage() -> None:
    stage, touchpoint = np.array([[0.5, 0.45, 0.05]]), np.array([[0.9, 0.05, 0.05]])
    chosen = jointly(stage, touchpoint, np.exp(TOGETHER.astype(float)))
    assert [c.item() for c in chosen] == [1, 0]


@settings(max_examples=60)
@given(st.integers(1, 6), st.integers(1, 5), st.integers(1, 5), st.integers(0, 10_000))
def test_pairs_are_the_most_probable_and_marginals_sum_to_one(n: int, s: int, t: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    stage, touchpoint, known = draw.dirichlet(np.ones(s), n), draw.dirichlet(np.ones(t), n), np.exp(draw.normal(size=(s, t)))
    a, b = jointly(stage, touchpoint, known)
    every = stage[:, :, None] * touchpoint[:, None, :] * known
    assert every[np.arange(n), a, b] == pytest.approx(every.reshape(n, -1).max(axis=1))
    for found in marginals(stage, touchpoint, known):
        assert found.sum(axis=1) == pytest.approx(np.ones(n))
