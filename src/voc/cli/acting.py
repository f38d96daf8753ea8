"""What is said of actions: written down, changed, begun, done, dropped; `actions` shows them."""

from __future__ import annotations

import json as text
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voc.cli import shown
from voc.cli.opening import BY, CONFIG, DEFAULT, JSON, author, opened, records, settings
from voc.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd

    from voc.store import Store

ACTION = Annotated[str, typer.Argument(help="Id of the action, as `voc actions list` says.")]
TITLE = Annotated[str, typer.Argument(help="What is done, in a few words.")]
CELLS = Annotated[list[str] | None, typer.Option("--cell", help="A cell it is about, as purchase/payment; repeat for several.")]
TOPICS = Annotated[
    list[str] | None, typer.Option("--topic", help="A topic it is about: its id, or a name that only one has; repeat for several.")
]
OWNER = Annotated[str | None, typer.Option(help="Who answers for it.")]
NOTE = Annotated[str | None, typer.Option(help="Whatever else is to be said.")]
DUE = Annotated[str | None, typer.Option(help="When it should be done, as 2026-11-30.")]
STARTED = Annotated[str | None, typer.Option(help="First day on which customers could feel it.")]
FINISHED = Annotated[str | None, typer.Option("--done", help="First day on which it counted as done.")]
ON = Annotated[str | None, typer.Option("--on", help="The day, as 2026-11-30; today when absent.", show_default=False)]
CLEAR = Annotated[
    list[str] | None, typer.Option(help="A field to empty: owner, due, note, cells, topics, started_at or done_at; repeat for several.")
]


def register(app: typer.Typer) -> None:
    for command in (add, edit, start, done, drop, reopen):
        app.command()(command)
    app.command("import")(import_file)


def add(
    title: TITLE,
    effort: Annotated[str, typer.Option(help="What it costs: low, medium or high.")],
    cell: CELLS = None,
    topic: TOPICS = None,
    owner: OWNER = None,
    due: DUE = None,
    note: NOTE = None,
    started: STARTED = None,
    done: FINISHED = None,
    by: BY = "",
    config: CONFIG = DEFAULT,
    json: JSON = False,
) -> None:
    """Write an action down. It needs at least one cell or topic: what it is meant to make easier.

    Example: voc actions add "Show delivery slots before payment" --cell delivery/delivery --effort medium --owner Ana --due 2026-11-30
    """
    from voc.store.actions import add as write

    new = _given(title=title, effort=effort, cells=cell, topics=topic, owner=owner, due=due, note=note, started_at=started, done_at=done)
    journey = settings(config).journey
    _do(config, json, lambda store: write(store, journey, new, author(by), datetime.now(UTC)))


def edit(
    action_id: ACTION,
    title: Annotated[str | None, typer.Option(help="What is done, in a few words.")] = None,
    effort: Annotated[str | None, typer.Option(help="What it costs: low, medium or high.")] = None,
    cell: CELLS = None,
    topic: TOPICS = None,
    owner: OWNER = None,
    due: DUE = None,
    note: NOTE = None,
    started: STARTED = None,
    done: FINISHED = None,
    clear: CLEAR = None,
    by: BY = "",
    config: CONFIG = DEFAULT,
    json: JSON = False,
) -> None:
    """Change an action. Cells that are given take the place of all it had, and so do topics; --clear empties a field.

    Example: voc actions edit a_12ab34cd56ef7890 --due 2026-12-15 --clear owner
    """
    from voc.store.actions import change

    new = _given(title=title, effort=effort, cells=cell, topics=topic, owner=owner, due=due, note=note, started_at=started, done_at=done)
    new |= dict.fromkeys(clear or ())
    if not new:
        raise ConfigError("nothing was said of the action", advice="`voc actions edit --help` lists what can be changed")
    journey = settings(config).journey
    _do(config, json, lambda store: change(store, journey, action_id, new, author(by), datetime.now(UTC)))


def start(action_id: ACTION, on: ON = None, by: BY = "", config: CONFIG = DEFAULT, json: JSON = False) -> None:
    """Say since when customers can feel it. What is measured before that day is what it is held against.

    Example: voc actions start a_12ab34cd56ef7890 --on 2026-10-12
    """
    from voc.store.actions import start as begin

    _do(config, json, lambda store: begin(store, action_id, _day(on), author(by), datetime.now(UTC)))


def done(action_id: ACTION, on: ON = None, by: BY = "", config: CONFIG = DEFAULT, json: JSON = False) -> None:
    """Say since when it counts as done. Days between start and done are a transition and are left out.

    Example: voc actions done a_12ab34cd56ef7890 --on 2026-10-19
    """
    from voc.store.actions import finish

    _do(config, json, lambda store: finish(store, action_id, _day(on), author(by), datetime.now(UTC)))


def drop(action_id: ACTION, by: BY = "", config: CONFIG = DEFAULT, json: JSON = False) -> None:
    """Give an action up; `voc actions reopen` takes it back."""
    from voc.store.actions import drop as give_up

    _do(config, json, lambda store: give_up(store, action_id, author(by), datetime.now(UTC)))


def reopen(action_id: ACTION, by: BY = "", config: CONFIG = DEFAULT, json: JSON = False) -> None:
    """Take up a dropped action again, where it stood."""
    from voc.store.actions import reopen as take_up

    _do(config, json, lambda store: take_up(store, action_id, author(by), datetime.now(UTC)))


def import_file(
    file: Annotated[Path, typer.Argument(help="A YAML file with `actions:`, a list of entries.")],
    by: BY = "",
    config: CONFIG = DEFAULT,
    json: JSON = False,
) -> None:
    """Write down the actions of a file. Importing it again changes nothing; what was changed in the file is changed.

    Example of a file: {actions: [{title: Show slots, effort: low, cells: [delivery/delivery], owner: Ana, due: 2026-11-30}]}
    """
    from voc.store.actions import load_file

    journey = settings(config).journey
    with opened(config) as store:
        told = records(load_file(store, journey, file, author(by), datetime.now(UTC)))
    if json:
        shown.as_json(told)
    else:
        shown.table(str(file), ["action_id", "title", ""], [list(r.values()) for r in told])


def _do(config: Path, json: bool, what: Callable[[Store], pd.DataFrame]) -> None:
    with opened(config) as store:
        row = plain(records(what(store))[0])
    if json:
        shown.as_json(row)
    else:
        shown.out.print(f"{row['action_id']}  {row['title']}: {row['status']}", markup=False, soft_wrap=True)


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """An action with days as days and cells as people write them."""
    days = {name: row[name].date() for name in ("due", "started_at", "done_at") if row[name] is not None}
    return {**row, **days, "cells": ["/".join(cell) for cell in text.loads(row["cells"])], "topics": text.loads(row["topics"])}


def _given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _day(on: str | None) -> date:
    try:
        return date.fromisoformat(on) if on else datetime.now().astimezone().date()
    except ValueError:
        raise ConfigError(f"{on!r} is no day", expected="a day such as 2026-11-30") from None
