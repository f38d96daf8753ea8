"""What is decided about topics: kept, obeyed by nights and refits, and taken back on demand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voc.cli import shown
from voc.cli.opening import BY, CONFIG, DEFAULT, JSON, TOPIC, author, opened, records, settings
from voc.errors import ConfigError

if TYPE_CHECKING:
    from voc.topics import Registry
    from voc.topics.hand import Hand


def register(app: typer.Typer) -> None:
    for command in (rename, merge, split, retire, pin, reassign, undo):
        app.command()(command)


def rename(
    topic_id: TOPIC,
    fr: Annotated[str | None, typer.Option(help="The name in French.")] = None,
    en: Annotated[str | None, typer.Option(help="The name in English.")] = None,
    by: BY = "",
    config: CONFIG = DEFAULT,
    json: JSON = False,
) -> None:
    """Give a topic or theme a name; no night renames it afterwards.

    Example: voc topics rename t_12ab34cd56 --fr "Colis abîmés" --en "Damaged parcels"
    """
    from voc.topics import hand

    names = {language: name for language, name in (("fr", fr), ("en", en)) if name is not None}
    if not names:
        raise ConfigError("no name was given", advice="give --fr, --en, or both")
    _decide(config, by, json, lambda registry, who: hand.rename(registry, topic_id, names, who))


def merge(
    topic_ids: Annotated[list[str], typer.Argument(help="Topics that are to be shown under another one.")],
    into: Annotated[str, typer.Option(help="The topic that takes their mentions.")],
    by: BY = "",
    config: CONFIG = DEFAULT,
    json: JSON = False,
) -> None:
    """Show the mentions of some topics under another one."""
    from voc.topics import hand

    _decide(config, by, json, lambda registry, who: hand.merge(registry, topic_ids, into, who))


def retire(topic_id: TOPIC, by: BY = "", config: CONFIG = DEFAULT, json: JSON = False) -> None:
    """Show a topic no more; it does not come up again under another id either."""
    from voc.topics import hand

    _decide(config, by, json, lambda registry, who: hand.retire(registry, topic_id, who))


def pin(topic_id: TOPIC, by: BY = "", config: CONFIG = DEFAULT, json: JSON = False) -> None:
    """Keep a topic whatever a refit finds."""
    from voc.topics import hand

    _decide(config, by, json, lambda registry, who: hand.pin(registry, topic_id, who))


def split(
    topic_id: TOPIC,
    confirm: Annotated[bool, typer.Option("--confirm", help="Do it; without this the parts are only proposed.")] = False,
    by: BY = "",
    config: CONFIG = DEFAULT,
    json: JSON = False,
) -> None:
    """Propose parts of a topic, with names; with --confirm put them in its place."""
    from flows.splitting import propose, split_topic

    settings(config)
    who = _hand(by)
    proposal = split_topic(config.resolve(), topic_id, who) if confirm else propose(config.resolve(), topic_id)
    rows = records(proposal[["topic_id", "name_fr", "name_en", "n_mentions", "examples"]])
    if json:
        shown.as_json(rows)
        return
    shown.table("Parts", ["topic_id", "en français", "in English", "mentions"], [[*list(r.values())[:4]] for r in rows])
    for r in rows:
        shown.out.print(f"{r['name_en']}:", markup=False)
        for text in r["examples"]:
            shown.out.print(f"  « {text} »", markup=False, soft_wrap=True)
    shown.out.print("Split." if confirm else f"Nothing is changed yet: voc topics split {topic_id} --confirm does it.")


def reassign(
    mention_id: Annotated[str, typer.Argument(help="Id of the mention, as the pages say under « Why here? ».")],
    topic_id: TOPIC,
    by: BY = "",
    config: CONFIG = DEFAULT,
    json: JSON = False,
) -> None:
    """Put one mention under another topic. `voc corrections undo` takes it back."""
    from voc.store import topics as stored

    with opened(config) as store:
        added = stored.reassign(store, mention_id, topic_id, author(by), datetime.now(UTC))
    if json:
        shown.as_json(records(added))
    else:
        shown.out.print(f"{mention_id} is under {topic_id} now" if len(added) else "The mention is there already.")


def undo(
    event_id: Annotated[str, typer.Argument(help="Id of the decision, as `voc topics events` says.")],
    by: BY = "",
    config: CONFIG = DEFAULT,
    json: JSON = False,
) -> None:
    """Take a decision back."""
    from voc.topics import hand

    _decide(config, by, json, lambda registry, who: hand.undo(registry, event_id, who))


def _hand(by: str) -> Hand:
    import pandas as pd

    from voc.topics.hand import Hand

    return Hand(author(by), pd.Timestamp(datetime.now(UTC)))


def _decide(config: Path, by: str, json: bool, change: Callable[[Registry, Hand], Registry]) -> None:
    from voc.store import topics as stored

    who = _hand(by)
    with opened(config) as store:
        added = stored.decide(store, lambda registry: change(registry, who))
    if json:
        shown.as_json(records(added))
        return
    for event in records(added):
        shown.out.print(f"{event['event_id']}  {event['topic_id']} {event['what']}: {event['new']}", markup=False, soft_wrap=True)
    shown.out.print("The pages follow with the next night, or now with `voc topics refit`.")
