"""What the network is told: a reader's label beside an earlier opinion, and opinions alone where nobody read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.training.batches import UNKNOWN
from voc.training.recipe import Recipe
from voc.training.targets import Opinions, targets

NAMES = {
    "sentiment": ("negative", "neutral", "positive"),
    "effort": ("no", "yes"),
    "stage": ("delivery", "use"),
    "touchpoint": ("chat", "phone"),
}
RECIPE = replace(Recipe(), smoothing=0.0, believed=0.5)


def opinion(stage: list[float], columns: tuple[str, ...] = ("delivery", "use")) -> Opinions:
    p = {"sentiment": [1.0, 0, 0], "effort": [1.0, 0], "touchpoint": [0.3, 0.7]} | {"stage": stage}
    return Opinions(NAMES | {"stage": columns}, {h: np.array([row], np.float32) for h, row in p.items()})


def told(label: int, believed: Opinions | None, recipe: Recipe = RECIPE) -> list[float]:
    labels = np.array([[0, 0, label, UNKNOWN]])
    return [round(v, 4) for v in targets(labels, NAMES, believed, recipe)["stage"][0].tolist()]


def test_a_label_alone_is_the_label() -> None:
    assert told(1, None) == [0.0, 1.0]
    assert told(1, None, replace(RECIPE, smoothing=0.1)) == [0.05, 0.95]


def test_label_and_opinion_meet_half_way() -> None:
    assert told(1, opinion([0.8, 0.2])) == [0.4, 0.6]
    assert told(1, opinion([0.8, 0.2]), replace(RECIPE, believed=0.25)) == [0.2, 0.8]


def test_without_a_label_the_opinion_is_all_there_is() -> None:
    assert told(UNKNOWN, opinion([0.8, 0.2])) == [0.8, 0.2]
    assert told(UNKNOWN, None) == [0.0, 0.0]


def test_opinions_are_put_under_the_name_of_their_column() -> None:
    assert told(UNKNOWN, opinion([0.8, 0.2], ("use", "delivery"))) == [0.2, 0.8]


@given(
    st.lists(st.tuples(st.sampled_from([UNKNOWN, 0, 1]), st.floats(0, 1)), min_size=1, max_size=8),
    st.floats(0, 0.3),
    st.floats(0, 1),
)
def test_every_target_is_a_distribution(said: list[tuple[int, float]], smoothing: float, believed: float) -> None:
    labels = np.array([[0, 1, label, label] for label, _ in said])
    p = np.array([[p, 1 - p] for _, p in said], np.float32)
    sure = np.tile(np.array([[1.0, 0.0, 0.0]], np.float32), (len(said), 1))
    opinions = Opinions(NAMES, {"sentiment": sure, "effort": p, "stage": p, "touchpoint": p})
    for target in targets(labels, NAMES, opinions, replace(RECIPE, smoothing=smoothing, believed=believed)).values():
        assert target.sum(1).tolist() == pytest.approx([1.0] * len(said), abs=1e-5)
        assert float(target.min()) >= 0
