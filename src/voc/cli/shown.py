"""How commands speak: progress on stderr, results on stdout, JSON where a script asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from voc.protocols import Progress, silent

out = Console()
err = Console(stderr=True)


@contextmanager
def progress(quiet: bool) -> Iterator[Progress]:
    """A Progress that draws one bar per step; on a file or a pipe it draws nothing."""
    if quiet or not err.is_terminal:
        yield silent
        return
    with Bar(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=err) as bar:
        tasks: dict[str, Any] = {}

        def tell(done: int, total: int, what: str) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield tell


def as_json(value: Mapping[str, Any] | list[Any]) -> None:
    """Print a value for a script."""
    out.out(json.dumps(value, ensure_ascii=False, indent=1, default=str), highlight=False)


def table(title: str, columns: list[str], rows: list[list[Any]]) -> None:
    """Print rows for a person."""
    grid = Table(title=title, title_justify="left", header_style="bold")
    for i, c in enumerate(columns):
        grid.add_column(c, justify="left" if i == 0 else "right")
    for row in rows:
        grid.add_row(*("" if v is None else str(v) for v in row))
    out.print(grid)
