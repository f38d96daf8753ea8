"""Labelled comments to learn from, as texts with spans."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voc.errors import SourceError
from voc.protocols import Span
from voc.text import clean

# The sets whose weights may ship; the development set for measuring is not among them and must never be.
BASE_SETS = ("mentions_annotated.jsonl", "authored_mentions.jsonl")
SETS = (*BASE_SETS, "written_mentions.jsonl")
UNPLACED = {"none": "unplaced"}
POLARITY = {"neg": 0, "neu": 1, "pos": 2}


@dataclass(frozen=True)
class Label:
    """What the annotator said of one mention: ids of the journey, polarity 0 negative, 1 neutral, 2 positive."""

    stage: str
    touchpoint: str
    polarity: int
    effort: bool


@dataclass(frozen=True)
class LabelledComment:
    """One comment as the encoder reads it (the survey question first), cut into labelled spans."""

    id: str
    text: str
    spans: tuple[Span, ...]
    labels: tuple[Label, ...]
    language: str
    kind: str
    sector: str
    source: str

    def mentions(self) -> list[str]:
        """The text of each span."""
        return [self.text[start:end] for start, end in self.spans]


def labelled(folders: Sequence[Path], sets: Sequence[str] = SETS) -> list[LabelledComment]:
    """All labelled comments of the sets that may be trained on, ordered by set and position.

    Args:
        folders: Searched in order for each set; a set that no folder has is left out.
        sets: Names of files.
    Raises:
        SourceError: No folder has any of the sets, or a line is not what it should be.
    """
    files = [next((f / name for f in folders if (f / name).is_file()), None) for name in sets]
    found = [c for file in files if file for c in _read(file)]
    if not found:
        raise SourceError("no labelled comments", where=", ".join(map(str, folders)), expected=" or ".join(sets))
    return found


def _read(file: Path) -> Iterator[LabelledComment]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            yield _comment(json.loads(line))
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise SourceError(f"not a labelled comment: {error!r}", where=f"{file}, line {number}") from error


def _comment(row: dict[str, Any]) -> LabelledComment:
    if len(row["segments"]) != len(row["labels"]):
        raise ValueError(f"{len(row['segments'])} segments, {len(row['labels'])} labels")
    text = f"{clean(row['question'])}\n" if row.get("question") else ""
    spans: list[Span] = []
    labels: list[Label] = []
    for segment, label in zip(row["segments"], row["labels"], strict=True):
        body = clean(segment)
        if not body:
            continue
        text += " " if spans else ""
        spans.append((len(text), len(text) + len(body)))
        labels.append(label_of(label))
        text += body
    return LabelledComment(
        str(row["id"]), text, tuple(spans), tuple(labels), row["language"], row["kind"], str(row.get("sector") or ""), str(row["source"])
    )


def label_of(label: Sequence[Any]) -> Label:
    """The label that an annotator wrote as [stage, touchpoint, polarity, effort]."""
    stage, touchpoint, polarity, effort = label
    return Label(UNPLACED.get(stage, stage), UNPLACED.get(touchpoint, touchpoint), POLARITY[polarity], bool(effort))
