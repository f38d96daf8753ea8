"""`voc alerts`: what is going on, and whether news of it would arrive."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from voc.cli import shown
from voc.cli.opening import CONFIG, DEFAULT, JSON, records, settings
from voc.errors import ConfigError, PublishError

alerts = typer.Typer(help="See what is going on, and try out where news of it is sent.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(alerts, name="alerts")


@alerts.command("list")
def list_alerts(
    config: CONFIG = DEFAULT,
    every: Annotated[bool, typer.Option("--all", help="Also those that are closed.")] = False,
    json: JSON = False,
) -> None:
    """List the open alerts of the current snapshot, the latest first."""
    found = _published(settings(config).home, every)
    if json:
        import json as parser

        shown.as_json([{**a, "evidence": parser.loads(a["evidence"])} for a in found])
    elif found:
        # Names of topics and segments are words of others: no markup.
        rows = [[a["alert_id"], a["kind"], f"{a['since']:%Y-%m-%d}", _state(a), escape(a["message_en"])] for a in found]
        shown.table("Alerts", ["alert_id", "kind", "since", "until", "what"], rows)
    else:
        shown.out.print("No alert." if every else "No open alert: `voc alerts list --all` lists those that are closed.")


@alerts.command("test")
def test(
    sink: Annotated[str, typer.Argument(help="file, email or webhook.")],
    config: CONFIG = DEFAULT,
) -> None:
    """Send a message that is clearly marked as a test to one of the configured sinks."""
    from voc.notify import sinks, trial

    chosen = settings(config)
    known = {s.name: s for s in sinks(chosen.alerts)}
    if sink not in known:
        there = ", ".join(known) or "none is configured: see docs/alerts.md"
        raise ConfigError(f"no sink {sink!r} in `alerts`", where=str(config), expected=f"one of {there}" if known else there)
    complaints = known[sink].send(trial(chosen.company.name, datetime.now(UTC).date()))
    for what in complaints:
        shown.err.print(what, soft_wrap=True, markup=False)
    shown.out.print(f"{sink}: a test was sent.")


def _published(home: Path, every: bool) -> list[dict[str, Any]]:
    """Alerts of the current snapshot, open ones first, the latest first within both, then the surest."""
    import pandas as pd

    from voc.publish.snapshot import current

    folder = current(home)
    if folder is None:
        raise PublishError("nothing has been published yet", where=str(home), advice="run a night first: voc run")
    found = pd.read_parquet(folder / "tables" / "alert.parquet")
    found = found if every else found[found["until"].isna()]
    closed = found["until"].notna()
    ordered = found.assign(closed=closed).sort_values(["closed", "since", "q", "alert_id"], ascending=[True, False, True, True])
    return records(ordered.drop(columns=["closed", "snapshot_id"]))


def _state(alert: dict[str, Any]) -> str:
    return f"{alert['until']:%Y-%m-%d}" if alert["until"] else "open"
