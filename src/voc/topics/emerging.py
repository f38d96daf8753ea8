"""New subjects: tight, said by several persons, unlike what is known, and recent.

They are looked for among the mentions that no known topic explains, then inside the known topics, which reach far: what is forgotten at a
log-in joins what else goes wrong there. What is merely unexplained waits for the next refit; a night announces only what came up of late.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import binom

from voc.config import TopicSettings
from voc.protocols import FloatArray
from voc.topics.assign import live_centroids, protected, to_known
from voc.topics.cluster import RADIUS, centroids, dense_groups, radii, wanted_size
from voc.topics.distinct import IntArray
from voc.topics.general import HEAP, founding
from voc.topics.identity import Registry, centroid_rows, new_id, with_centroids


@dataclass(frozen=True)
class Search:
    """Where to look for new subjects, and what is one.

    Attributes:
        inside: Among the mentions of known topics too.
        tight: Two mentions are neighbours within this share of the usual reach of a topic.
        novel: A new topic is no nearer than this cosine to a known one.
    """

    inside: bool
    tight: float
    novel: float


SEARCHES = (Search(inside=False, tight=0.75, novel=0.6), Search(inside=True, tight=0.45, novel=0.7))
PART = 0.4
"""A new topic needs this part of the mentions that a cluster of a refit needs."""
RECENT = pd.Timedelta(days=14)
CHANCE = 1e-4
"""Probability with which a group would have so many recent mentions if it were as old as everything else."""
LIVELY = 1e-2
"""The same, for the neighbours of one recent mention, from which on its surroundings are looked into."""
LOOKED_AT = 6
"""Recent mentions of a group of the least size whose neighbours are counted, on average: of many, one in so many is looked at."""
ROUNDS = 10
# Rows compared with those recent ones at once.
AT_ONCE = 4096


def emerge(
    rows: pd.DataFrame,
    points: FloatArray,
    said: pd.DataFrame,
    topics: pd.Series,
    free: pd.Series,
    registry: Registry,
    settings: TopicSettings,
) -> tuple[pd.Series, Registry]:
    """Topics and registry after every dense recent group of the pool became a topic, until none is left.

    Going on until none is left is what makes a second run on the same data find nothing new.

    Args:
        rows: Distinct mentions with text_hash.
        said: row, person, recent: one row per mention: which distinct mention it is, who said it, and whether within `RECENT`.
        free: Which rows may be given a topic.
    """
    tells = free & founding(rows)
    least = max(settings.min_size, round(PART * wanted_size(int(free.sum()), settings.min_size)))
    fresh = np.zeros(len(rows), dtype=bool)
    fresh[said.loc[said["recent"], "row"].to_numpy()] = True
    for search in SEARCHES:
        for _ in range(ROUNDS):
            known = live_centroids(registry)
            room = settings.max_topics - len(known)
            if known.empty or room <= 0:
                break
            open_to_it = topics.isna() | (topics.isin(_roomy(registry)) if search.inside else False)
            pool = np.flatnonzero((open_to_it & tells).to_numpy())
            reach = search.tight * float(known["radius"].median())
            pool = pool[_near_lively(points[pool], fresh[pool], reach, float(fresh.mean()), least)]
            labels = dense_groups(points[pool], least, reach)
            labels = _accepted(pool, points, labels, said, np.vstack(known["centroid"].tolist()), settings, (least, room), search.novel)
            if labels.max(initial=-1) < 0:
                break
            topics, registry = found_topics(rows, points, pool, labels, topics, registry)
            topics = to_known(points, topics, free, registry)
    return topics, registry


def _roomy(registry: Registry) -> frozenset[str]:
    """Topics in which a new one may be found: not those that are new themselves, nor those that an analyst had a hand in."""
    active = (registry.topics["status"] == "active") & (registry.topics["kind"] == "subject")
    return (frozenset(registry.topics.loc[active, "topic_id"]) - protected(registry.topics)) | {HEAP.topic_id}


def _near_lively(points: FloatArray, fresh: npt.NDArray[np.bool_], reach: float, usual: float, least: int) -> npt.NDArray[np.bool_]:
    """Points within twice the reach of a recent one around which recent ones are frequent: a group is new only there, and years are long.

    Args:
        points: Rows in the order of their hashes, which is a random one.
        usual: Share of all rows that are recent.
        least: Rows of the smallest group.
    """
    seeds = points[fresh][:: max(1, least // LOOKED_AT)]
    told, lately = np.zeros(len(seeds), dtype=np.int64), np.zeros(len(seeds), dtype=np.int64)
    for part in _parts(len(points)):
        close = points[part] @ seeds.T >= 1.0 - reach
        told += close.sum(axis=0)
        lately += close[fresh[part]].sum(axis=0)
    lively = seeds[binom.sf(lately - 1, told, usual) <= LIVELY]
    near = np.zeros(len(points), dtype=bool)
    for part in _parts(len(points) if len(lively) else 0):
        near[part] = (points[part] @ lively.T).max(axis=1) >= 1.0 - 2.0 * reach
    return near


def _parts(n: int) -> Iterator[slice]:
    yield from (slice(start, start + AT_ONCE) for start in range(0, n, AT_ONCE))


def found_topics(
    rows: pd.DataFrame, points: FloatArray, where: IntArray, labels: IntArray, topics: pd.Series, registry: Registry
) -> tuple[pd.Series, Registry]:
    """Give the clusters `labels` of the rows `where` new ids, put their centroids into the registry and their ids on the rows."""
    centres = centroids(points[where], labels)
    reach = radii(points[where], labels, centres, RADIUS)
    hashes = rows["text_hash"].to_numpy()[where]
    ids = [new_id(registry.model_id, hashes[labels == k].tolist()) for k in range(len(centres))]
    given = topics.copy()
    given.iloc[where[labels >= 0]] = np.array(ids, dtype=object)[labels[labels >= 0]]
    return given, with_centroids(registry, centroid_rows(registry.model_id, ids, centres, reach.tolist(), [[]] * len(ids)))


def _accepted(
    pool: IntArray,
    points: FloatArray,
    labels: IntArray,
    said: pd.DataFrame,
    known: FloatArray,
    settings: TopicSettings,
    bounds: tuple[int, int],
    novel: float,
) -> IntArray:
    """Labels of groups that are large, said by several persons, new and recent, renumbered by falling size; the others become -1."""
    if labels.max(initial=-1) < 0:
        return labels
    least, room = bounds
    centres = centroids(points[pool], labels)
    sizes = np.bincount(labels[labels >= 0])
    label_of = dict(zip(pool.tolist(), labels.tolist(), strict=True))
    groups = said.assign(label=said["row"].map(label_of)).groupby("label")
    voices, told, lately = groups["person"].nunique(), groups.size(), groups["recent"].sum()
    novelty = np.einsum("ij,kj->ik", centres, known).max(axis=1)
    usual = float(said["recent"].mean())
    good = [
        k
        for k in range(len(sizes))
        if sizes[k] >= least
        and voices.get(k, 0) >= settings.min_authors
        and novelty[k] <= novel
        and binom.sf(lately[k] - 1, told[k], usual) <= CHANCE
    ]
    kept = sorted(good, key=lambda k: (-sizes[k], k))[:room]
    renumbered = np.full(len(sizes) + 1, -1, dtype=np.int64)
    renumbered[kept] = np.arange(len(kept))
    return renumbered[labels]
