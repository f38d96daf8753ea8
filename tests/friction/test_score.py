import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.friction.score import friction, intensity

unit = st.floats(0, 1)


def test_by_hand():
    # severity 0.8 · 0.9 = 0.72; 1 − 0.28 · (1 − 0.5 · 0.4) = 0.776
    assert friction([0.8], [-0.8], [0.4], 0.5) == pytest.approx([0.776])


def test_no_effort_counts_as_zero_and_unread_stays_unknown():
    out = friction([1.0, np.nan, 0.0], [-1.0, np.nan, 1.0], [np.nan, 1.0, 1.0], 0.5)
    assert out == pytest.approx([1.0, np.nan, 0.5], nan_ok=True)


def test_intensity_grows_from_half_to_one():
    assert intensity([0.0, -0.5, 0.5, -1.0, 1.0]) == pytest.approx([0.5, 0.75, 0.75, 1.0, 1.0])


@settings(max_examples=100)
@given(unit, unit, st.floats(-1, 1), unit, unit)
def test_grows_with_negativity_and_with_effort_within_bounds(p, q, sentiment, effort, w):
    low, high = sorted((p, q))
    values = friction([low, high, high], [sentiment] * 3, [effort, effort, 1.0], w)
    assert values[0] <= values[1] + 1e-12
    assert values[1] <= values[2] + 1e-12
    assert ((values >= 0) & (values <= 1)).all()
