"""Make every weight that ships from named inputs: the untuned encoder, the tuned one (in two stretches), the heads.

About an hour on two cores that multiply bfloat16; up to three times as long on others.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task


@task(task_run_name="untuned")
def untuned(data: list[str], out: str) -> None:
    """The original encoder, pruned to the words that customers use."""
    from voc.training import build

    build.untuned(_paths(data), Path(out))


@task(task_run_name="first")
def first(data: list[str], out: str) -> None:
    """Tuning on every labelled comment, and heads; goes on after its last whole epoch when it was stopped."""
    from voc.training import build

    build.first(_paths(data), Path(out))


@task(task_run_name="tune")
def tune(data: list[str], out: str) -> None:
    """One epoch more, on what readers say beside what the first says, and on comments that nobody labelled."""
    from voc.training import build

    build.tuned(_paths(data), Path(out))


@task(task_run_name="heads")
def heads(data: list[str], out: str) -> dict[str, Any]:
    """The heads, and how well they read the comments that nothing was fitted on."""
    from voc.training import build

    return build.fit_heads(_paths(data), Path(out))


@flow(name="train", flow_run_name="train-{out}")
def train(data: list[str], out: str, install: bool = False) -> dict[str, Any]:
    """Rebuild encoder and heads.

    Args:
        data: Folders with `mentions_annotated.jsonl` and `authored_mentions.jsonl`; what voc ships under `models/training` comes on top,
            the labels of exports among it where VOC_DATA says where the exports are.
        out: Where the steps leave their work; a run that was stopped goes on from there.
        install: Put the result where voc opens its models.
    Returns:
        Figures on held-out comments: per reading (vectors, words, both) and head accuracy, macro-F1 and calibration error.
    """
    from voc.shipped import shipped
    from voc.training import build

    untuned(data, out)
    first(data, out)
    tune(data, out)
    get_run_logger().info("tuned: %s", build.curve(Path(out))[-1:])
    figures = heads(data, out)
    if install:
        build.install(Path(out), shipped("models"))
    return figures


def _paths(names: list[str]) -> list[Path]:
    return [Path(n) for n in names]
