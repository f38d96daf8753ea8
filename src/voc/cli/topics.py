"""`voc topics`: look at topics; what is decided about them is in `deciding`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from voc.cli import deciding, shown
from voc.cli.opening import CONFIG, DEFAULT, JSON, TOPIC, opened, records, settings
from voc.cli.prefects import prepare
from voc.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd

    from voc.store import Store

topics = typer.Typer(
    help="Look at topics and decide about them: every decision is obeyed by all later nights and refits, and can be taken back.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    deciding.register(topics)
    app.add_typer(topics, name="topics")


@topics.command("list")
def list_topics(
    config: CONFIG = DEFAULT,
    every: Annotated[bool, typer.Option("--all", help="Also those that were merged or retired.")] = False,
    json: JSON = False,
) -> None:
    """List the topics under their themes, the most mentioned first."""
    from voc.tables import Topic
    from voc.topics.assign import LIVE

    with opened(config) as store:
        found = store.load(Topic)
    found = found if every else found[found["status"].isin(LIVE)]
    columns = ["topic_id", "kind", "name_fr", "name_en", "status", "n_mentions", "parent_id", "pinned", "named_by", "merged_into"]
    ordered = _under_themes(found)[columns]
    if json:
        shown.as_json(records(ordered))
    elif ordered.empty:
        shown.out.print("No topic yet: the first night finds them.")
    else:
        rows = [
            [r["topic_id"], ("" if r["kind"] == "theme" else "  ") + r["name_fr"], r["name_en"], _state(r), r["n_mentions"]]
            for r in records(ordered)
        ]
        shown.table("Topics", ["topic_id", "en français", "in English", "status", "mentions"], rows)


@topics.command("show")
def show(topic_id: TOPIC, config: CONFIG = DEFAULT, json: JSON = False) -> None:
    """Show a topic: names, keywords, how good it is, its comments nearest the centre, and what happened to it."""
    from voc.tables import Topic, TopicAudit, TopicEvent

    with opened(config) as store:
        topic = store.load(Topic, {"topic_id": topic_id})
        if topic.empty:
            raise ConfigError(f"there is no topic {topic_id!r}", advice="`voc topics list` shows them")
        told: dict[str, Any] = {
            "topic": records(topic)[0],
            "audit": dict(next(iter(records(store.load(TopicAudit, {"topic_id": topic_id}))), {})),
            "exemplars": _exemplars(store, topic_id),
            "events": records(store.load(TopicEvent, {"topic_id": topic_id}).sort_values(["day", "event_id"])),
        }
    if json:
        shown.as_json(told)
        return
    shown.table(topic_id, ["", ""], [[k, v] for k, v in {**told["topic"], **told["audit"]}.items()])
    for text in told["exemplars"]:
        shown.out.print(f"  « {text} »", markup=False, soft_wrap=True)
    shown.table(
        "Events", ["day", "what", "by", "from", "to"], [[e[k] for k in ("day", "what", "author", "old", "new")] for e in told["events"]]
    )


@topics.command("events")
def events(config: CONFIG = DEFAULT, json: JSON = False) -> None:
    """List what analysts decided, the latest first; the ids are for `voc topics undo`."""
    from voc.tables import TopicEvent

    with opened(config) as store:
        found = store.load(TopicEvent)
    found = found[found["author"] != "auto"].sort_values("made_at", ascending=False)
    columns = ["event_id", "topic_id", "what", "author", "made_at", "old", "new"]
    if json:
        shown.as_json(records(found[columns]))
    elif found.empty:
        shown.out.print("No decision yet.")
    else:
        shown.table("Decisions", columns, [[r[c] for c in columns] for r in records(found[columns])])


@topics.command("refit")
def refit(config: CONFIG = DEFAULT, quiet: Annotated[bool, typer.Option("--quiet", "-q")] = False, json: JSON = False) -> None:
    """Discover all topics afresh and publish; ids, names and decisions stay. For once a week."""
    from voc.cli.night import tell

    prepare(settings(config).home, quiet)
    from flows.refit_topics import refit_topics

    tell(refit_topics(config=str(config.resolve())), quiet, json)


def _exemplars(store: Store, topic_id: str) -> list[str]:
    import json

    from voc.tables import Feedback, Mention, TopicCentroid

    rows = store.load(TopicCentroid, {"topic_id": topic_id})
    ids = [m for e in rows["exemplars"] for m in json.loads(e)]
    mentions = store.load(Mention, {"mention_id": ids})
    texts = store.load(Feedback, {"feedback_id": mentions["feedback_id"].unique().tolist()}).set_index("feedback_id")["text"]
    return [texts[f][a:b] for f, a, b in zip(mentions["feedback_id"], mentions["start"], mentions["end"], strict=True)]


def _under_themes(found: pd.DataFrame) -> pd.DataFrame:
    """Themes by falling size, each followed by its topics; then what has no theme."""
    themes = found[found["kind"] == "theme"].set_index("topic_id")["n_mentions"]
    of = found["topic_id"].where(found["kind"] == "theme", found["parent_id"])
    order = found.assign(size=of.map(themes).fillna(-1), of=of.fillna(""), first=found["kind"] != "theme")
    return order.sort_values(["size", "of", "first", "n_mentions", "topic_id"], ascending=[False, True, True, False, True])


def _state(row: dict[str, Any]) -> str:
    return str(row["status"]) + (f" into {row['merged_into']}" if row["merged_into"] else "") + (", pinned" if row["pinned"] else "")
