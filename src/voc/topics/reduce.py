"""From the encoder's space to a few dimensions in which density means something."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.neighbors import NearestNeighbors

from voc.protocols import FloatArray
from voc.topics.distinct import unit

Origins = dict[str, FloatArray]
Labels = npt.NDArray[np.object_]
FloatRows = npt.NDArray[np.float64]
IntRows = npt.NDArray[np.int64]

NEIGHBOURS = 15
DIMENSIONS = 10
NEVER_ZERO = 1e-3
"""A row is at distance 0 of itself only."""
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


def reduced(vectors: FloatArray, languages: Labels, seeds: Sequence[int]) -> Iterator[npt.NDArray[np.float64]]:
    """UMAP (McInnes, Healy and Melville 2018) of the graph of nearest neighbours, once for each seed.

    The same rows in the same order give the same bits on one machine.

    Args:
        vectors: Distinct unit rows, shape (n, dim), in an order that does not depend on the input's.
        languages: Of the rows.
    Yields:
        Shape (n, at most 10).
    """
    neighbours = min(NEIGHBOURS, len(vectors) - 1)
    # Exact neighbours by us: approximate ones would be another source of chance.
    distance, neighbour = nearest_in_each(vectors, languages, neighbours)
    graph = (neighbour, distance.astype(np.float32))
    for seed in seeds:
        with warnings.catch_warnings():
            # At import: that TensorFlow is not there. When fitted: that new points could not be placed in the same space; none ever is.
            warnings.simplefilter("ignore")
            from umap import UMAP

            model = UMAP(
                n_components=min(DIMENSIONS, len(vectors) - 2), n_neighbors=neighbours, min_dist=0.0, metric="cosine", random_state=seed,
                n_jobs=1, precomputed_knn=graph,
            )  # fmt: skip
            yield np.asarray(model.fit_transform(vectors), dtype=np.float64)


def nearest_in_each(vectors: FloatArray, languages: Labels, k: int) -> tuple[FloatRows, IntRows]:
    """Cosine distances and rows of k near rows of each row, a fair part of them in every language, by rising distance.

    Batch-balanced neighbours (Polański et al. 2020): left alone, nearly all neighbours of a French mention are French, and density finds a
    subject once per language. What another language adds to the distance, as medians of the nearest tell, is taken off.
    """
    spoken = [x for x in sorted(set(languages.tolist())) if (languages == x).sum() > k]
    if len(spoken) < 2:
        return nearest(vectors, vectors, k)
    rows = {x: np.flatnonzero(languages == x) for x in spoken}
    part = k // len(spoken)
    # Languages that hardly anybody speaks look among all others.
    distance, neighbour = nearest(vectors, vectors, k)
    for own in spoken:
        mine = vectors[rows[own]]
        found = {x: nearest(mine, vectors[rows[x]], part if x != own else k - part * (len(spoken) - 1)) for x in spoken}
        usual = np.median(found[own][0][:, 1])
        gap = {x: max(float(np.median(d[:, 0]) - usual), 0.0) if x != own else 0.0 for x, (d, _) in found.items()}
        far = np.hstack([np.maximum(d - gap[x], 0.0 if x == own else NEVER_ZERO) for x, (d, _) in found.items()])
        who = np.hstack([rows[x][i] for x, (_, i) in found.items()])
        order = np.argsort(far, axis=1, kind="stable")
        distance[rows[own]], neighbour[rows[own]] = (np.take_along_axis(a, order, 1) for a in (far, who))
    return distance, neighbour


def nearest(of: FloatArray, among: FloatArray, k: int) -> tuple[FloatRows, IntRows]:
    """Cosine distances and places of the k rows of `among` that are nearest to each row of `of`."""
    search = NearestNeighbors(n_neighbors=k, metric="cosine", algorithm="brute").fit(among)
    distance, neighbour = search.kneighbors(of)
    return np.maximum(distance, 0.0), neighbour
