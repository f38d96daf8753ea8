"""Everything that may be learnt from: comments labelled in folders or in exports, with what a second reading changed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from voc.config import Config, load_config
from voc.errors import SourceError
from voc.shipped import shipped
from voc.training.annotated import FILE, annotated
from voc.training.data import Label, LabelledComment, label_of, labelled
from voc.training.measured import beginning, measured

# Labels of single segments that were read a second time and changed.
READ_AGAIN = "read_again.jsonl"


def every_comment(folders: Sequence[Path]) -> list[LabelledComment]:
    """Labelled comments of the folders and of `models/training`, with the labels of exports where VOC_DATA says where these are.

    A comment that voc is measured on is left out, whoever labelled it: exports hold some of them.

    Args:
        folders: Folders of labelled comments, with the measured ones among them or not.
    Raises:
        SourceError: No folder has any of the sets, or a file is not what it should be.
    """
    own = shipped("models/training")
    comments = labelled([*folders, own])
    config = exports()
    if config is None or not (own / FILE).is_file():
        sys.stderr.write(f"{FILE}: left out, because VOC_DATA does not say where the exports are\n")
        return _learnable(read_again(comments, own / READ_AGAIN), folders)
    found = annotated(own / FILE, config)
    if found.missing:
        sys.stderr.write(f"{FILE}: {found.missing} comments are not in the exports as they were read, and were left out\n")
    return _learnable(read_again([*comments, *found.comments], own / READ_AGAIN), folders)


def _learnable(comments: Sequence[LabelledComment], folders: Sequence[Path]) -> list[LabelledComment]:
    """Without those that voc is measured on."""
    never = measured(folders)
    kept = [c for c in comments if never.isdisjoint({beginning(c.text), beginning("".join(c.mentions()))})]
    if len(kept) < len(comments):
        sys.stderr.write(f"{len(comments) - len(kept)} labelled comments are among the measured ones, and were left out\n")
    return kept


def exports() -> Config | None:
    """The sources of `configs/examples`, where VOC_DATA says where their exports are."""
    return load_config(shipped("configs/examples/voc.yml"), shipped("configs/journey.yml")) if os.environ.get("VOC_DATA") else None


def read_again(comments: Sequence[LabelledComment], file: Path) -> list[LabelledComment]:
    """The comments with the labels that a second reading changed.

    Args:
        comments: As they were labelled first.
        file: One JSON object per line: the comment's id, and labels by number of its segment. A file that is not there changes nothing.
    Raises:
        SourceError: A line is not what it should be, or names a segment that its comment does not have.
    """
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    changed: dict[str, dict[int, Label]] = {}
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            changed[row["id"]] = {int(i): label_of(label) for i, label in row["labels"].items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SourceError(f"not a line of labels: {error!r}", where=f"{file}, line {number}") from error
    return [_changed(c, changed[c.id], file) if c.id in changed else c for c in comments]


def _changed(comment: LabelledComment, labels: dict[int, Label], file: Path) -> LabelledComment:
    if strange := sorted(set(labels) - set(range(len(comment.labels)))):
        raise SourceError(f"{comment.id} has no segment {strange[0]}", where=str(file), expected=f"0 to {len(comment.labels) - 1}")
    return replace(comment, labels=tuple(labels.get(i, label) for i, label in enumerate(comment.labels)))
