"""From the encoder's space to a few dimensions in which density means something."""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.neighbors import NearestNeighbors

from voc.protocols import FloatArray
from voc.topics.distinct import unit

Origins = dict[str, FloatArray]

NEIGHBOURS = 15
DIMENSIONS = 10
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


def reduced(vectors: FloatArray, seed: int) -> npt.NDArray[np.float64]:
    """UMAP (McInnes, Healy and Melville 2018) of the graph of nearest neighbours; the same rows in the same order give the same bits.

    Args:
        vectors: Distinct unit rows, shape (n, dim), in an order that does not depend on the input's.
    Returns:
        Shape (n, at most 10).
    """
    neighbours = min(NEIGHBOURS, len(vectors) - 1)
    # Exact neighbours by us: approximate ones would be another source of chance.
    distance, neighbour = nearest(vectors, neighbours)
    with warnings.catch_warnings():
        # At import: that TensorFlow is not there. When fitted: that new points could not be placed in the same space; none ever is.
        warnings.simplefilter("ignore")
        from umap import UMAP

        model = UMAP(
            n_components=min(DIMENSIONS, len(vectors) - 2), n_neighbors=neighbours, min_dist=0.0, metric="cosine", random_state=seed,
            n_jobs=1, precomputed_knn=(neighbour, distance.astype(np.float32)),
        )  # fmt: skip
        return np.asarray(model.fit_transform(vectors), dtype=np.float64)


def nearest(vectors: FloatArray, k: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Cosine distances and rows of the k nearest rows of each row."""
    search = NearestNeighbors(n_neighbors=k, metric="cosine", algorithm="brute").fit(vectors)
    distance, neighbour = search.kneighbors(vectors)
    return np.maximum(distance, 0.0), neighbour
