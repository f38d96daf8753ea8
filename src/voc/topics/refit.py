"""Discovers all topics afresh and reconciles them with those that are known.

A clustering that is done again on a little more data draws other borders. What a team works with changes only on evidence: a topic dies
when it is no subject any more or the same subject as another, a topic is born when no known one is near it, and a mention moves when the
new clustering puts it elsewhere and it lies nearer there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from voc import tables
from voc.config import TopicSettings
from voc.protocols import FloatArray
from voc.topics.assign import as_neighbours, protected, takes_mentions
from voc.topics.cluster import ONE_SUBJECT, RADIUS, centroids, cohesion, find_clusters, radii, wanted_topics
from voc.topics.distinct import IntArray
from voc.topics.general import founding
from voc.topics.identity import Change, Registry, as_matrix, centroid_rows, changed, match, new_id

MOVES = 0.2
"""A mention changes its topic when it lies so much nearer (cosine) to the other one."""
ROOM = 1.25
"""Topics kept, beside what a fresh clustering would have: known ones are not dropped to make a page fit."""
INCUMBENT = 2.0
"""What a known topic's size counts against a new one's when there is no room for both."""
SAME_STILL, COHESIVE_STILL = 0.2, 0.33
"""Two known topics are one subject only when nearer than this, and a known topic is a heap only below this: borders that are crossed back
and forth would make topics flicker."""
MOST = 0.5
"""A new topic is split from the old one that had at least this share of its members."""


@dataclass(frozen=True)
class Refitted:
    """A topic per row, and the registry: centroids of what lives, and who was merged, retired or split."""

    topics: pd.Series
    registry: Registry
    split: dict[str, str]


def refit_topics(
    rows: pd.DataFrame,
    points: FloatArray,
    topics: pd.Series,
    free: pd.Series,
    registry: Registry,
    settings: TopicSettings,
    seed: int,
    day: pd.Timestamp,
) -> Refitted:
    """Topics of the free rows from a new clustering, reconciled with the known ones.

    Above `settings.sample` distinct mentions the first in the order of their hashes are clustered (a random sample that does not
    change from night to night); the others keep what they have or are left to be assigned.

    Args:
        rows: Distinct mentions: text_hash, plain, topic_found (before, null when none).
        points: Centred unit vectors in the same order.
        topics: General topics where a row has one.
        free: Which rows may be given a topic.
        registry: The topics as they stand.
        day: The data day.
    """
    may = (topics.isna() & free).to_numpy()
    where = np.flatnonzero(may & founding(rows).to_numpy())[: settings.sample]
    wanted = min(wanted_topics(len(where)), settings.max_topics)
    labels = np.full(len(rows), -1, dtype=np.int64)
    labels[where] = find_clusters(points[where], rows["language"].to_numpy(dtype=object)[where], settings.min_size, wanted, seed)
    before = rows["topic_found"].where(may)
    known = _known(before, points, registry)
    fresh = centroids(points, labels)
    names = _names(labels, fresh, before, rows["text_hash"].to_numpy(), known, registry.model_id)
    chosen, merged = _chosen(names, fresh, np.bincount(labels[labels >= 0]), known, settings, round(ROOM * wanted))
    given = _given(labels, [merged.get(t, t) for t in names], before.replace(merged), points, chosen)
    found = [t for t in chosen if (given == t).any()]
    codes = np.asarray(given.map({t: k for k, t in enumerate(found)}).fillna(-1), dtype=np.int64)
    centres = centroids(points, codes)
    rows_found = centroid_rows(registry.model_id, found, centres, radii(points, codes, centres, RADIUS).tolist(), [[]] * len(found))
    every = pd.concat([registry.centroids, rows_found], ignore_index=True).drop_duplicates(["topic_id", "model_id"], keep="last")
    registry = replace(registry, centroids=tables.TopicCentroid.conform(every.sort_values(["model_id", "topic_id"], ignore_index=True)))
    given = as_neighbours(points, given, pd.Series(may), where)
    return Refitted(topics.fillna(given), _ended(registry, known, set(found), merged, day), _split(given, before, found, known))


def _known(before: pd.Series, points: FloatArray, registry: Registry) -> pd.DataFrame:
    """Topics that take mentions or may come back, by topic_id: centre (of its members, else as it was), n, live, protected, cohesive."""
    about = registry.topics[registry.topics["kind"] == "subject"].set_index("topic_id")
    stored = dict(zip(registry.mine()["topic_id"], as_matrix(registry.mine()["centroid"]), strict=True))
    live, stays, found = takes_mentions(registry.topics), protected(registry.topics), []
    for topic_id in sorted(about.index):
        members = points[(before == topic_id).to_numpy()]
        centre = centroids(members, np.zeros(len(members), dtype=np.int64))[0] if len(members) else stored.get(topic_id)
        if centre is not None:
            cohesive = len(members) > 0 and cohesion(members) >= COHESIVE_STILL
            found.append((topic_id, centre, len(members), topic_id in live, topic_id in stays, cohesive))
    return pd.DataFrame(found, columns=["topic_id", "centre", "n", "live", "protected", "cohesive"]).set_index("topic_id")


def _names(labels: IntArray, fresh: FloatArray, before: pd.Series, hashes: np.ndarray, known: pd.DataFrame, model_id: str) -> list[str]:
    """The id of each new cluster: that of the old topic that it is, by members and by place, or a new one."""
    names = [new_id(model_id, hashes[labels == k].tolist()) for k in range(len(fresh))]
    if known.empty or not names:
        return names
    both = (
        pd.crosstab(labels, before.to_numpy())
        .reindex(index=range(len(fresh)), columns=known.index, fill_value=0)
        .to_numpy(dtype=np.float64)
    )
    had = before.notna().to_numpy()
    mine = np.bincount(labels[had & (labels >= 0)], minlength=len(fresh))
    theirs = before[labels >= 0].value_counts().reindex(known.index, fill_value=0).to_numpy()
    overlap = both / np.maximum(mine[:, None] + theirs[None, :] - both, 1)
    likeness = np.einsum("ij,kj->ik", fresh, np.vstack(known["centre"].tolist()))
    for new, old in match(overlap.astype(np.float32), likeness).items():
        names[new] = str(known.index[old])
    return names


def _chosen(
    names: list[str],
    fresh: FloatArray,
    sizes: IntArray,
    known: pd.DataFrame,
    settings: TopicSettings,
    room: int,
) -> tuple[dict[str, FloatArray], dict[str, str]]:
    """Topics that live on or are born, with their centres; and those, known or new, that are one subject with one of these."""
    chosen = {t: fresh[k] for k, t in enumerate(names) if t in known.index}
    merged: dict[str, str] = {}
    waiting: list[tuple[float, str, FloatArray]] = []
    for topic_id, row in known[known["live"] & ~known.index.isin(chosen)].iterrows():
        if row["protected"]:
            chosen[str(topic_id)] = row["centre"]
        elif row["n"] >= settings.min_size and row["cohesive"]:
            waiting.append((INCUMBENT * row["n"], str(topic_id), row["centre"]))
    waiting += [(float(sizes[k]), t, fresh[k]) for k, t in enumerate(names) if t not in known.index]
    for _, topic_id, centre in sorted(waiting, key=lambda w: (-w[0], w[1])):
        # Two new ones were told apart by the clustering that found both.
        new = topic_id not in known.index
        near = _nearest(centre, {t: c for t, c in chosen.items() if t in known.index} if new else chosen)
        one = ONE_SUBJECT if new else SAME_STILL
        if near is not None and 1 - float(centre @ chosen[near]) < one:
            merged[topic_id] = near
        elif len(chosen) < room:
            chosen[topic_id] = centre
    return chosen, merged


def _nearest(centre: FloatArray, chosen: dict[str, FloatArray]) -> str | None:
    return max(chosen, key=lambda t: (float(centre @ chosen[t]), t), default=None)


def _given(labels: IntArray, names: list[str], before: pd.Series, points: FloatArray, chosen: dict[str, FloatArray]) -> pd.Series:
    """What the new clustering says, unless a row had a topic that lives on and does not lie clearly nearer to the new one."""
    said = pd.Series(np.array([*names, None], dtype=object)[labels], index=before.index)
    said, had = said.where(said.isin(list(chosen))), before.where(before.isin(list(chosen)))
    centre = {t: k for k, t in enumerate(chosen)}
    places = np.vstack([*chosen.values(), np.zeros(points.shape[1], dtype=np.float32)])
    there, here = (s.map(centre).fillna(-1).to_numpy(dtype=np.int64) for s in (said, had))
    nearer = np.einsum("ij,ij->i", points, places[there]) > np.einsum("ij,ij->i", points, places[here]) + MOVES
    return had.where(had.notna() & ~(said.notna().to_numpy() & nearer), said).astype("str")


def _ended(registry: Registry, known: pd.DataFrame, found: set[str], merged: dict[str, str], day: pd.Timestamp) -> Registry:
    """The registry in which topics that did not live on are merged or retired, with the events that say so."""
    gone = [str(t) for t in known.index[known["live"] & ~known["protected"]] if t not in found]
    if not gone:
        return registry
    told: list[Change] = [(t, "merged" if t in merged else "retired", None, merged.get(t)) for t in gone]
    topics = registry.topics
    ends = topics["topic_id"].isin(gone)
    topics = topics.assign(
        status=topics["status"].mask(ends, topics["topic_id"].map(lambda t: "merged" if t in merged else "retired")),
        merged_into=topics["merged_into"].mask(ends, topics["topic_id"].map(merged)),
        valid_to=topics["valid_to"].mask(ends, day),
    )
    return changed(registry, topics, told, day)


def _split(given: pd.Series, before: pd.Series, found: list[str], known: pd.DataFrame) -> dict[str, str]:
    """New topics most of whose members had one and the same topic before."""
    born: dict[str, str] = {}
    for topic_id in found:
        if topic_id in known.index:
            continue
        origin = before[(given == topic_id).to_numpy()].dropna().value_counts()
        if len(origin) and origin.iloc[0] >= MOST * (given == topic_id).sum():
            born[topic_id] = str(origin.index[0])
    return born
