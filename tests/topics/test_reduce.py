import numpy as np
import pytest
from tests.topics.planted import planted

from voc.topics.reduce import centred, nearest, nearest_in_each, origins, reduced


@pytest.mark.slow
def test_the_same_rows_are_placed_alike_to_the_last_bit():
    mentions, vectors = planted(12)
    points = centred(vectors, mentions["language"], origins(vectors, mentions["language"]))
    languages = mentions["language"].to_numpy(dtype=object)
    first, other = reduced(points, languages, [7, 8])
    assert first.shape == other.shape == (len(mentions), 10)
    np.testing.assert_array_equal(first, next(reduced(points, languages, [7])))
    assert (first != other).any()


def test_neighbours_are_found_in_both_languages_and_near_ones_first():
    mentions, vectors = planted(30)
    points = centred(vectors, mentions["language"], origins(vectors, mentions["language"]))
    languages = mentions["language"].to_numpy(dtype=object)
    distance, neighbour = nearest_in_each(points, languages, 15)
    assert (neighbour[:, 0] == np.arange(len(points))).all()
    assert (np.diff(distance, axis=1) >= 0).all()
    assert ((languages[neighbour] != languages[:, None]).sum(axis=1) == 7).all()
    subject = mentions["subject"].to_numpy(dtype=object)
    assert (subject[neighbour] == subject[:, None]).mean() > 0.95


def test_one_language_has_the_neighbours_it_has():
    _, vectors = planted(20)
    some = np.where(np.arange(len(vectors)) < 5, "en", "fr").astype(object)
    # Five English mentions are too few to look among.
    for languages in (some, np.full(len(vectors), "fr", dtype=object)):
        for mine, plain in zip(nearest_in_each(vectors, languages, 15), nearest(vectors, vectors, 15), strict=True):
            np.testing.assert_array_equal(mine, plain)
