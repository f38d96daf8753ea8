"""Writes what a night found into the registry: new topics with their names, counts, lives, events."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from voc import tables
from voc.config import TopicSettings
from voc.protocols import FloatArray
from voc.topics.assign import LIVE, protected
from voc.topics.bank import meanings
from voc.topics.exemplars import READ, any_mentions, exemplars, nearest_mentions
from voc.topics.general import GENERAL, GENERAL_IDS, HEAP, General
from voc.topics.identity import Change, Registry, as_matrix, centroid_rows, changed, with_centroids
from voc.topics.naming import Heading, Wording, name_topics
from voc.topics.taken import Taken

BACKGROUND = 400
HOLDS_AFTER = pd.Timedelta(days=14)


def newborn(
    rows: pd.DataFrame,
    points: FloatArray,
    topics: pd.Series,
    registry: Registry,
    settings: TopicSettings,
    wording: Wording,
    *,
    heaps: bool,
) -> tuple[pd.Series, pd.DataFrame, Registry]:
    """Topics that the registry does not know yet, largest first, with their names (see `named`), beside the topics and the registry.

    Args:
        rows: Distinct mentions: n_mentions.
        topics: topic_id per row.
        heaps: Whether what has no name may be a topic; otherwise it is together one general topic, which nothing joins by distance.
    """
    sizes = rows["n_mentions"].groupby(topics).sum()
    born = sorted(set(sizes.index) - set(registry.topics["topic_id"]), key=lambda t: (-int(sizes[t]), t))
    new = named(rows, points, topics, born, registry, settings, wording)
    nameless = new.loc[new["nameless"], "topic_id"]
    if heaps or nameless.empty:
        return topics, new, registry
    known = HEAP.topic_id in set(registry.topics["topic_id"])
    every = pd.concat([new[~new["nameless"]], _as_new([] if known else [HEAP])], ignore_index=True)
    kept = registry.centroids[~registry.centroids["topic_id"].isin(nameless)].reset_index(drop=True)
    return topics.mask(topics.isin(nameless), HEAP.topic_id), every, replace(registry, centroids=kept)


def record(
    rows: pd.DataFrame,
    points: FloatArray,
    topics: pd.Series,
    counts: pd.Series,
    registry: Registry,
    new: pd.DataFrame,
    day: pd.Timestamp,
    afresh: bool,
    split: Mapping[str, str],
) -> Registry:
    """The registry with the night's topics, lives and events.

    Args:
        rows: Distinct mentions.
        topics: topic_id per row.
        counts: Mentions (not distinct ones) per topic_id.
        new: Of `newborn`.
        afresh: Topics were discovered anew: those without mentions are retired, new ones are active at once.
        split: New topics that came out of an old one, and which.
    """
    registry = _with_general(points, topics, registry)
    changes: list[Change] = [
        (t, "born", None, f"{fr} / {en}") for t, fr, en in zip(new["topic_id"], new["name_fr"], new["name_en"], strict=True)
    ]
    split = {t: origin for t, origin in split.items() if t in set(new["topic_id"])}
    changes += [(t, "split", origin, None) for t, origin in sorted(split.items())]
    kind = new["topic_id"].isin(GENERAL_IDS).map({True: "general", False: "subject"})
    new = new.assign(status="active" if afresh else "emerging", valid_from=day, split_from=new["topic_id"].map(split), kind=kind)
    new = new.assign(n_mentions=0, named_by="auto", pinned=False)
    every = tables.Topic.conform(pd.concat([registry.topics, tables.Topic.conform(new)], ignore_index=True))
    every = every.assign(n_mentions=every["topic_id"].map(counts).fillna(0).astype("int64"))
    every, lives = _lives(every, day, afresh)
    registry = changed(registry, every, [*changes, *lives], day)
    return _with_exemplars(rows, points, topics, list(counts.index if afresh else new["topic_id"]), registry)


def counted(registry: Registry, counts: pd.Series) -> Registry:
    """The registry with the number of mentions that each topic shows; a theme shows those of its topics."""
    n = registry.topics["topic_id"].map(counts).fillna(0)
    of_theme = n.groupby(registry.topics["parent_id"]).sum()
    n = n.where(registry.topics["kind"] != "theme", registry.topics["topic_id"].map(of_theme).fillna(0))
    return replace(registry, topics=registry.topics.assign(n_mentions=n.astype("int64")))


def _with_general(points: FloatArray, topics: pd.Series, registry: Registry) -> Registry:
    """General topics get a place too, so that exemplars have one; their radius is 0: nothing joins them by distance."""
    ids = [g.topic_id for g in (*GENERAL, HEAP) if (topics == g.topic_id).any() and g.topic_id not in set(registry.mine()["topic_id"])]
    centres = [points[(topics == t).to_numpy()].mean(axis=0) for t in ids]
    return (
        with_centroids(registry, centroid_rows(registry.model_id, ids, np.array(centres), [0.0] * len(ids), [[]] * len(ids)))
        if ids
        else registry
    )


def named(
    rows: pd.DataFrame,
    points: FloatArray,
    topics: pd.Series,
    born: list[str],
    registry: Registry,
    settings: TopicSettings,
    wording: Wording,
    headings: Mapping[str, Heading] | None = None,
) -> pd.DataFrame:
    """topic_id, name_fr, name_en, keywords_fr, keywords_en (JSON), nameless of the topics `born`, whose centroids the registry has.

    With `headings` they are themes, see `name_topics`.
    """
    subjects = {t: i for i, t in enumerate(t for t in born if t not in GENERAL_IDS)}
    centres = _centres(registry, list(subjects))
    near = nearest_mentions(rows, points, topics, centres, READ) if headings is None else any_mentions(rows, topics, born, 2 * READ)
    near = near.sort_values("topic_id", key=lambda s: s.map(subjects), kind="stable")
    elsewhere = rows[~topics.isin(born).to_numpy()].assign(topic_id="", said=0).head(BACKGROUND if subjects else 0)
    sample = pd.concat([near, elsewhere], ignore_index=True)
    # An old topic may come back and wants its name; a theme does not.
    kept = registry.topics[(registry.topics["kind"] != "theme") | registry.topics["status"].isin(LIVE)]
    known = [*zip(kept["name_fr"], kept["name_en"], strict=True), *((g.name_fr, g.name_en) for g in (*GENERAL, HEAP))]
    chosen = name_topics(sample, wording, Taken.of(known), settings.keywords, _likeness(centres, wording, registry), headings)
    keywords = {c: [json.dumps(k, ensure_ascii=False) for k in chosen[c]] for c in ("keywords_fr", "keywords_en")}
    return pd.concat([chosen.assign(**keywords), _as_new([g for g in GENERAL if g.topic_id in set(born)])], ignore_index=True)


def _as_new(general: Sequence[General]) -> pd.DataFrame:
    """General topics as `named` describes new ones."""
    fixed = {"keywords_fr": "[]", "keywords_en": "[]", "nameless": False}
    made = [{"topic_id": g.topic_id, "name_fr": g.name_fr, "name_en": g.name_en, **fixed} for g in general]
    return pd.DataFrame(made, columns=["topic_id", "name_fr", "name_en", *fixed]).astype({"nameless": bool})


def _likeness(centres: dict[str, FloatArray], wording: Wording, registry: Registry) -> dict[str, FloatArray]:
    """The cosine of every name of the bank to each centre; empty without an encoder."""
    if wording.encoder is None or not centres:
        return {}
    meant = meanings(wording.encoder, registry.origins())
    return {t: np.einsum("kj,j->k", meant, c) for t, c in centres.items()}


def _lives(every: pd.DataFrame, day: pd.Timestamp, afresh: bool) -> tuple[pd.DataFrame, list[Change]]:
    """Emerging topics that held become active; a refit retires those without mentions, and brings back those that have some again.

    What an analyst decided stays.
    """
    old = every["status"].mask(every["pinned"] | (every["kind"] == "theme"), "")
    holds = (old == "emerging") & (every["valid_from"] <= day - HOLDS_AFTER) & (every["n_mentions"] > 0)
    gone = old.isin(LIVE) & (every["n_mentions"] == 0) & ~every["topic_id"].isin(protected(every)) & afresh
    back = old.isin(["retired", "merged"]) & (every["n_mentions"] > 0)
    now = every["status"].mask(holds | back, "active").mask(gone, "retired")
    ends = every["valid_to"].mask(gone, day).mask(back, pd.NaT)
    into = every["merged_into"].mask(back, None)
    what = pd.Series("", index=every.index).mask(holds, "held").mask(gone, "retired").mask(back, "returned")
    changes: list[Change] = [(t, w, o, n) for t, w, o, n in zip(every["topic_id"], what, every["status"], now, strict=True) if w]
    return every.assign(status=now, valid_to=ends, merged_into=into), changes


def _with_exemplars(rows: pd.DataFrame, points: FloatArray, topics: pd.Series, ids: list[str], registry: Registry) -> Registry:
    chosen = exemplars(nearest_mentions(rows, points, topics, _centres(registry, ids), READ), points)
    mine = registry.centroids["model_id"] == registry.model_id
    shown = [
        json.dumps(chosen[t]) if own and t in chosen else e
        for t, e, own in zip(registry.centroids["topic_id"], registry.centroids["exemplars"], mine, strict=True)
    ]
    return replace(registry, centroids=tables.TopicCentroid.conform(registry.centroids.assign(exemplars=shown)))


def _centres(registry: Registry, ids: list[str]) -> dict[str, FloatArray]:
    mine = registry.mine()
    mine = mine[mine["topic_id"].isin(ids)]
    return dict(zip(mine["topic_id"], as_matrix(mine["centroid"]), strict=True)) if len(mine) else {}
