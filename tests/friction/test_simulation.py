"""Statistics held against synthetic journeys whose truth is known; the bounds are those that the method promises, seeds are fixed."""

import numpy as np
import pandas as pd
import pytest
from tests.friction.synthetic import Plant, changes, journeys

MOVED = ["worse", "better"]


def test_nothing_happened_and_hardly_anything_is_said_to_have():
    """At 10 % accepted false discoveries, of journeys where nothing changed at most 12 % show any change."""
    for n, many in ((150, 160), (600, 90)):
        found = changes(journeys(1, many, n))
        alarmed = found[found["trend"].isin(MOVED)]["segment_value"].nunique()
        assert alarmed <= 0.12 * many, (n, alarmed)


def test_twice_as_many_comments_everywhere_are_no_change():
    found = changes(journeys(2, 80, 300, wave=2.0))
    assert found[found["trend"].isin(MOVED)]["segment_value"].nunique() <= 0.12 * 80


def test_intervals_of_no_change_hold_zero_nine_times_in_ten():
    found = changes(journeys(3, 150, 500))
    for name in ("change", "friction_change"):
        known = found.dropna(subset=[name])
        held = ((known[f"{name}_low"] <= 0) & (known[f"{name}_high"] >= 0)).mean()
        assert 0.88 <= held <= 0.93, (name, held)


PLANTS = [(Plant(rank=2, rise=0.25), 0.9), (Plant(rank=1, extra=150), 0.85), (Plant(rank=0, extra=600), 0.95)]


@pytest.mark.parametrize(("plant", "least"), PLANTS)
def test_what_was_planted_is_found_and_nothing_else(plant, least):
    given = journeys(4, 60, 600, plant)
    found = changes(given)
    moved = found[found["trend"].isin(MOVED)]
    right = of_the_planted(given, moved) & (moved["trend"] == "worse").to_numpy()
    assert right.sum() >= least * 60
    # Journeys without a discovery count as none false.
    assert pd.Series(~right).groupby(moved["segment_value"].to_numpy()).mean().sum() / 60 <= 0.12


def of_the_planted(given, rows):
    """Which rows are of the planted cell of their journey."""
    place = rows[["segment_value", "stage", "touchpoint"]].itertuples(index=False)
    return np.array([(stage, touchpoint) == given.planted[int(value)] for value, stage, touchpoint in place])


def test_when_one_cell_explodes_the_others_are_not_called_better():
    """As many complaints more of one cell as there were comments of all: the shares of all others fall by half."""
    given = journeys(5, 60, 400, Plant(rank=3, extra=700))
    found = changes(given)
    others = found[~of_the_planted(given, found)]
    assert (others["change"].dropna() < 0).mean() > 0.8
    assert others[others["trend"] == "better"]["segment_value"].nunique() <= 0.12 * 60
