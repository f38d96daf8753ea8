"""What the company does about friction: actions written down, changed, begun, done, dropped.

Time and author are given, never looked up; a refusal lists everything that is wrong at once and changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from voc.config import Journey
from voc.errors import ConfigError, Problem, StoreError
from voc.ids import short_id
from voc.store.action_fields import FIELDS, read_fields
from voc.store.store import Store
from voc.tables import Action, Topic, TopicCentroid, TopicEvent
from voc.topics import Registry
from voc.yaml_text import parse

DROPPED = "dropped"
LIST = "`voc actions list` shows them"


def add(store: Store, journey: Journey, new: Mapping[str, Any], author: str, now: datetime, action_id: str | None = None) -> pd.DataFrame:
    """Write an action down.

    Args:
        journey: Its stages and touchpoints are what cells may name.
        new: `title`, `effort` (low, medium, high) and `cells` (each written stage/touchpoint) or `topics` (ids, or names that only one
            living topic has), or both; also `owner`, `due`, `note`, `started_at`, `done_at`. Days are dates or written 2026-11-30.
        action_id: One of your own; made of title, author and time when absent.
    Returns:
        The `tables.Action` row.
    Raises:
        StoreError: A field, cell or topic is unknown, title, effort or target is missing, an action is done before it began, or the id is
            taken.
    """
    with store.transaction():
        if action_id is not None and not store.load(Action, {"action_id": action_id}).empty:
            raise StoreError(f"there is an action {action_id!r} already", where=store.where, advice=LIST)
        made = {"action_id": action_id or short_id("a", new.get("title"), author, now.isoformat()), "made_by": author, "made_at": now}
        return _save(store, {**made, **read_fields(store, journey, new)}, author, now)


def change(store: Store, journey: Journey, action_id: str, new: Mapping[str, Any], author: str, now: datetime) -> pd.DataFrame:
    """Change fields of an action; None empties one. Where it stands follows its dates, unless it was dropped.

    Args:
        new: As for `add`, only what changes.
    Returns:
        The `tables.Action` row, untouched when all is as wanted already.
    Raises:
        StoreError: As for `add`, or there is no such action.
    """
    with store.transaction():
        before = _row(get(store, action_id))
        after = {**before, **read_fields(store, journey, new, before)}
        return get(store, action_id) if after == before else _save(store, after, author, now)


def start(store: Store, action_id: str, day: date, author: str, now: datetime) -> pd.DataFrame:
    """Say from which day on an action shows to customers.

    Raises:
        StoreError: There is no such action, or it is not a planned one.
    """
    return _move(store, action_id, ("planned",), {"started_at": day}, author, now)


def finish(store: Store, action_id: str, day: date, author: str, now: datetime) -> pd.DataFrame:
    """Say from which day on an action counts as done.

    Raises:
        StoreError: There is no such action, it has not been started or was done before, or the day is before its start.
    """
    return _move(store, action_id, ("started",), {"done_at": day}, author, now)


def drop(store: Store, action_id: str, author: str, now: datetime) -> pd.DataFrame:
    """Give an action up; its effect is measured no more. `reopen` takes it back.

    Raises:
        StoreError: There is no such action, or it is done or dropped.
    """
    return _move(store, action_id, ("planned", "started"), {"status": DROPPED}, author, now)


def reopen(store: Store, action_id: str, author: str, now: datetime) -> pd.DataFrame:
    """Take up an action again that was dropped, where it stood.

    Raises:
        StoreError: There is no such action, or it was not dropped.
    """
    return _move(store, action_id, (DROPPED,), {"status": ""}, author, now)


def get(store: Store, action_id: str) -> pd.DataFrame:
    """The `tables.Action` row of an action.

    Raises:
        StoreError: There is none.
    """
    found = store.load(Action, {"action_id": action_id})
    if found.empty:
        raise StoreError(f"there is no action {action_id!r}", where=store.where, advice=LIST)
    return found


def listed(store: Store) -> pd.DataFrame:
    """All actions as `tables.Action`, by id; topics that were merged into others since are followed to where their mentions are now."""
    found = store.load(Action)
    moved = Registry("", store.load(Topic), TopicCentroid.empty(), TopicEvent.empty()).follow()
    topics = [json.dumps(list(dict.fromkeys(moved.get(t, t) for t in json.loads(ids)))) for ids in found["topics"]]
    return Action.conform(found.assign(topics=pd.Series(topics, index=found.index, dtype="str")))


def load_file(store: Store, journey: Journey, path: Path, author: str, now: datetime) -> pd.DataFrame:
    """Write down the actions of a YAML file: `actions:`, a list of entries with the fields of `add`, and `id` if you like.

    An entry is an action that is there already when it has its id, or its title when it states none; then only the fields that the file
    states are changed, and a second import of the same file changes nothing.

    Returns:
        One row per entry: action_id, title, what (added, changed, unchanged).
    Raises:
        ConfigError: With every problem of the file; nothing is saved.
    """
    entries = _entries(path)
    problems: list[Problem] = []
    told = []
    with store.transaction():
        for number, entry in enumerate(entries):
            try:
                told.append(_imported(store, journey, dict(entry), author, now))
            except StoreError as error:
                expected = "; ".join(part for part in (error.expected, error.advice) if part) or "a complete action"
                problems.append(Problem(str(path), f"actions.{number}", error.what, expected))
        if problems:
            raise ConfigError(f"the file has {len(problems)} problem(s)", problems, advice="see docs/actions.md")
    return pd.DataFrame(told, columns=["action_id", "title", "what"])


def _imported(store: Store, journey: Journey, entry: dict[str, Any], author: str, now: datetime) -> tuple[str, str, str]:
    action_id = entry.pop("id", None)
    title = " ".join(str(entry.get("title") or "").split())
    there = store.load(Action)
    action_id = str(action_id) if action_id else next(iter(there.loc[there["title"] == title, "action_id"]), short_id("a", title))
    before = there[there["action_id"] == action_id]
    if before.empty:
        return action_id, add(store, journey, entry, author, now, action_id)["title"].iloc[0], "added"
    after = change(store, journey, action_id, entry, author, now)
    return action_id, after["title"].iloc[0], "unchanged" if _row(before) == _row(after) else "changed"


def _entries(path: Path) -> list[Mapping[str, Any]]:
    try:
        body = parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(" ".join(str(error).split()), where=str(path), expected="readable YAML in UTF-8") from error
    entries = body.get("actions") if isinstance(body, dict) else None
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise ConfigError("there is no list of actions", where=str(path), expected=f"`actions:` with entries of {', '.join(FIELDS)}")
    return entries


def _move(store: Store, action_id: str, of: tuple[str, ...], new: Mapping[str, Any], author: str, now: datetime) -> pd.DataFrame:
    with store.transaction():
        row = _row(get(store, action_id))
        if row["status"] not in of:
            raise StoreError(
                f"{action_id} is {row['status']}", where=store.where, expected=f"an action that is {' or '.join(of)}", advice=LIST
            )
        return _save(store, {**row, **new}, author, now)


def _save(store: Store, row: Mapping[str, Any], author: str, now: datetime) -> pd.DataFrame:
    begun, done = row.get("started_at"), row.get("done_at")
    if done is not None and (begun is None or done < begun):
        raise StoreError(
            f"done on {done}, {f'before it began on {begun}' if begun else 'without having begun'}",
            where=str(row["action_id"]),
            expected="a day on which it began, and one from then on when it was done",
        )
    status = DROPPED if row.get("status") == DROPPED else "done" if done else "started" if begun else "planned"
    whole = {**dict.fromkeys(Action.columns), **row, "status": status, "changed_by": author, "changed_at": now}
    frame = Action.check(pd.DataFrame([whole]))
    store.save(Action, frame)
    return frame


def _row(found: pd.DataFrame) -> dict[str, Any]:
    """The first row in plain values; days are dates."""
    row = {str(k): None if pd.isna(v) else v for k, v in found.iloc[0].items()}
    days = [n for n, c in Action.columns.items() if c.kind == "date"]
    return {k: v.date() if k in days and v is not None else v for k, v in row.items()}
