"""`voc corrections`: put a mention right; every night obeys and learns from it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from voc.cli import shown
from voc.cli.opening import CONFIG, JSON
from voc.config import Config, load_config
from voc.errors import ConfigError
from voc.shipped import shipped

corrections = typer.Typer(help="Put a mention right: the next night obeys, and reads what is like it accordingly.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(corrections, name="corrections")


@corrections.command("add")
def add(
    mention_id: Annotated[str, typer.Argument(help="Its id, as the comments of the heatmap page say under « Why here? ».")],
    by: Annotated[str, typer.Option(help="Who says so.")],
    stage: Annotated[str | None, typer.Option(help="Id of the stage it belongs to, or unplaced.")] = None,
    touchpoint: Annotated[str | None, typer.Option(help="Id of the touchpoint, or unplaced.")] = None,
    sentiment: Annotated[str | None, typer.Option(help="negative, neutral or positive.")] = None,
    config: CONFIG = Path("configs/voc.yml"),
    json: JSON = False,
) -> None:
    """Say where a mention belongs or how it feels. Only ids and labels are kept, never its words."""
    from voc.store import Store, store_url
    from voc.store.corrections import correct

    settings = load_config(config, shipped("configs/journey.yml"))
    given = {"stage": stage, "touchpoint": touchpoint, "sentiment_label": sentiment}
    new = {field: value for field, value in given.items() if value is not None}
    _check(new, settings, config)
    with Store.open(store_url(settings)) as store:
        added = correct(store, mention_id, new, by, datetime.now(UTC))
    _show(added, json, "Nothing to correct: the mention is like that already.")


@corrections.command("list")
def list_corrections(
    config: CONFIG = Path("configs/voc.yml"),
    every: Annotated[bool, typer.Option("--all", help="Also those that were taken back.")] = False,
    json: JSON = False,
) -> None:
    """List the corrections in force, the latest first."""
    from voc.store import Store, store_url
    from voc.tables import Correction

    with Store.open(store_url(load_config(config, shipped("configs/journey.yml")))) as store:
        found = store.load(Correction, None if every else {"undone_at": None})
    _show(found.sort_values("made_at", ascending=False), json, "No correction yet: `voc corrections add --help` says how.")


@corrections.command("undo")
def undo(correction_id: Annotated[str, typer.Argument(help="Its id, as listed.")], config: CONFIG = Path("configs/voc.yml")) -> None:
    """Take a correction back; the next night reads the mention as the models do."""
    from voc.store import Store, store_url
    from voc.store.corrections import undo as take_back

    with Store.open(store_url(load_config(config, shipped("configs/journey.yml")))) as store:
        take_back(store, correction_id, datetime.now(UTC))
    shown.out.print(f"{correction_id} taken back")


def _check(new: dict[str, str], settings: Config, file: Path) -> None:
    """Only what the journey has, before anything is opened."""
    from voc.tables import LABELS

    journey = settings.journey
    known = {
        "stage": [*(e.id for e in journey.stages), "unplaced"],
        "touchpoint": [*(e.id for e in journey.touchpoints), "unplaced"],
        "sentiment_label": list(LABELS),
    }
    if not new:
        raise ConfigError("nothing was said of the mention", where=str(file), advice="give --stage, --touchpoint or --sentiment")
    for field, value in new.items():
        if value not in known[field]:
            raise ConfigError(f"{value!r} is no {field.split('_')[0]}", where=str(file), expected=f"one of {', '.join(known[field])}")


def _show(found: Any, json: bool, nothing: str) -> None:
    columns = ["correction_id", "target_id", "field_name", "old", "new", "author", "made_at", "undone_at"]
    rows = found[columns].astype(object).where(found[columns].notna(), None).to_dict("records")
    if json:
        shown.as_json(rows)
    elif rows:
        shown.table("Corrections", columns, [[str(r[c]) if r[c] is not None else "" for c in columns] for r in rows])
    else:
        shown.out.print(nothing)
