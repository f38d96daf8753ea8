"""Themes: groups of topics for a first look, with ids and names of their own, drawn again only when topics have outgrown them.

What belongs together is known of most subjects ("Late deliveries" and "Couriers"); a topic's vector decides where its name says nothing.
"""

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
from voc.topics.bank import areas, theme_of, themes
from voc.topics.distinct import unit
from voc.topics.identity import Change, Registry, as_matrix, centroid_rows, changed, match, new_id, with_centroids
from voc.topics.naming import NOTHING, Heading, Wording
from voc.topics.record import named

PER_THEME = 3
"""Topics of a theme, on average."""
SAME_THEME, SAME_AREA = 0.5, 0.7
"""Size of the columns that say which theme and area a name is of: another theme adds .5 and another area 1 to the squared distance of two
topics, which is about 1 between centroids."""
MOSTLY = 0.6
"""A theme is called like what this share of its mentions is about."""
LEAST_TOPICS = 6
"""With fewer topics there is nothing to group."""
COVERED = 2 / 3
"""Themes are drawn again when less than this share of the mentions with a topic is under one."""
NEAR, NEAR_OF_AREA = 0.25, 0.1
"""A new topic joins the nearest theme from this cosine on; one with topics of its own area sooner."""


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
    live = _belonging(live, centres, wording)
    under = live["parent_id"].notna()
    if live["n_mentions"][under].sum() >= COVERED * live["n_mentions"].sum():
        return _joined(registry, live, centres)
    apart = np.hstack([centres, SAME_THEME * _columns(live["theme"]), SAME_AREA * _columns(live["area"])])
    # Never fewer than areas, or what is left over would be put together.
    wanted = max(2, round(len(live) / PER_THEME), live["area"].nunique())
    group = fcluster(linkage(apart, method="ward"), wanted, criterion="maxclust")
    weight = np.sqrt(live["n_mentions"].to_numpy(dtype=np.float64))
    middle = unit(np.vstack([(centres[group == g] * weight[group == g, None]).sum(axis=0) for g in np.unique(group)]))
    members = [live.index[group == g].tolist() for g in np.unique(group)]
    ids = _ids(members, middle, live, registry)
    parent = {t: theme for theme, own in zip(ids, members, strict=True) for t in own}
    registry = with_centroids(registry, centroid_rows(registry.model_id, ids, middle, [0.0] * len(ids), [[]] * len(ids)))
    registry = _with_rows(rows, points, topics.map(parent), ids, registry, settings, wording, day, _headings(members, ids, live))
    # Analysts may have moved every mention of a topic elsewhere: then there is nothing to make a theme of.
    return _under(registry, {t: theme for t, theme in parent.items() if theme in set(registry.topics["topic_id"])}, day)


def _belonging(live: pd.DataFrame, centres: FloatArray, wording: Wording) -> pd.DataFrame:
    """The topics with the theme and area of the bank that each is of: those of its name, else of the nearest topic whose name has some."""
    own = [theme_of(name, wording.places.get("touchpoint", {})) for name in live["name_fr"]]
    known = [k for k, theme in enumerate(own) if theme]
    if known:
        own = [own[known[k]] for k in np.einsum("ij,kj->ik", centres, centres[known]).argmax(axis=1)]
    area = [themes()[theme].area if theme else None for theme in own]
    return live.assign(theme=pd.Series(own, live.index, dtype="str"), area=pd.Series(area, live.index, dtype="str"))


def _columns(of: pd.Series) -> FloatArray:
    """One column for each value, rows of zeros where there is none."""
    return pd.get_dummies(of).to_numpy(dtype=np.float32)


def _joined(registry: Registry, live: pd.DataFrame, centres: FloatArray) -> Registry:
    """New topics under the nearest theme, when one is near; themes with topics of the same area come first."""
    drawn = registry.topics.loc[(registry.topics["kind"] == "theme") & registry.topics["status"].isin(LIVE), "topic_id"]
    mine = registry.mine().set_index("topic_id")
    drawn, loose = drawn[drawn.isin(mine.index)], live["parent_id"].isna().to_numpy()
    if drawn.empty or not loose.any():
        return registry
    likeness = np.einsum("ij,kj->ik", centres[loose], as_matrix(mine.loc[drawn, "centroid"]))
    area = _columns(live["area"])
    has = np.vstack([area[(live["parent_id"] == theme).to_numpy()].max(axis=0, initial=0.0) for theme in drawn])
    same = np.einsum("ij,kj->ik", area[loose], has) > 0
    likeness = np.where(likeness >= np.where(same, NEAR_OF_AREA, NEAR), likeness + same, -1.0)
    best = likeness.argmax(axis=1)
    parent = {str(t): str(drawn.iloc[b]) for t, b, row in zip(live.index[loose], best, likeness, strict=True) if row[b] > 0}
    given = registry.topics["topic_id"].map(parent)
    return replace(registry, topics=tables.Topic.conform(registry.topics.assign(parent_id=registry.topics["parent_id"].fillna(given))))


def _ids(members: list[list[str]], middle: FloatArray, live: pd.DataFrame, registry: Registry) -> list[str]:
    """The id of each group: that of the living theme that it is, by the mentions under it and by place, or a new one."""
    ids = [new_id(registry.model_id, ["theme", *own]) for own in members]
    mine = registry.mine().set_index("topic_id")
    living = (registry.topics["kind"] == "theme") & registry.topics["status"].isin(LIVE)
    old = [t for t in registry.topics.loc[living, "topic_id"] if t in mine.index]
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


def _headings(members: list[list[str]], ids: list[str], live: pd.DataFrame) -> dict[str, Heading]:
    """By the id of each group, the theme and the area of the bank that most of its mentions are of, and the topic with most mentions."""
    found = {}
    for i, own in zip(ids, members, strict=True):
        mine = live.loc[own].assign(odd=live["name_fr"].str.startswith(NOTHING[0]))
        mine = mine.sort_values(["odd", "n_mentions"], ascending=[True, False], kind="stable")
        levels = ((themes(), mine["theme"]), (areas(), mine["area"]))
        general = [names[g] for names, of in levels for g in _mostly(mine["n_mentions"], of)]
        largest = mine.iloc[0]
        found[i] = Heading(tuple((g.fr, g.en) for g in general), (str(largest["name_fr"]), str(largest["name_en"])))
    return found


def _mostly(n: pd.Series, of: pd.Series) -> list[str]:
    """The one value that `MOSTLY` of the mentions are of, if there is one."""
    return [str(value) for value, mine in n.groupby(of).sum().items() if mine >= MOSTLY * n.sum()]


def _with_rows(
    rows: pd.DataFrame, points: FloatArray, themes: pd.Series, ids: list[str], registry: Registry, settings: TopicSettings,
    wording: Wording, day: pd.Timestamp, headings: Mapping[str, Heading],
) -> Registry:  # fmt: skip
    """New themes with their names; those that are not among `ids` end."""
    # The largest chooses first among general names.
    born = [str(t) for t in themes.value_counts().sort_index().sort_values(ascending=False, kind="stable").index]
    born = [t for t in born if t in set(ids) - set(registry.topics["topic_id"])]
    new = named(rows, points, themes.astype("str"), born, registry, settings, wording, headings)
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
