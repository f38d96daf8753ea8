"""Everything the pages say, worked out once and in no language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from voc.formats import as_date
from voc.web.axes import UNPLACED, Axes, Entry, Whole, axes
from voc.web.cells import Cell, Key, Slice, ceiling, default_slice, maps, phases, ranked
from voc.web.details import cited
from voc.web.drivers import Driver, drivers
from voc.web.incidents import Incident, incidents
from voc.web.journeys import JourneyMap, journeys
from voc.web.periods import offered
from voc.web.plan import Action, actions
from voc.web.report import Report
from voc.web.scores import Marks, scores
from voc.web.topics import Part, Topic, Weight, parts, topics, weights
from voc.web.verbatims import Chosen, choose, prepare

TYPICAL = 3
# The page of a stage or touchpoint leads on to its cells, which show more.
OF_A_WHOLE = 120
SIDES = ("stage", "touchpoint")
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
    phases: Mapping[Slice, Mapping[str, Cell]]
    scores: Marks
    drivers: tuple[Driver, ...]
    incidents: tuple[Incident, ...]
    journeys: tuple[JourneyMap, ...]
    actions: tuple[Action, ...]
    topics: Mapping[str, Topic]
    parts: tuple[Part, ...]
    weights: Mapping[str, Weight]
    of_cell: Mapping[Key, Chosen]
    of_topic: Mapping[str, Chosen]
    wholes: Mapping[Whole, Chosen]
    cited: Mapping[str, Mapping[str, Any]]
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
    alerts, journey_map = report.table("alert"), report.table("journey_map")
    named = cited(alerts["evidence"], journey_map["detail"])
    sides = _with_spoken(axes(report), words)
    weeks = [s for s in found if s.everyone and s.period in ("week", "month")]
    return Contents(
        report=report,
        axes=sides,
        maps=found,
        offered=shown,
        start=start,
        ranking=tuple(ranked(found[start])) if start else (),
        tops={"friction": ceiling(c.friction for c in known), "share": ceiling(c.share for c in known)},
        phases=phases(report.table("heatmap_phase"), frozenset(shown)),
        scores=scores(report.table("score"), start, {*shown, *weeks}),
        drivers=drivers(report.table("driver")),
        incidents=incidents(alerts),
        journeys=journeys(journey_map),
        actions=actions(report),
        topics=topics(report),
        parts=behind,
        weights=weights(list(behind), found, start),
        of_cell={(str(k[0]), str(k[1])): choose(rows, start, named) for k, rows in words.groupby(["stage", "touchpoint"])},
        of_topic={str(k): choose(rows, start) for k, rows in words.groupby("topic_id")},
        wholes={w: choose(rows, start, most=OF_A_WHOLE) for w in sides.wholes if len(rows := words[words[SIDES[w.side]].isin(w.members)])},
        cited={r["mention_id"]: r for r in choose(words[words["mention_id"].isin(named)], None, named).rows},
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

    return Axes(more(known.stages, words["stage"]), more(known.touchpoints, words["touchpoint"]), known.phases)
