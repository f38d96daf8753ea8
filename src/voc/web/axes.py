"""The two axes of the map, in the journey's order, `unplaced` last."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from voc.formats import names_shown
from voc.web.report import Report

UNPLACED = "unplaced"


@dataclass(frozen=True)
class Entry:
    """A stage or touchpoint; a stage has a phase."""

    id: str
    name_fr: str
    name_en: str
    phase: str = ""

    def name(self, language: str) -> str:
        return self.name_fr if language == "fr" else self.name_en

    @property
    def placed(self) -> bool:
        return self.id != UNPLACED


@dataclass(frozen=True)
class Whole:
    """A stage, a phase of several stages, or a touchpoint, as a page of its own: all that is said there."""

    kind: Literal["stage", "phase", "touchpoint"]
    id: str
    members: tuple[str, ...]

    @property
    def path(self) -> str:
        return f"{self.kind}s/{file_name(self.id)}.html"

    @property
    def side(self) -> int:
        """Which side of a cell it is."""
        return 1 if self.kind == "touchpoint" else 0


@dataclass(frozen=True)
class Axes:
    """Stages are the columns of the map, touchpoints its rows."""

    stages: tuple[Entry, ...]
    touchpoints: tuple[Entry, ...]
    phases: tuple[Entry, ...] = ()

    @property
    def wholes(self) -> list[Whole]:
        """Stages, touchpoints, and those phases that are more than one stage."""
        placed = [s for s in self.stages if s.placed]
        grouped = {p: tuple(s.id for s in placed if s.phase == p) for p in dict.fromkeys(s.phase for s in placed if s.phase)}
        stages = [Whole("stage", s.id, (s.id,)) for s in placed]
        touchpoints = [Whole("touchpoint", t.id, (t.id,)) for t in self.touchpoints if t.placed]
        return stages + touchpoints + [Whole("phase", p, own) for p, own in grouped.items() if len(own) > 1]


def axes(report: Report) -> Axes:
    """Both axes; an id that only the heatmap knows is appended under its own name rather than lost."""
    heatmap = report.table("heatmap")
    return Axes(
        _entries(report.table("stage"), "stage", heatmap["stage"]),
        _entries(report.table("touchpoint"), "touchpoint", heatmap["touchpoint"]),
        _entries(report.table("phase"), "phase", heatmap["stage"].iloc[:0]),
    )


def _entries(dimension: pd.DataFrame, key: str, used: pd.Series) -> tuple[Entry, ...]:
    rows = dimension.fillna("").sort_values(["position", key]).to_dict("records")
    named = [names_shown(r) for r in rows]
    known = [Entry(r[key], shown["fr"], shown["en"], r.get("phase", "")) for r, shown in zip(rows, named, strict=True)]
    strange = sorted(set(used) - {e.id for e in known} - {UNPLACED})
    entries = [e for e in known if e.placed] + [Entry(s, s, s) for s in strange]
    return (*entries, next((e for e in known if not e.placed), Entry(UNPLACED, "Non situé", "Unplaced")))


def file_name(identity: str) -> str:
    """An id as a part of a file name; ids of ours pass unchanged."""
    return re.sub(r"[^A-Za-z0-9_.-]|^\.", lambda m: f"~{ord(m.group()):x}", identity)


def cell_path(stage: str, touchpoint: str) -> str:
    """Where a cell's page lies in the folder of a language."""
    return f"cells/{file_name(stage)}--{file_name(touchpoint)}.html"


def topic_path(topic_id: str) -> str:
    """Where a topic's page lies in the folder of a language."""
    return f"topics/{file_name(topic_id)}.html"
