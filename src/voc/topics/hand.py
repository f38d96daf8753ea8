"""The analyst's hand: rename, merge, split, retire, pin, and take back. Each decision is an event; nights and refits obey it.

A registry comes in and a registry goes out. An event of an analyst keeps the fields it changed as JSON, before and after, so that taking it
back is exact; it can be taken back as long as nothing later has changed the same fields.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from voc import tables
from voc.errors import VocError
from voc.ids import short_id
from voc.topics.assign import LIVE
from voc.topics.identity import Registry

UNDONE = "undone"


@dataclass(frozen=True)
class Hand:
    """Who decides, and when."""

    author: str
    now: pd.Timestamp

    @property
    def day(self) -> pd.Timestamp:
        return self.now.tz_convert("UTC").tz_localize(None).normalize()


class TopicConflict(VocError):  # noqa: N818 - it is a conflict between two decisions
    """A decision about a topic contradicts what is there."""

    exit_code = 2


def rename(registry: Registry, topic_id: str, names: Mapping[str, str], by: Hand) -> Registry:
    """Give a topic or theme a name in French, in English, or both; no night renames it afterwards.

    Args:
        names: "fr" and "en" to the new name.
    Raises:
        TopicConflict: No such topic, an empty name, or a name that another living topic has.
    """
    _of(registry, topic_id)
    new = {f"name_{language}": " ".join(name.split()) for language, name in names.items()}
    if not new or not all(new.values()):
        raise TopicConflict("a name is empty", where=topic_id, advice="give a name in French, in English, or both")
    _free(registry, topic_id, new)
    return _decided(registry, topic_id, "renamed", {**new, "named_by": "analyst"}, by)


def _free(registry: Registry, topic_id: str, names: Mapping[str, str]) -> None:
    """Raises TopicConflict when another living topic has one of the names (`name_fr`, `name_en`)."""
    live = registry.topics[registry.topics["status"].isin(LIVE) & (registry.topics["topic_id"] != topic_id)]
    for column, name in names.items():
        same = live.loc[live[column].str.casefold() == name.casefold(), "topic_id"]
        if len(same):
            raise TopicConflict(
                f"{name!r} is the name of {same.iloc[0]} already", where=topic_id, advice="merge the two, or choose another"
            )


def merge(registry: Registry, topic_ids: Sequence[str], into: str, by: Hand) -> Registry:
    """Show the mentions of some topics under another one, from now on and after every refit.

    Raises:
        TopicConflict: One of them does not live, is no subject, or is `into` itself.
    """
    living_subject(registry, into)
    for topic_id in topic_ids:
        living_subject(registry, topic_id)
        if topic_id == into:
            raise TopicConflict("a topic cannot be merged into itself", where=topic_id)
        fields = {"status": "merged", "merged_into": into, "valid_to": _text(by.day), "pinned": True}
        registry = _decided(registry, topic_id, "merged", fields, by)
    return registry


def retire(registry: Registry, topic_id: str, by: Hand) -> Registry:
    """Show a topic no more; what resembles it joins it out of sight, so that it does not come up again under another id.

    Raises:
        TopicConflict: It does not live, or is no subject.
    """
    living_subject(registry, topic_id)
    return _decided(registry, topic_id, "retired", {"status": "retired", "valid_to": _text(by.day), "pinned": True}, by)


def pin(registry: Registry, topic_id: str, by: Hand) -> Registry:
    """Keep a topic whatever a refit finds.

    Raises:
        TopicConflict: It does not live, is no subject, or is pinned.
    """
    row = living_subject(registry, topic_id)
    if row["pinned"]:
        raise TopicConflict("the topic is pinned already", where=topic_id)
    return _decided(registry, topic_id, "pinned", {"pinned": True, "status": "active"}, by)


def split(registry: Registry, topic_id: str, parts: pd.DataFrame, centroids: pd.DataFrame, by: Hand) -> Registry:
    """Put parts of a topic in its place.

    Args:
        parts: topic_id, name_fr, name_en, keywords_fr, keywords_en (JSON) of each part, see `split.propose`.
        centroids: `tables.TopicCentroid` rows of the parts.
    Raises:
        TopicConflict: The topic does not live, is no subject, or a part is there already.
    """
    row = living_subject(registry, topic_id)
    there = sorted(set(parts["topic_id"]) & set(registry.topics["topic_id"]))
    if there:
        raise TopicConflict(f"{', '.join(there)} came out of a split before", where=topic_id, advice="propose the split anew")
    new = parts.assign(
        kind="subject", named_by="auto", pinned=False, parent_id=row["parent_id"], status="active", valid_from=by.day,
        valid_to=None, merged_into=None, split_from=topic_id, n_mentions=0,
    )  # fmt: skip
    every = pd.concat([registry.topics, tables.Topic.conform(new)], ignore_index=True).sort_values("topic_id", ignore_index=True)
    known = pd.concat([registry.centroids, centroids], ignore_index=True).sort_values(["model_id", "topic_id"], ignore_index=True)
    registry = replace(registry, topics=tables.Topic.conform(every), centroids=tables.TopicCentroid.conform(known))
    # What joined the topic and was not part of the proposal is found a part by the next night: a split topic takes no mentions.
    return _decided(registry, topic_id, "split", {"status": "retired", "valid_to": _text(by.day), "pinned": False}, by)


def undo(registry: Registry, event_id: str, by: Hand) -> Registry:
    """Take a decision back.

    Raises:
        TopicConflict: No such decision of an analyst, taken back before, or something later builds on it.
    """
    rows = registry.events[registry.events["event_id"] == event_id]
    if rows.empty or rows["author"].iloc[0] == "auto" or rows["what"].iloc[0] == UNDONE:
        raise TopicConflict(
            f"{event_id!r} is no decision of an analyst", expected="the id of an event", advice="`voc topics events` lists them"
        )
    event = rows.iloc[0]
    topic_id, before, after = str(event["topic_id"]), json.loads(event["old"]), json.loads(event["new"])
    if event_id in set(registry.events.loc[registry.events["what"] == UNDONE, "old"].map(_event_of)):
        raise TopicConflict("this was taken back before", where=event_id)
    row = _of(registry, topic_id)
    if any(_plain(row[field]) != value for field, value in after.items()):
        raise TopicConflict("the topic has been changed since", where=event_id, advice="take the later changes back first")
    named, lives, lived = {"name_fr", "name_en"} & before.keys(), before.get("status", row["status"]) in LIVE, row["status"] in LIVE
    if lives and (named or not lived):
        _free(registry, topic_id, {name: before.get(name, row[name]) for name in ("name_fr", "name_en")})
    if event["what"] == "split":
        registry = _joined_again(registry, topic_id, by)
    return _decided(registry, topic_id, UNDONE, before, by, event_id)


def _joined_again(registry: Registry, topic_id: str, by: Hand) -> Registry:
    """The parts of a split, merged back into what they came from."""
    mine = (registry.topics["split_from"] == topic_id) & registry.topics["status"].isin(LIVE)
    for part in registry.topics.loc[mine, "topic_id"]:
        fields = {"status": "merged", "merged_into": topic_id, "valid_to": _text(by.day), "pinned": True}
        registry = _decided(registry, str(part), "merged", fields, by)
    return registry


def _decided(registry: Registry, topic_id: str, what: str, fields: Mapping[str, object], by: Hand, of: str = "") -> Registry:
    """The registry in which fields of a topic have changed, and the event that says so."""
    row = _of(registry, topic_id)
    old = {field: _plain(row[field]) for field in fields}
    at = registry.topics["topic_id"] == topic_id
    topics = registry.topics.assign(**{field: registry.topics[field].mask(at, _typed(field, v)) for field, v in fields.items()})
    event = {
        "event_id": short_id("e", topic_id, what, by.author, by.now.isoformat(), json.dumps(dict(fields), default=str)),
        "topic_id": topic_id,
        "day": by.day,
        "what": what,
        "author": by.author,
        "made_at": by.now,
        "old": json.dumps({"event_id": of} if of else old, ensure_ascii=False),
        "new": json.dumps(dict(fields), ensure_ascii=False),
    }
    events = pd.concat([registry.events, tables.TopicEvent.conform(pd.DataFrame([event]))], ignore_index=True)
    return replace(registry, topics=tables.Topic.conform(topics), events=tables.TopicEvent.conform(events))


def _typed(field: str, value: object) -> Any:
    """A field as the table keeps it."""
    return pd.Timestamp(str(value)) if field == "valid_to" and value is not None else value


def _event_of(old: str) -> str:
    return str(json.loads(old).get("event_id", ""))


def _of(registry: Registry, topic_id: str) -> pd.Series:
    rows = registry.topics[registry.topics["topic_id"] == topic_id]
    if rows.empty:
        raise TopicConflict(f"there is no topic {topic_id!r}", advice="`voc topics list` shows them")
    return rows.iloc[0]


def living_subject(registry: Registry, topic_id: str) -> pd.Series:
    """The row of a subject that lives.

    Raises:
        TopicConflict: There is none, it is a theme or a general topic, or it was merged or retired.
    """
    row = _of(registry, topic_id)
    if row["kind"] != "subject":
        what = "a theme" if row["kind"] == "theme" else "the topic of mentions without a subject"
        raise TopicConflict(f"{row['name_en']!r} is {what}", where=topic_id, advice="only its name can be changed")
    if row["status"] not in LIVE:
        went = f" into {row['merged_into']}" if isinstance(row["merged_into"], str) else ""
        raise TopicConflict(f"the topic was {row['status']}{went}", where=topic_id)
    return row


def _plain(value: object) -> object:
    """A field as JSON keeps it."""
    if isinstance(value, pd.Timestamp):
        return _text(value)
    if value is None or value is pd.NaT or value != value:
        return None
    return value if isinstance(value, str) else bool(value)


def _text(day: pd.Timestamp) -> str:
    return str(day.date())
