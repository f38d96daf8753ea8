"""The fields of an action as people write them: checked, with cells and topics that exist."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd

from voc.config import Journey
from voc.errors import StoreError
from voc.store.store import Store
from voc.tables import Action, Topic
from voc.topics.assign import LIVE

EFFORTS = Action.columns["effort"].allowed
# Of known topics that a message lists.
SHOWN = 30


@dataclass
class Refusals:
    """Everything that is wrong with what was written, and what would have been right."""

    wrong: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def add(self, what: str, *expected: str) -> None:
        self.wrong.append(what)
        self.expected += expected

    def check(self) -> None:
        """Refuse what was written if anything is wrong.

        Raises:
            StoreError: Listing it all.
        """
        if self.wrong:
            raise StoreError("; ".join(self.wrong), expected="; ".join(dict.fromkeys(self.expected)))


def read_fields(store: Store, journey: Journey, new: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Fields of `tables.Action` from fields as written (see `actions.add`).

    Args:
        before: The row that they change; absent for a new action.
    Raises:
        StoreError: Listing everything that is wrong, and what is known.
    """
    refused = Refusals()
    given = dict(new) if before else {"effort": None, "cells": None, "topics": None, **new}
    row = {name: READERS[name](value, refused, store, journey) for name, value in given.items() if name in READERS}
    if unknown := [name for name in new if name not in READERS]:
        refused.add(f"no such field: {', '.join(unknown)}", f"fields: {', '.join(READERS)}")
    after = {**(before or {}), **row}
    if not after.get("title"):
        refused.add("the title is missing")
    if not refused.wrong and after["cells"] == after["topics"] == "[]":
        refused.add("the action aims at nothing", "a cell such as purchase/payment, or a topic")
    refused.check()
    return row


def _text(value: Any, *_: Any) -> str | None:
    return (" ".join(str(value).split()) or None) if value is not None else None


def _day(value: Any, refused: Refusals, *_: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        refused.add(f"{value!r} is no day", "days such as 2026-11-30")
        return None


def _effort(value: Any, refused: Refusals, *_: Any) -> str:
    if value not in EFFORTS:
        refused.add("the effort is missing" if value is None else f"{value!r} is no effort", f"effort: {', '.join(EFFORTS)}")
    return str(value)


def _cells(value: Any, refused: Refusals, _: Store, journey: Journey) -> str:
    known = {"stages": [s.id for s in journey.stages], "touchpoints": [t.id for t in journey.touchpoints]}
    cells = []
    for text in _items(value):
        stage, _slash, touchpoint = (part.strip() for part in text.partition("/"))
        cells.append((stage, touchpoint))
        if unknown := [kind for kind, one in (("stages", stage), ("touchpoints", touchpoint)) if one not in known[kind]]:
            refused.add(f"{text!r} is no cell", "cells written stage/touchpoint", *(f"{k}: {', '.join(known[k])}" for k in unknown))
    return json.dumps(list(dict.fromkeys(cells)), ensure_ascii=False)


def _topics(value: Any, refused: Refusals, store: Store, _: Journey) -> str:
    ids: list[str] = []
    topics = store.load(Topic) if value else Topic.empty()
    themes, living = topics[topics["kind"] == "theme"], topics[topics["status"].isin(LIVE) & (topics["kind"] != "theme")]
    for text in _items(value):
        found = _named(living, text)
        if len(found) == 1:
            ids += found
        elif found:
            refused.add(f"{text!r} is the name of several topics", f"one of {', '.join(found)}")
        elif theirs := _named(themes, text):
            members = living.loc[living["parent_id"].isin(theirs), "topic_id"]
            refused.add(f"{text!r} is a theme", f"its topics: {', '.join(members)}")
        else:
            shown = [f"{t} ({name})" for t, name in zip(living["topic_id"], living["name_en"], strict=True)]
            more = f" and {len(shown) - SHOWN} more" if len(shown) > SHOWN else ""
            refused.add(f"{text!r} is no living topic", f"topics: {', '.join(shown[:SHOWN]) or 'none yet'}{more}")
    return json.dumps(list(dict.fromkeys(ids)))


def _named(topics: pd.DataFrame, text: str) -> list[str]:
    """Ids of the topics with this id or, in either language, this name."""
    name = " ".join(text.split()).casefold()
    same = (topics["topic_id"] == text) | (topics["name_fr"].str.casefold() == name) | (topics["name_en"].str.casefold() == name)
    return [str(t) for t in topics.loc[same, "topic_id"]]


def _items(value: Any) -> list[str]:
    """One or many, each as text; a pair such as [purchase, payment] is the cell purchase/payment."""
    listed = [value] if isinstance(value, str) else value if isinstance(value, Sequence) else [] if value is None else [value]
    return ["/".join(map(str, item)) if isinstance(item, list | tuple) else str(item) for item in listed]


READERS: dict[str, Callable[[Any, Refusals, Store, Journey], Any]] = {
    **{"title": _text, "effort": _effort, "cells": _cells, "topics": _topics, "owner": _text, "due": _day, "note": _text},
    **{"started_at": _day, "done_at": _day},
}
FIELDS = tuple(READERS)
