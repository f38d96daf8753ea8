"""One clustering from several."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from voc.topics.agreement import agreed

SUBJECT = np.repeat([0, 1, 2], 50)


def noisy(random: np.random.Generator) -> np.ndarray:
    """The subjects under other numbers, a fifth of the rows anywhere."""
    names = random.permutation(3)[SUBJECT]
    return np.where(random.random(len(SUBJECT)) < 0.2, random.integers(-1, 3, len(SUBJECT)), names)


def right(labels: np.ndarray) -> float:
    return sum(np.bincount(SUBJECT[labels == k]).max() for k in range(labels.max() + 1)) / len(SUBJECT)


def test_the_vote_is_nearer_to_the_truth_than_any_voter():
    random = np.random.default_rng(3)
    runs = [noisy(random) for _ in range(7)]
    assert right(agreed(runs)) > max(map(right, runs))
    assert right(agreed(runs)) > 0.98


def test_a_run_that_lost_its_way_is_outvoted():
    fine = [np.roll(np.arange(3), k)[SUBJECT] for k in range(4)]
    labels = agreed([np.zeros(len(SUBJECT), dtype=np.int64), *fine])
    assert right(labels) == 1 and labels.max() == 2


def test_what_most_runs_leave_out_is_left_out():
    runs = [np.where(np.arange(len(SUBJECT)) < 10, -1 if k else 0, SUBJECT) for k in range(5)]
    assert (agreed(runs)[:10] == -1).all()


def test_what_is_left_of_a_cluster_can_be_too_small():
    runs = [np.where(np.arange(len(SUBJECT)) < 40, 0, SUBJECT)] * 2 + [np.where(np.arange(len(SUBJECT)) < 40, 3, SUBJECT)]
    last = np.where(SUBJECT == 2, np.arange(len(SUBJECT)) % 10 - 1, SUBJECT)
    labels = agreed([*runs, last], least=20)
    assert np.bincount(labels[labels >= 0]).min() >= 20


@given(st.lists(arrays.arrays(np.int64, 30, elements=st.integers(-1, 4)), min_size=1, max_size=5))
def test_any_runs_give_labels_without_holes(runs):
    runs = [np.unique(r, return_inverse=True)[1].astype(np.int64) - (r.min() < 0) for r in runs]
    labels = agreed(runs)
    assert labels.shape == (30,)
    assert set(labels[labels >= 0].tolist()) == set(range(labels.max() + 1))
    np.testing.assert_array_equal(labels, agreed([*runs]))
