"""The command line. Heavy imports wait inside the commands: `voc --help` must answer at once."""

from __future__ import annotations

import sys

import typer
from rich.console import Console

from voc.cli import actions, alerts, analysis, corrections, export, night, topics, training, upkeep
from voc.errors import VocError

EXIT_CODES = """
Exit codes: 0 done · 1 an error · 2 wrong configuration or usage · 3 no source could be read · 4 a model is missing or altered ·
5 the store cannot be used · 6 nothing could be written · 7 the gate kept the last snapshot · 8 not enough data ·
10 an alert could not be sent.
"""

app = typer.Typer(
    name="voc",
    help="Finds out, from what customers write, where the customer journey hurts.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
night.register(app)
analysis.register(app)
upkeep.register(app)
export.register(app)
topics.register(app)
corrections.register(app)
alerts.register(app)
actions.register(app)
training.register(app)


def main() -> None:
    """Run a command; an error that voc foresaw is one clear message and an exit code, never a traceback."""
    try:
        app()
    except VocError as error:
        Console(stderr=True).print(f"[bold red]voc:[/] {_plain(error.sentence())}", highlight=False, soft_wrap=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        Console(stderr=True).print("voc: interrupted; the next run completes the work")
        sys.exit(130)


def _plain(text: str) -> str:
    return text.replace("[", "\\[")
