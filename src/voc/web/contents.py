"""Everything the pages say, worked out once and in no language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from voc.web.axes import UNPLACED, Axes, Entry, axes
from voc.web.cells import Cell, Key, Slice, ceiling, default_slice, maps, ranked
from voc.web.formats import as_date
from voc.web.periods import offered
from voc.web.report import Report
from voc.web.topics import Part, Topic, Weight, parts, topics, weights
from voc.web.verbatims import Chosen, choose, prepare

TYPICAL = 3
LONG = ("last_28_days", "all")


@dataclass(frozen=True)
class Contents:
    """What `contents` finds in a report; `start` is the period that pages open on, None when nobody has spoken."""

    report: Report
    axes: Axes
    maps: Mapping[Slice, Mapping[Key, Cell]]
    offered: tuple[Slice, ...]
    start: Slice | None
    ranking: tuple[Cell, ...]
    tops: Mapping[str, float]
    topics: Mapping[str, Topic]
    parts: tuple[Part, ...]
    weights: Mapping[str, Weight]
    of_cell: Mapping[Key, Chosen]
    of_topic: Mapping[str, Chosen]
    typical: Mapping[str, tuple[dict[str, Any], ...]]

    def cells(self, chosen: Slice | None) -> Mapping[Key, Cell]:
        return self.maps.get(chosen, {}) if chosen else {}

    def cell(self, key: Key, chosen: Slice | None) -> Cell:
        return self.cells(chosen).get(key) or Cell(*key, "silent")

    def cell_keys(self) -> list[Key]:
        """Cells that have a page: those somebody spoke of, in the order of the map."""
        spoken = {k for cells in self.maps.values() for k in cells} | set(self.of_cell)
        return [(s.id, t.id) for s in self.axes.stages for t in self.axes.touchpoints if (s.id, t.id) in spoken]

    @property
    def day(self) -> date | None:
        """The data day of the run, or the last day that the map knows."""
        return as_date(self.report.run.get("day")) or max((s.end for s in self.maps), default=None)


def contents(report: Report) -> Contents:
    """Work out all that no language changes."""
    found = maps(report.table("heatmap"))
    start = default_slice(found, found)
    shown = tuple(offered(found))
    behind = tuple(parts(report, start))
    words = prepare(report.verbatims, report.time_zone, frozenset(s.segment for s in found if not s.everyone))
    words = words.assign(stage=words["stage"].fillna(UNPLACED), touchpoint=words["touchpoint"].fillna(UNPLACED))
    # One scale for all choices, set by the long periods: a thin week or segment may pass its end, and then gets the last colour.
    known = [c for s in shown if s.everyone and (s == start or s.period in LONG) for c in found[s].values()]
    return Contents(
        report=report,
        axes=_with_spoken(axes(report), words),
        maps=found,
        offered=shown,
        start=start,
        ranking=tuple(ranked(found[start])) if start else (),
        tops={"friction": ceiling(c.friction for c in known), "share": ceiling(c.share for c in known)},
        topics=topics(report),
        parts=behind,
        weights=weights(list(behind), found, start),
        of_cell={(str(k[0]), str(k[1])): choose(rows, start) for k, rows in words.groupby(["stage", "touchpoint"])},
        of_topic={str(k): choose(rows, start) for k, rows in words.groupby("topic_id")},
        typical=_typical(words),
    )


def _typical(words: pd.DataFrame) -> dict[str, tuple[dict[str, Any], ...]]:
    """The mentions that belong most firmly to each topic, when their strength is known."""
    if "topic_strength" not in words:
        return {}
    best = words.sort_values(["topic_strength", "mention_id"], ascending=[False, True]).drop_duplicates(["topic_id", "text"])
    return {str(k): choose(rows.head(TYPICAL), None).rows for k, rows in best.groupby("topic_id")}


def _with_spoken(known: Axes, words: pd.DataFrame) -> Axes:
    """Axes that also hold the ids that only verbatims carry, so that no comment is out of reach."""

    def more(entries: tuple[Entry, ...], used: pd.Series) -> tuple[Entry, ...]:
        strange = sorted(set(used) - {e.id for e in entries})
        return (*entries[:-1], *(Entry(s, s, s) for s in strange), entries[-1])

    return Axes(more(known.stages, words["stage"]), more(known.touchpoints, words["touchpoint"]))
