"""`voc run`, `voc demo`, `voc report`: the night and its pages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from voc.cli import shown
from voc.cli.prefects import prepare
from voc.config import load_config
from voc.errors import ConfigError, GateClosed, PublishError
from voc.shipped import shipped

CONFIG = Annotated[Path, typer.Option("--config", "-c", help="The configuration file.", show_default=True)]
QUIET = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")]
JSON = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
DAY = Annotated[
    datetime | None,
    typer.Option("--day", formats=["%Y-%m-%d"], help="The data day, as 2026-11-12; by default what `day:` in the configuration says."),
]


def register(app: typer.Typer) -> None:
    app.command()(run)
    app.command()(demo)
    app.command()(report)


def run(config: CONFIG = Path("configs/voc.yml"), day: DAY = None, quiet: QUIET = False, json: JSON = False) -> None:
    """Run one night: gather, prepare, understand, discover, measure, publish.

    Running it twice changes nothing the second time; a run that was killed is completed by the next one.
    """
    result = _night(config, day, quiet)
    tell(result, quiet, json)


def demo(
    folder: Annotated[Path, typer.Argument(help="Where the demo company is set up.")] = Path("voc-demo"),
    quiet: QUIET = False,
    json: JSON = False,
) -> None:
    """Set up the demo company (Maison Brindille, 1 300 invented comments) and run its night.

    Look first at purchase × payment, then at delivery, then at the newest topic.
    """
    from flows.demo import set_up

    try:
        config = set_up(folder)
    except OSError as error:
        raise PublishError(
            f"cannot write the demo: {error.strerror}", where=str(folder), advice="choose another folder: voc demo FOLDER"
        ) from error
    result = _night(config, None, quiet)
    tell(result, quiet, json)


def report(
    config: CONFIG = Path("configs/voc.yml"),
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder to write to; by default inside the current snapshot.")] = None,
    json: JSON = False,
) -> None:
    """Write the pages of the current snapshot again, for instance to hand them to someone."""
    prepare(load_config(config, shipped("configs/journey.yml")).home, quiet=True)
    from flows.report import write_report

    index = write_report(config.resolve(), out.resolve() if out else None)
    if json:
        shown.as_json({"report": str(index)})
    else:
        shown.out.print(f"Report: {index}", soft_wrap=True)


def _night(config: Path, day: datetime | None, quiet: bool) -> dict[str, Any]:
    if not config.is_file():
        raise ConfigError("no such configuration file", where=str(config), advice="give one with --config, or try `voc demo`")
    # Read here as well, so that a wrong configuration says so at once and not after Prefect has woken up.
    prepare(load_config(config, shipped("configs/journey.yml")).home, quiet)
    if not quiet:
        shown.err.print("Starting the night (Prefect takes a few seconds to wake up)…")
    from flows.nightly import nightly

    return nightly(config=str(config.resolve()), day=day.date() if day else None)


def tell(result: dict[str, Any], quiet: bool, json: bool) -> None:
    if json:
        shown.as_json(result)
    elif not quiet:
        rows = [
            [a["source"], a["status"], *(a[k] for k in ("rows_in", "new", "updated", "unchanged", "duplicates", "quarantined"))]
            for a in result["accounts"]
        ]
        shown.table(
            "Rows: in = new + updated + unchanged + duplicates + quarantined",
            ["source", "", "in", "new", "updated", "unchanged", "duplicates", "quarantined"],
            rows,
        )
        for check in result["gate"]:
            if not check["passed"]:
                shown.err.print(f"[red]gate:[/] {check['name']} is {check['value']}, limit {check['limit']}; {check['advice']}")
    if result["status"] == "kept":
        raise GateClosed(
            "the night's result was not published",
            where=str(result["run_id"]),
            advice="yesterday's snapshot is still current; see `voc doctor`",
        )
    if not quiet and not json:
        if result["degraded"]:
            shown.err.print("[yellow]A source failed; the night went on without it. See the run page.[/]")
        shown.out.print(f"{result['day']}: {result['status']}, snapshot {result['snapshot_id']}")
        shown.out.print(f"Heatmap: {result['report']}", soft_wrap=True)
