"""One clustering from several of the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_mutual_info_score

from voc.topics.distinct import IntArray


def agreed(runs: Sequence[IntArray], least: int = 1) -> IntArray:
    """Where most clusterings put each row (bagged clustering: Dudoit and Fridlyand 2003).

    The clusters are those of the run that agrees best with the others (adjusted mutual information); each other run's clusters are matched
    with them by shared members (Hungarian method), and every row goes where it was put most often.

    Args:
        runs: Labels 0..k-1 of the same rows, -1 for what belongs nowhere; each of shape (n,).
        least: Smallest cluster wanted; the rows of smaller ones belong nowhere.
    Returns:
        Labels 0..k-1, shape (n,); with equal votes a cluster goes before none.
    """
    likeness = np.zeros(len(runs))
    for a, b in combinations(range(len(runs)), 2):
        likeness[[a, b]] += adjusted_mutual_info_score(runs[a], runs[b])
    typical = runs[int(likeness.round(9).argmax())]
    k = int(typical.max(initial=-1)) + 1
    votes = np.zeros((len(typical), k + 1), dtype=np.int64)
    for run in runs:
        votes[np.arange(len(run)), _matched(run, typical, k)[run]] += 1
    chosen = votes.argmax(axis=1)
    kept = np.flatnonzero(np.bincount(chosen, minlength=k)[:k] >= least)
    place = np.full(k + 1, -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    labels: IntArray = place[chosen]
    return labels


def _matched(run: IntArray, typical: IntArray, k: int) -> IntArray:
    """For each label of a run the label of the typical one that it is, or k for none; -1, read as the last, is none."""
    shared = np.zeros((int(run.max(initial=-1)) + 1, k), dtype=np.int64)
    both = (run >= 0) & (typical >= 0)
    np.add.at(shared, (run[both], typical[both]), 1)
    matched = np.full(len(shared) + 1, k, dtype=np.int64)
    for mine, theirs in zip(*linear_sum_assignment(-shared), strict=True):
        if shared[mine, theirs]:
            matched[mine] = theirs
    return matched
