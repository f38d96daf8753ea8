"""Themes: groups of topics for a first look, with ids and names of their own, drawn again only when topics have outgrown them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import fcluster, linkage

from voc import tables
from voc.config import TopicSettings
from voc.protocols import FloatArray
from voc.topics.assign import LIVE
from voc.topics.distinct import unit
from voc.topics.identity import Change, Registry, as_matrix, centroid_rows, changed, match, new_id, with_centroids
from voc.topics.naming import NOTHING, Name, Wording
from voc.topics.record import named

PER_THEME = 4
"""Topics of a theme, on average."""
LEAST_TOPICS = 6
"""With fewer topics there is nothing to group."""
COVERED = 2 / 3
"""Themes are drawn again when less than this share of the mentions with a topic is under one."""
NEAR = 0.25
"""A new topic joins the nearest theme from this cosine on."""


def themed(
    rows: pd.DataFrame, points: FloatArray, topics: pd.Series, registry: Registry, settings: TopicSettings, wording: Wording,
    day: pd.Timestamp,
) -> Registry:  # fmt: skip
    """The registry in which every living topic that is near others has a theme.

    Args:
        rows: Distinct mentions, as for `record`.
        points: Centred unit vectors in the same order.
        topics: topic_id (as found) per row.
    """
    live = registry.topics[(registry.topics["kind"] == "subject") & registry.topics["status"].isin(LIVE)].set_index("topic_id")
    mine = registry.mine().set_index("topic_id")
    live = live[live.index.isin(mine.index) & (live["n_mentions"] > 0)].sort_index()
    if len(live) < LEAST_TOPICS:
        return registry
    centres = as_matrix(mine.loc[live.index, "centroid"])
    under = live["parent_id"].notna()
    if live["n_mentions"][under].sum() >= COVERED * live["n_mentions"].sum():
        return _joined(registry, live[~under].index, centres[~under.to_numpy()])
    group = fcluster(linkage(centres, method="ward"), max(2, round(len(live) / PER_THEME)), criterion="maxclust")
    weight = np.sqrt(live["n_mentions"].to_numpy(dtype=np.float64))
    middle = unit(np.vstack([(centres[group == g] * weight[group == g, None]).sum(axis=0) for g in np.unique(group)]))
    members = [live.index[group == g].tolist() for g in np.unique(group)]
    ids = _ids(members, middle, live, registry)
    parent = {t: theme for theme, own in zip(ids, members, strict=True) for t in own}
    registry = with_centroids(registry, centroid_rows(registry.model_id, ids, middle, [0.0] * len(ids), [[]] * len(ids)))
    registry = _with_rows(rows, points, topics.map(parent), ids, registry, settings, wording, day, _largest(members, ids, live))
    return _under(registry, parent, day)


def _joined(registry: Registry, loose: pd.Index, centres: FloatArray) -> Registry:
    """New topics under the nearest theme, when one is near."""
    themes = registry.topics.loc[(registry.topics["kind"] == "theme") & registry.topics["status"].isin(LIVE), "topic_id"]
    mine = registry.mine().set_index("topic_id")
    themes = themes[themes.isin(mine.index)]
    if themes.empty or not len(loose):
        return registry
    likeness = np.einsum("ij,kj->ik", centres, as_matrix(mine.loc[themes, "centroid"]))
    best = likeness.argmax(axis=1)
    parent = {str(t): str(themes.iloc[b]) for t, b, row in zip(loose, best, likeness, strict=True) if row[b] >= NEAR}
    given = registry.topics["topic_id"].map(parent)
    return replace(registry, topics=tables.Topic.conform(registry.topics.assign(parent_id=registry.topics["parent_id"].fillna(given))))


def _ids(members: list[list[str]], middle: FloatArray, live: pd.DataFrame, registry: Registry) -> list[str]:
    """The id of each group: that of the theme that it is, by the mentions under it and by place, or a new one."""
    ids = [new_id(registry.model_id, ["theme", *own]) for own in members]
    mine = registry.mine().set_index("topic_id")
    old = [t for t in registry.topics.loc[registry.topics["kind"] == "theme", "topic_id"] if t in mine.index]
    if not old:
        return ids
    shared = np.array([live.loc[own].groupby("parent_id")["n_mentions"].sum().reindex(old, fill_value=0).to_numpy() for own in members])
    size = np.array([live.loc[own, "n_mentions"].sum() for own in members])
    had = np.array([live.loc[live["parent_id"] == o, "n_mentions"].sum() for o in old])
    overlap = shared / np.maximum(size[:, None] + had[None, :] - shared, 1)
    likeness = np.einsum("ij,kj->ik", middle, as_matrix(mine.loc[old, "centroid"]))
    for new, was in match(overlap.astype(np.float32), likeness).items():
        ids[new] = old[was]
    return ids


def _largest(members: list[list[str]], ids: list[str], live: pd.DataFrame) -> dict[str, Name]:
    """The name of the topic with most mentions in each group that has one of its own, by the id of the group."""
    ordered = live.assign(odd=live["name_fr"].str.startswith(NOTHING[0])).sort_values(
        ["odd", "n_mentions"], ascending=[True, False], kind="stable"
    )
    first = {i: ordered[ordered.index.isin(own)].iloc[0] for i, own in zip(ids, members, strict=True)}
    return {i: (str(row["name_fr"]), str(row["name_en"])) for i, row in first.items()}


def _with_rows(
    rows: pd.DataFrame, points: FloatArray, themes: pd.Series, ids: list[str], registry: Registry, settings: TopicSettings,
    wording: Wording, day: pd.Timestamp, largest: Mapping[str, Name],
) -> Registry:  # fmt: skip
    """New themes with their names; those that are not among `ids` end."""
    born = [t for t in ids if t not in set(registry.topics["topic_id"])]
    new = named(rows, points, themes.astype("str"), born, registry, settings, wording, largest)
    new = new.assign(kind="theme", named_by="auto", pinned=False, status="active", valid_from=day, n_mentions=0)
    every = pd.concat([registry.topics, tables.Topic.conform(new)], ignore_index=True)
    theme = every["kind"] == "theme"
    ends, back = theme & ~every["topic_id"].isin(ids) & every["status"].isin(LIVE), theme & every["topic_id"].isin(ids)
    every = every.assign(
        status=every["status"].mask(ends, "retired").mask(back, "active"),
        valid_to=every["valid_to"].mask(ends, day).mask(back, pd.NaT),
    )
    told: list[Change] = [
        (t, "born", None, f"{fr} / {en}") for t, fr, en in zip(new["topic_id"], new["name_fr"], new["name_en"], strict=True)
    ]
    told += [(str(t), "retired", "active", "retired") for t in every.loc[ends, "topic_id"]]
    return changed(registry, every, told, day)


def _under(registry: Registry, parent: Mapping[str, str], day: pd.Timestamp) -> Registry:
    """The registry with new parents; a topic that had another theme before has an event."""
    given = registry.topics["topic_id"].map(parent)
    before = registry.topics["parent_id"]
    moved = given.notna() & before.notna() & (given != before)
    told: list[Change] = [
        (t, "moved", o, n) for t, o, n in zip(registry.topics["topic_id"][moved], before[moved], given[moved], strict=True)
    ]
    return changed(registry, registry.topics.assign(parent_id=given.fillna(before.where(registry.topics["status"].isin(LIVE)))), told, day)
