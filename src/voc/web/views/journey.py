"""The journey map: as it is, as it should be, a day in the life; one map per segment value, all in one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from voc.tables import SCORES
from voc.web.axes import Entry
from voc.web.cells import ceiling
from voc.web.charts import Scale, Trace, trace
from voc.web.journeys import KINDS, Item, JourneyMap
from voc.web.site import Site

COLUMN, CURVE_HEIGHT, CURVE_EDGE = 100.0, 120.0, 8.0
TOUCHPOINTS = 6
STATES = ("unmet", "met", "exceeded")
HOURS, DAYS = 24, 7


@dataclass(frozen=True)
class Column:
    """One stage of the map as it is."""

    stage: Entry
    link: str | None
    silent: bool
    marks: dict[str, Item]
    touchpoints: list[Item]
    more: int
    pains: list[Item]
    delights: list[Item]
    expectations: list[Item]


@dataclass(frozen=True)
class Curve:
    """The emotion curve, drawn from −`reach` at the bottom to `reach` at the top."""

    drawn: Trace
    reach: float


def page(site: Site) -> dict[str, Any]:
    """The maps of all segment values, that of all customers first."""
    maps = [_map(site, m) for m in site.contents.journeys]
    return {
        "nav": "journey",
        "maps": maps,
        "kinds": KINDS,
        "styles": ("style.css", "map.css", "acting.css"),
        "scripts": ("page.js", "journey.js"),
    }


def _map(site: Site, journey: JourneyMap) -> dict[str, Any]:
    columns = [_column(site, journey, s) for s in site.contents.axes.stages if s.placed]
    shown = [c for c in columns if not c.silent]
    unplaced = journey.of("as_is", "volume", whole=True)
    return {
        "map": journey,
        "columns": shown,
        "silent": [c.stage for c in columns if c.silent],
        "phases": _phases(shown),
        "curve": curve(shown),
        "scores": [s for s in SCORES if any(s in c.marks for c in shown)],
        "most": max((_size(c) for c in shown), default=0),
        "unplaced": next((i for i in unplaced if i.stage == site.contents.axes.stages[-1].id), None),
        "targets": sorted(journey.of("to_be", "target"), key=lambda i: (_rank(site, i), i.position)),
        "opportunities": journey.of("to_be", "opportunity"),
        "hours": bars(journey.of("day_in_life", "hour"), HOURS),
        "weekdays": bars(journey.of("day_in_life", "weekday"), DAYS),
    }


def _column(site: Site, journey: JourneyMap, stage: Entry) -> Column:
    own = [i for i in journey.items.get("as_is", ()) if i.stage == stage.id]
    contacts = sorted((i for i in own if i.item == "volume" and not i.whole), key=lambda i: (-i.n, i.touchpoint))
    expected = sorted((i for i in own if i.item == "expectation"), key=lambda i: (_place(i.state), i.position))
    return Column(
        stage=stage,
        link=site.place_link(stage.id, "all"),
        silent=not any(i.n for i in own),
        marks={i.item: i for i in own if i.whole and i.item in ("friction", "emotion", "volume", *SCORES)},
        touchpoints=contacts[:TOUCHPOINTS],
        more=max(len(contacts) - TOUCHPOINTS, 0),
        pains=[i for i in own if i.item == "pain_point"],
        delights=[i for i in own if i.item == "delight"],
        expectations=expected,
    )


def _place(state: str) -> int:
    return STATES.index(state) if state in STATES else len(STATES)


def _size(column: Column) -> int:
    return column.marks["volume"].n if "volume" in column.marks else 0


def _rank(site: Site, item: Item) -> tuple[int, int]:
    """Where a place stands on the map; a whole stage before its cells."""
    axes = site.contents.axes
    stages, touchpoints = [s.id for s in axes.stages], [t.id for t in axes.touchpoints]
    column = stages.index(item.stage) if item.stage in stages else len(stages)
    return column, touchpoints.index(item.touchpoint) if item.touchpoint in touchpoints else -1


def _phases(columns: Sequence[Column]) -> list[tuple[str, int]]:
    """Phases over the columns, with how many columns each spans."""
    out: list[tuple[str, int]] = []
    for column in columns:
        if out and out[-1][0] == column.stage.phase:
            out[-1] = (column.stage.phase, out[-1][1] + 1)
        else:
            out.append((column.stage.phase, 1))
    return out


def curve(columns: Sequence[Column]) -> Curve | None:
    """The emotion curve over columns of equal width; None when nothing is known."""
    marks = [c.marks.get("emotion") for c in columns]
    figures = [(m.value, m.low, m.high) if m else (None, None, None) for m in marks]
    if all(value is None for value, _, _ in figures):
        return None
    reach = ceiling(abs(v) for figure in figures for v in figure if v is not None)
    xs = [COLUMN * (i + 0.5) for i in range(len(columns))]
    return Curve(trace(figures, xs, Scale(-reach, reach, CURVE_HEIGHT - CURVE_EDGE, CURVE_EDGE)), reach)


def bars(items: Sequence[Item], n: int) -> list[tuple[int, Item | None, float]]:
    """All n hours or days: place, what is known of it, its height as a part of the tallest; empty when nothing is known."""
    known = {i.position: i for i in items if 0 <= i.position < n}
    tallest = max((i.value or 0 for i in known.values()), default=0)
    if not tallest:
        return []
    return [(p, known.get(p), (known[p].value or 0) / tallest if p in known else 0.0) for p in range(n)]
