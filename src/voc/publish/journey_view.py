"""One journey map of a snapshot: what it says of each stage."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from voc.formats import names_shown
from voc.publish.view import ALL, Entry, Row, entries, phases

MOST_STAGES = 10


@dataclass(frozen=True)
class Target:
    """What is promised of a stage or cell, what is delivered (None when withheld), and how the two compare: missed, met or unsure."""

    touchpoint: str
    friction: float
    delivered: float | None
    verdict: str
    owner: str


@dataclass(frozen=True)
class Journey:
    """The rows of one journey map, with the names that they need."""

    segment: str
    value: str
    rows: pd.DataFrame
    stages: tuple[Entry, ...]
    touchpoints: Mapping[str, Entry]
    phases: Mapping[str, Mapping[str, str]]
    topics: Mapping[str, Mapping[str, str]]

    def of(self, kind: str, item: str, stage: str, *, whole: bool | None = None) -> list[Row]:
        """The rows of one item of one stage in their order; with `whole`, about the whole stage (true) or a cell of it (false)."""
        same = self.rows[(self.rows["map_kind"] == kind) & (self.rows["item"] == item) & (self.rows["stage"] == stage)]
        if whole is not None:
            same = same[(same["touchpoint"] == ALL) == whole]
        return [{str(k): v for k, v in r.items()} for r in same.sort_values(["position", "touchpoint"]).to_dict("records")]

    def figure(self, kind: str, item: str, stage: str) -> Row | None:
        """The figure of a whole stage, when there is one that is not withheld."""
        return next((r for r in self.of(kind, item, stage, whole=True) if pd.notna(r["value"])), None)

    def detail(self, row: Row) -> Mapping[str, Any]:
        """The reasoning of a row."""
        try:
            found = json.loads(row["detail"])
        except (TypeError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def target(self, stage: str) -> Target | None:
        """The target of a whole stage."""
        return next((t for r in self.of("to_be", "target", stage, whole=True) if (t := self._target(r))), None)

    def cell_targets(self, stage: str) -> list[Target]:
        """The targets of single cells of a stage."""
        return [t for r in self.of("to_be", "target", stage, whole=False) if (t := self._target(r))]

    def _target(self, row: Row) -> Target | None:
        # The promise is the company's own word: it is told even where too few customers say how it is kept.
        detail = self.detail(row)
        promised: object = row["value"] if pd.notna(row["value"]) else detail.get("target")
        if not isinstance(promised, int | float):
            return None
        known = detail.get("delivered")
        delivered = float(known) if isinstance(known, int | float) else None
        verdict = str(detail.get("verdict", "unsure"))
        owner = row["owner"] if isinstance(row["owner"], str) else ""
        return Target(str(row["touchpoint"]), float(promised), delivered, verdict if verdict in ("missed", "met") else "unsure", owner)

    def touchpoint(self, touchpoint: str, language: str) -> str:
        """The name of a touchpoint."""
        known = self.touchpoints.get(touchpoint)
        return known.names[language] if known else touchpoint

    @cached_property
    def period(self) -> tuple[str, str, str] | None:
        """Kind, first and last day, as the volume of the whole journey says."""
        told = next((self.detail(r) for r in self.of("as_is", "volume", ALL, whole=True)), {})
        return (str(told["period"]), str(told["start"]), str(told["end"])) if {"period", "start", "end"} <= told.keys() else None

    @cached_property
    def lowest(self) -> tuple[Entry, Row] | None:
        """The stage where customers feel worst."""
        felt = [(s, row) for s in self.stages if (row := self.figure("as_is", "emotion", s.id))]
        return min(felt, key=lambda f: (f[1]["value"], f[0].id), default=None)


def journey(tables: Mapping[str, pd.DataFrame], segment: str = ALL, value: str = ALL) -> Journey:
    """The journey map of a segment value; stages that nobody spoke of stay, as they would on a wall, up to MOST_STAGES."""
    found = tables["journey_map"]
    rows = found[(found["segment"] == segment) & (found["segment_value"] == value)]
    names = {str(r["topic_id"]): names_shown(r) for r in tables["topic"].to_dict("records")}
    stages = tuple(e for e in entries(tables["stage"], "stage", rows["stage"]) if e.placed)
    touchpoints = {e.id: e for e in entries(tables["touchpoint"], "touchpoint", rows["touchpoint"])}
    return Journey(segment, value, rows, stages[:MOST_STAGES], touchpoints, phases(tables["phase"]), names)
