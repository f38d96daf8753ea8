import numpy as np
import pytest
from tests.topics.planted import planted

from voc.topics.reduce import centred, origins, reduced


@pytest.mark.slow
def test_the_same_rows_are_placed_alike_to_the_last_bit():
    mentions, vectors = planted(12)
    points = centred(vectors, mentions["language"], origins(vectors, mentions["language"]))
    first = reduced(points, 7)
    assert first.shape == (len(mentions), 10)
    np.testing.assert_array_equal(first, reduced(points, 7))
