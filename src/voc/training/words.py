"""Fits the word weights: one multinomial logistic regression per head on tf-idf of stems."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from voc.models.heads import HEADS
from voc.models.words import LANGUAGES, Words, context_words, matrix, own_words, save
from voc.protocols import FloatArray, Written
from voc.training.batches import UNKNOWN
from voc.training.data import LabelledComment

__all__ = ["fit", "rows_of", "save", "written"]

# Chosen by cross-validation on the training comments.
STRENGTH = 8.0
LEAST_OWN, LEAST_CONTEXT = 2, 3


def written(comments: Sequence[LabelledComment]) -> Written:
    """The words of every mention, beside those of its comment."""
    return Written(
        [text for c in comments for text in c.mentions()],
        [c.text for c in comments for _ in c.spans],
        [c.language for c in comments for _ in c.spans],
    )


def rows_of(all_words: Written, rows: npt.NDArray[np.intp]) -> Written:
    """Some mentions of many."""
    return Written([all_words.texts[i] for i in rows], [all_words.wholes[i] for i in rows], [all_words.languages[i] for i in rows])


def fit(told: Written, y: npt.NDArray[np.int64], names: dict[str, tuple[str, ...]]) -> Words:
    """Vocabulary, weights and bias from labelled mentions.

    Args:
        told: n mentions.
        y: Labels, shape (n, 4), in the order of HEADS, with UNKNOWN.
        names: Per head, its columns.
    """
    from sklearn.linear_model import LogisticRegression

    places, idf = _vocabulary(told)
    x = matrix(told, places, idf)
    weights = np.zeros((len(places), sum(len(names[h]) for h in HEADS)), np.float32)
    bias, start = np.zeros(weights.shape[1], np.float32), 0
    for at, head in enumerate(HEADS):
        known = np.flatnonzero(y[:, at] != UNKNOWN)
        with warnings.catch_warnings():
            # Sixty steps are enough for the held-out figures; the last digits of convergence change nothing.
            warnings.simplefilter("ignore")
            model = LogisticRegression(C=STRENGTH, max_iter=60).fit(x[known], y[known, at])
        columns = start + model.classes_ if len(model.classes_) > 2 else start + np.array([1])
        weights[:, columns], bias[columns] = model.coef_.T, model.intercept_
        start += len(names[head])
    return Words(places, idf, weights, bias)


def _vocabulary(told: Written) -> tuple[dict[str, int], FloatArray]:
    counts: Counter[str] = Counter()
    for text, whole, language in zip(told.texts, told.wholes, told.languages, strict=True):
        if language in LANGUAGES:
            counts.update({*own_words(text, language), *context_words(whole, language)})
    kept = sorted(w for w, n in counts.items() if n >= (LEAST_CONTEXT if w.startswith("c") else LEAST_OWN))
    idf = [np.log((1 + len(told.texts)) / (1 + counts[w])) + 1.0 for w in kept]
    return {w: i for i, w in enumerate(kept)}, np.array(idf, np.float32)
