"""Which mentions speak of the same subject."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix
from sklearn.cluster import DBSCAN

from voc.protocols import FloatArray
from voc.topics.agreement import agreed
from voc.topics.distinct import IntArray, summed, unit
from voc.topics.reduce import Labels, reduced

RADIUS = 0.9
"""A topic reaches as far as this share of its members, for mentions that come later."""
COHESIVE = 0.4
"""Mean cosine to the centroid from which a cluster is one subject; below it, it is looked into again."""
ONE_SUBJECT = 0.3
"""Clusters whose centroids are nearer than this cosine distance are one subject."""
ONE_LANGUAGE, TWINS = 0.9, 0.45
"""A cluster with this share of one language is of that language; two such of different languages within this distance are twins."""

MAPS = 5
"""Maps on which clusters are looked for."""
NEAR = 3
"""Neighbours that make a place dense (`min_samples`); with 1 a single row bridges two subjects."""
AT_ONCE = 1024
"""Rows whose distances to all later ones are held at once."""


def wanted_topics(n: int) -> int:
    """How many topics fit a page: 28 for 3 000 distinct mentions, 40 from 7 500, fewer where there is less to tell apart."""
    return int(np.clip(round(28 * (n / 3000) ** 0.39), 3, 40))


def wanted_size(n: int, least: int) -> int:
    """Least size of a cluster, growing with the square root of the corpus: 20 at 3 000, 74 at 40 000."""
    return max(least, round(0.37 * float(np.sqrt(n))))


def find_clusters(vectors: FloatArray, languages: Labels, least: int, wanted: int, seed: int) -> IntArray:
    """Group mention vectors by density, then join the nearest groups until at most `wanted` are left; what belongs nowhere is -1.

    Done on several maps of the same rows, and each row goes where most of them put it: the last digits of the vectors, which differ
    between processors, decide about one map and not about most.

    Args:
        vectors: Distinct centred unit rows, shape (n, dim), in canonical order.
        languages: Of the rows.
        least: Smallest cluster wanted.
    Returns:
        Labels 0..k-1, shape (n,).
    """
    size = wanted_size(len(vectors), least)
    if len(vectors) < 3 * size:
        return np.full(len(vectors), -1, dtype=np.int64)
    maps = reduced(vectors, languages, range(seed, seed + MAPS))
    return agreed([_on_one_map(vectors, languages, points, size, wanted) for points in maps], size)


def _on_one_map(vectors: FloatArray, languages: Labels, points: npt.NDArray[np.floating], size: int, wanted: int) -> IntArray:
    found = across_languages(vectors, one_subject(vectors, cohesive(vectors, points, size)), languages)
    return within_reach(vectors, merge_clusters(points, found, wanted))


def within_reach(vectors: FloatArray, labels: IntArray) -> IntArray:
    """Labels in which a row that belongs nowhere has joined the nearest cluster if it lies no farther out than most of its members."""
    if labels.max(initial=-1) < 0:
        return labels
    centres = centroids(vectors, labels)
    near, distance = nearest_centroid(vectors, centres)
    return np.where((labels < 0) & (distance <= radii(vectors, labels, centres, RADIUS)[near]), near, labels)


def cohesive(vectors: FloatArray, points: npt.NDArray[np.floating], size: int) -> IntArray:
    """Clusters by density, and again inside every cluster that is not one subject.

    Excess of mass (Campello, Moulavi and Sander 2013) now and then prefers one cluster of nearly everything to the forty inside it,
    and which it prefers turns on the last digits; cohesion in the space of subjects, before reduction, tells the two apart.

    Args:
        vectors: Unit rows, shape (n, dim).
        points: The same rows, reduced.
        size: Of the smallest cluster.
    Returns:
        Labels 0..k-1, shape (n,); -1 for what belongs nowhere.
    """
    labels = np.full(len(points), -1, dtype=np.int64)
    found, waiting = 0, density_parts(points, np.arange(len(points)), size)
    while waiting:
        rows = waiting.pop()
        inside = [] if len(rows) < 2 * size or cohesion(vectors[rows]) >= COHESIVE else density_parts(points, rows, size)
        waiting += inside
        if not inside:
            labels[rows] = found
            found += 1
    return labels


def density_parts(points: npt.NDArray[np.floating], rows: IntArray, size: int) -> list[IntArray]:
    """The clusters among some rows of the reduced points, by HDBSCAN, as rows."""
    from hdbscan import HDBSCAN

    found = HDBSCAN(size, NEAR, core_dist_n_jobs=1, approx_min_span_tree=False).fit_predict(points[rows])
    return [rows[found == k] for k in range(found.max() + 1)]


def cohesion(vectors: FloatArray) -> float:
    """Mean cosine of unit rows to their centroid, from 0 (every direction) to 1."""
    return float(np.linalg.norm(vectors.mean(axis=0, dtype=np.float64)))


def one_subject(vectors: FloatArray, labels: IntArray) -> IntArray:
    """Join clusters whose centroids lie within `ONE_SUBJECT`: it brings the two languages together when density kept them apart."""
    if labels.max(initial=-1) < 1:
        return labels
    tree = linkage(centroids(vectors, labels), method="average", metric="cosine")
    group = fcluster(tree, ONE_SUBJECT, criterion="distance").astype(np.int64) - 1
    return np.where(labels >= 0, group[labels], -1)


def across_languages(vectors: FloatArray, labels: IntArray, languages: Labels) -> IntArray:
    """Join clusters of one language with their twins in another: each the nearest of the other's language, within `TWINS`.

    Density in a space where a language still leaves a trace finds some subjects once per language.
    """
    k = int(labels.max(initial=-1)) + 1
    spoken = sorted(set(languages.tolist()))
    counts = np.array([np.bincount(labels[(labels >= 0) & (languages == x)], minlength=k) for x in spoken])
    alone = counts.max(axis=0, initial=0) >= ONE_LANGUAGE * counts.sum(axis=0)
    if k < 2 or len(spoken) < 2 or alone.sum() < 2:
        return labels
    own = np.where(alone, counts.argmax(axis=0), -1)
    centres = centroids(vectors, labels)
    distance = 1 - np.einsum("ij,kj->ik", centres, centres)
    distance[(own[:, None] == own[None, :]) | ~alone[:, None] | ~alone[None, :]] = np.inf
    near = distance.argmin(axis=1)
    twins = [a for a in range(k) if near[near[a]] == a and a < near[a] and distance[a, near[a]] <= TWINS]
    joined = np.arange(k)
    joined[[near[a] for a in twins]] = twins
    _, renumbered = np.unique(joined, return_inverse=True)
    return np.where(labels >= 0, renumbered[labels], -1).astype(np.int64)


def merge_clusters(points: npt.NDArray[np.floating], labels: IntArray, wanted: int) -> IntArray:
    """Join clusters until at most `wanted` are left: always the two that add least to the squared distances from the means (Ward 1963).

    A cluster weighs as many rows as it has, so that small ones join their neighbours before large ones meet.
    """
    k = int(labels.max(initial=-1)) + 1
    if k <= wanted:
        return labels
    size = np.bincount(labels[labels >= 0], minlength=k).astype(np.float64)
    means = np.vstack([points[labels == c].mean(axis=0, dtype=np.float64) for c in range(k)])
    group, left = np.arange(k), np.ones(k, dtype=bool)

    def cost(c: int) -> npt.NDArray[np.float64]:
        """What joining c with each other cluster would add."""
        adds = size * size[c] / (size + size[c]) * ((means - means[c]) ** 2).sum(axis=1)
        return np.where(left & (np.arange(k) != c), adds, np.inf)

    costs = np.vstack([cost(c) for c in range(k)])
    for _ in range(k - wanted):
        stays, goes = sorted(int(i) for i in np.unravel_index(costs.argmin(), costs.shape))
        means[stays] = (size[stays] * means[stays] + size[goes] * means[goes]) / (size[stays] + size[goes])
        size[stays] += size[goes]
        left[goes], group[group == goes] = False, stays
        costs[goes] = costs[:, goes] = np.inf
        costs[stays] = costs[:, stays] = cost(stays)
    _, renumbered = np.unique(group, return_inverse=True)
    return np.where(labels >= 0, renumbered[labels], -1).astype(np.int64)


def centroids(vectors: FloatArray, labels: IntArray) -> FloatArray:
    """Unit mean vector of each label 0..k-1, shape (k, dim)."""
    k = int(labels.max(initial=-1)) + 1
    return unit(summed(vectors[labels >= 0], labels[labels >= 0], k))


def radii(vectors: FloatArray, labels: IntArray, centres: FloatArray, quantile: float) -> FloatArray:
    """Per label, the cosine distance from the centroid that holds the given share of the members."""
    distance = 1.0 - np.einsum("ij,ij->i", vectors[labels >= 0], centres[labels[labels >= 0]])
    mine = labels[labels >= 0]
    return np.array([np.quantile(distance[mine == c], quantile) for c in range(len(centres))], dtype=np.float32)


def nearest_centroid(vectors: FloatArray, centres: FloatArray) -> tuple[IntArray, FloatArray]:
    """For each row, the nearest centroid and the cosine distance to it."""
    # einsum, not BLAS: the result of a row must not depend on how many rows are asked for at once.
    similarity = np.einsum("ij,kj->ik", vectors, centres)
    near = similarity.argmax(axis=1)
    return near.astype(np.int64), (1.0 - similarity[np.arange(len(vectors)), near]).astype(np.float32)


def dense_groups(vectors: FloatArray, least: int, reach: float) -> IntArray:
    """Tight new groups in the pool of unassigned mentions, at a distance known from the topics that exist; noise is -1.

    DBSCAN rather than HDBSCAN: the scale is known, and the answer for one group does not depend on the rest of the pool.
    """
    if len(vectors) < least:
        return np.full(len(vectors), -1, dtype=np.int64)
    labels = DBSCAN(eps=reach, min_samples=max(3, least // 2), metric="precomputed").fit_predict(near_pairs(vectors, reach))
    return np.asarray(labels, dtype=np.int64)


def near_pairs(vectors: FloatArray, reach: float) -> csr_matrix:
    """Cosine distances of the pairs of unit rows that lie within `reach` of each other; every row is with itself."""
    n, pairs = len(vectors), []
    for start in range(0, n, AT_ONCE):
        # Each pair once: half the products of a search from every row.
        distance = 1.0 - vectors[start : start + AT_ONCE] @ vectors[start:].T
        row, column = np.nonzero(distance <= reach)
        after = column > row
        row, column = row[after], column[after]
        pairs.append((row + start, column + start, np.maximum(distance[row, column], 0)))
    row, column, value = (np.concatenate([p[i] for p in pairs]) for i in range(3))
    itself = np.arange(n)
    rows, columns = np.concatenate([row, column, itself]), np.concatenate([column, row, itself])
    return csr_matrix((np.concatenate([value, value, np.zeros(n, dtype=value.dtype)]), (rows, columns)), shape=(n, n))
