"""From the encoder's space to a few dimensions in which density means something."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_matrix, diags
from scipy.sparse.linalg import eigsh
from sklearn.neighbors import NearestNeighbors

from voc.protocols import FloatArray
from voc.topics.distinct import unit

Origins = dict[str, FloatArray]

NEIGHBOURS = 15
DIMENSIONS = 40
SHRINK = 10
"""A language with fewer mentions than this has an origin nearer to the common one."""


def origins(vectors: FloatArray, languages: pd.Series) -> Origins:
    """The mean vector of each language, drawn towards the common mean while a language has few mentions.

    Without it the strongest structure in bilingual vectors is the language: clustering finds one topic per language.
    """
    common = vectors.mean(axis=0, dtype=np.float64) if len(vectors) else np.zeros(vectors.shape[1])
    found = {}
    for language in sorted(languages.unique()):
        mine = vectors[(languages == language).to_numpy()]
        total = mine.sum(axis=0, dtype=np.float64) + SHRINK * common
        found[str(language)] = (total / (len(mine) + SHRINK)).astype(np.float32)
    return found


def centred(vectors: FloatArray, languages: pd.Series, centre: Origins) -> FloatArray:
    """Vectors without what only says which language it is; unit rows."""
    if not len(vectors):
        return vectors
    return unit(vectors - np.vstack([centre[str(language)] for language in languages]))


def spectral(vectors: FloatArray, seed: int) -> FloatArray:
    """Leading eigenvectors of the graph of nearest neighbours, rows scaled to length one.

    Kernel and scaling after Ng, Jordan and Weiss (2001), with each point's own bandwidth after Zelnik-Manor and Perona (2004).

    Args:
        vectors: Distinct unit rows, shape (n, dim), in an order that does not depend on the input's.
    Returns:
        Shape (n, at most 40).
    """
    dimensions = max(2, min(DIMENSIONS, len(vectors) // 8))
    weights = _graph(vectors)
    scale = diags(1.0 / np.sqrt(np.asarray(weights.sum(axis=1)).ravel()))
    start = np.random.default_rng(seed).uniform(0.5, 1.5, len(vectors))
    values, vectors_out = eigsh(
        scale @ weights @ scale, k=dimensions + 1, which="LA", v0=start, tol=1e-5, ncv=min(len(vectors), 3 * dimensions + 2)
    )
    order = np.argsort(-values, kind="stable")[1:]
    # Rounded, because the last bits depend on the number of threads and a density method breaks ties by them.
    return np.round(unit(vectors_out[:, order]), 5)


def _graph(vectors: FloatArray) -> csr_matrix:
    n = len(vectors)
    k = min(NEIGHBOURS, n - 1)
    distance, neighbour = nearest(vectors, k + 1)
    # A point is usually, not always, its own first neighbour; the farthest of k + 1 is dropped otherwise, which costs nothing.
    distance, neighbour = distance[:, 1:], neighbour[:, 1:]
    weight = np.exp(-((distance / (distance[:, -1:] + 1e-9)) ** 2))
    one_way = csr_matrix((weight.ravel(), (np.repeat(np.arange(n), k), neighbour.ravel())), shape=(n, n))
    return one_way.maximum(one_way.T).tocsr()


def nearest(vectors: FloatArray, k: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Cosine distances and rows of the k nearest rows of each row."""
    search = NearestNeighbors(n_neighbors=k, metric="cosine", algorithm="brute").fit(vectors)
    distance, neighbour = search.kneighbors(vectors)
    return np.maximum(distance, 0.0), neighbour
