"""Topics in the store: the registry, what a discovery found, and what analysts decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pandas as pd

from voc.errors import StoreError
from voc.store import corrections
from voc.store.store import Store
from voc.tables import Mention, Topic, TopicAudit, TopicCentroid, TopicEvent
from voc.topics import Discovery, Registry
from voc.topics.assign import LIVE

TOPIC = "topic_id"


def registry(store: Store, model_id: str) -> Registry:
    """The topics as they stand, to be read by the encoder `model_id`."""
    return Registry(model_id, store.load(Topic), store.load(TopicCentroid), store.load(TopicEvent))


def keep(store: Store, mentions: pd.DataFrame, found: Discovery) -> int:
    """Save what a discovery found, in one transaction; how many mentions show a topic.

    Args:
        mentions: `tables.Mention` that the discovery was given.
    """
    given = found.assignments.set_index("mention_id").reindex(mentions["mention_id"])
    columns = {c: given[c].to_numpy() for c in ("topic_id", "topic_found", "topic_strength")}
    with store.transaction():
        store.save(Mention, mentions.assign(**columns))
        store.replace(Topic, found.registry.topics)
        store.replace(TopicCentroid, found.registry.centroids)
        store.replace(TopicAudit, found.audit)
        store.save(TopicEvent, found.registry.events)
    return int(given["topic_id"].notna().sum())


def decide(store: Store, change: Callable[[Registry], Registry]) -> pd.DataFrame:
    """Carry out a decision of an analyst (`topics.hand`): the registry and the mentions it concerns change together.

    Args:
        change: From the registry as it stands to the registry as it shall be.
    Returns:
        The `tables.TopicEvent` rows that were added.
    Raises:
        TopicConflict: The decision contradicts what is there; nothing has changed.
    """
    with store.transaction():
        before = registry(store, "")
        after = change(before)
        added = after.events[~after.events["event_id"].isin(before.events["event_id"])]
        store.replace(Topic, after.topics)
        store.replace(TopicCentroid, after.centroids)
        store.save(TopicEvent, added)
        was, now = before.shown(), after.shown()
        _show(store, [t for t in after.topics["topic_id"] if was.get(t, t) != now.get(t, t)], after)
    return added


def put(store: Store, members: pd.DataFrame) -> None:
    """Give mentions the topics that a split found for them.

    Args:
        members: mention_id, topic_id.
    """
    mentions = store.load(Mention, {"mention_id": members["mention_id"].tolist()})
    found = mentions["mention_id"].map(members.set_index("mention_id")["topic_id"])
    store.save(Mention, mentions.assign(topic_found=found, topic_id=found))
    _say(store)


def reassign(store: Store, mention_id: str, topic_id: str, author: str, now: datetime) -> pd.DataFrame:
    """Put one mention under another topic: a correction, in force every night until it is taken back.

    Raises:
        StoreError: There is no such mention, or no such living topic.
    """
    topics = store.load(Topic, {"topic_id": topic_id})
    if topics.empty or topics["status"].iloc[0] not in LIVE or topics["kind"].iloc[0] == "theme":
        raise StoreError(f"{topic_id!r} is no living topic", where=store.where, advice="`voc topics list` shows them")
    with store.transaction():
        added = corrections.correct(store, mention_id, {TOPIC: topic_id}, author, now)
        _say(store)
    return added


def said(store: Store) -> pd.DataFrame:
    """Where analysts put single mentions: mention_id, topic_id."""
    return corrections.in_force(store, (TOPIC,))[["mention_id", TOPIC]]


def _say(store: Store) -> None:
    """Show every mention that an analyst placed where it was placed."""
    mine = said(store).set_index("mention_id")[TOPIC]
    shown = registry(store, "").shown()
    mentions = store.load(Mention, {"mention_id": mine.index.tolist()})
    placed = mentions["mention_id"].map(mine).map(lambda t: shown.get(t, t))
    store.save(Mention, mentions.assign(topic_id=placed, topic_strength=1.0))


def _show(store: Store, changed: list[str], registry: Registry) -> None:
    """Move what was found to be of these topics to where it is shown now."""
    if not changed:
        return
    shown = registry.shown()
    mentions = store.load(Mention, {"topic_found": changed})
    placed = mentions["topic_found"].map(lambda t: shown.get(t, t))
    store.save(Mention, mentions.assign(topic_id=placed))
    _say(store)
