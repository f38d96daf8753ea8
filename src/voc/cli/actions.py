"""`voc actions`: what the company does about friction, what it could bring, and what it changed; what is said of it is in `acting`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voc.cli import acting, shown
from voc.cli.acting import ACTION, plain
from voc.cli.opening import CONFIG, DEFAULT, JSON, opened, records, settings

if TYPE_CHECKING:
    import pandas as pd

    from voc.store import Store

actions = typer.Typer(
    help="Write down what is done about friction; every night says what it could bring and what it changed.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    acting.register(actions)
    app.add_typer(actions, name="actions")


@actions.command("list")
def list_actions(
    config: CONFIG = DEFAULT,
    every: Annotated[bool, typer.Option("--all", help="Also those that were dropped.")] = False,
    json: JSON = False,
) -> None:
    """List the actions, those that promise most first; impact and verdict are those of the last night."""
    with opened(config) as store:
        rows = _listed(config, store, every)
    if json:
        shown.as_json(rows)
    elif not rows:
        shown.out.print("No action yet: `voc actions add --help` says how.")
    else:
        columns = ["action_id", "title", "status", "could bring", "has changed", "priority"]
        shown.table("Actions", columns, [[*(r[c] for c in columns[:3]), _promise(r), _words(r["verdict"]), r["priority"]] for r in rows])


@actions.command("show")
def show(action_id: ACTION, config: CONFIG = DEFAULT, json: JSON = False) -> None:
    """Show an action: what was written down, what it could bring, and what it changed, target by target."""
    from voc.store.actions import get

    with opened(config) as store:
        get(store, action_id)
        told = next(r for r in _listed(config, store, every=True) if r["action_id"] == action_id)
    effects = records(_published(config, "action_effect").query("action_id == @action_id"))
    if json:
        shown.as_json({"action": told, "effects": effects})
        return
    words = {**told, "cells": ", ".join(told["cells"]), "topics": ", ".join(told["topics"]), "verdict": _words(told["verdict"])}
    shown.table(action_id, ["", ""], [[k, v] for k, v in words.items()])
    names = ["target", "measure", "method", "before", "after", "effect", "effect_low", "effect_high", "verdict"]
    rounded = [[f"{v:.3f}" if isinstance(v, float) else v for v in (e[n] for n in names)] for e in effects]
    shown.table("Effects (negative is good), with 90 % intervals", names, rounded)
    for reason in dict.fromkeys(e["reason_en"] for e in effects):
        shown.out.print(reason, markup=False, soft_wrap=True)


def _listed(config: Path, store: Store, every: bool) -> list[dict[str, Any]]:
    """The actions in plain values, with what the last night said of them, by priority."""
    from voc.friction.effects import verdicts
    from voc.store.actions import DROPPED, listed

    found = listed(store)
    found = found if every else found[found["status"] != DROPPED]
    plan = _published(config, "action_plan").set_index("action_id")
    said = verdicts(_published(config, "action_effect"))
    rows = found.join(plan[["impact", "quadrant", "priority"]], on="action_id").sort_values(["priority", "made_at", "action_id"])
    return [
        {**plain(r), "priority": None if r["priority"] is None else int(r["priority"]), "verdict": said.get(r["action_id"])}
        for r in records(rows)
    ]


def _published(config: Path, name: str) -> pd.DataFrame:
    """A table of the current snapshot; empty before the first one, or when it is of a version without it."""
    import pandas as pd

    from voc.publish.snapshot import current
    from voc.tables import all_tables

    folder = current(settings(config).home)
    file = folder / "tables" / f"{name}.parquet" if folder else None
    return pd.read_parquet(file) if file and file.is_file() else all_tables()[name].empty()


def _promise(row: dict[str, Any]) -> str | None:
    if row["quadrant"] is None:
        return None
    share = "" if row["impact"] is None else f", {row['impact']:.1%}"
    return f"{row['quadrant'].replace('_', ' ')}{share}"


def _words(counts: dict[str, int] | None) -> str | None:
    return ", ".join(f"{n} {verdict.replace('_', ' ')}" for verdict, n in counts.items()) if counts else None
