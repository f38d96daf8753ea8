"""The journey map: as it is, as it should be, a day in the life; one map per segment value, all in one page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from voc.formats import as_date
from voc.tables import SCORES
from voc.web.axes import Entry
from voc.web.cells import ALL, Slice, ceiling
from voc.web.charts import Scale, Trace, trace
from voc.web.journeys import KINDS, Item, JourneyMap
from voc.web.site import Site

COLUMN, CURVE_HEIGHT, CURVE_EDGE = 100.0, 120.0, 8.0
CONTACTS = 6
EXPECTED = ("unmet", "met", "exceeded")
FIGURES = ("volume", "emotion", "friction", *SCORES)
HOURS, DAYS = 24, 7


@dataclass(frozen=True)
class Column:
    """One stage of the map as it is; `contacts` are its touchpoints with their figures, the most spoken of first."""

    stage: Entry
    link: str | None
    marks: dict[str, Item]
    contacts: list[tuple[str, dict[str, Item]]]
    more: int
    pains: list[Item]
    delights: list[Item]
    expectations: list[Item]

    @property
    def silent(self) -> bool:
        """Nobody speaks of it."""
        return not any(i.n for i in self.marks.values()) and not self.contacts


@dataclass(frozen=True)
class Curve:
    """The emotion curve, drawn from −`reach` at the bottom to `reach` at the top."""

    drawn: Trace
    reach: float


@dataclass(frozen=True)
class Bar:
    """An hour or a weekday: how high its bar is, as a part of the highest, and what is known of it."""

    position: int
    height: float
    item: Item | None


def page(site: Site) -> dict[str, Any]:
    """The maps of all segment values, that of all customers first."""
    return {
        "nav": "journey",
        "maps": [_map(site, m) for m in site.contents.journeys],
        "kinds": KINDS,
        "styles": ("style.css", "map.css", "acting.css"),
        "scripts": ("page.js", "journey.js"),
    }


def _map(site: Site, journey: JourneyMap) -> dict[str, Any]:
    columns = [_column(site, journey, s) for s in site.contents.axes.stages if s.placed]
    shown = [c for c in columns if not c.silent]
    whole = _marks(i for i in journey.items.get("as_is", ()) if i.stage == ALL and i.whole)
    shows = period(whole.get("volume"))
    return {
        "map": journey,
        "period": shows,
        "filter": "#" + urlencode({k: v for k, v in (("p", shows.span if shows else ""), ("g", journey.mark)) if v}),
        "overall": whole,
        "hoped": sorted((i for i in journey.of("as_is", "expectation") if i.stage == ALL), key=_hoped),
        "columns": shown,
        "silent": [c.stage for c in columns if c.silent],
        "phases": _phases(shown),
        "curve": curve(shown),
        "scores": [s for s in SCORES if any(s in c.marks for c in shown)],
        "most": max((c.marks["volume"].n for c in shown if "volume" in c.marks), default=0),
        "targets": sorted(journey.of("to_be", "target"), key=lambda i: (_rank(site, i), i.position)),
        "opportunities": journey.of("to_be", "opportunity"),
        "hours": bars(journey.of("day_in_life", "hour"), HOURS),
        "weekdays": bars(journey.of("day_in_life", "weekday"), DAYS),
    }


def period(volume: Item | None) -> Slice | None:
    """The period that a map shows, as the volume of the whole journey tells it; None when it does not."""
    told = volume.figures if volume else {}
    try:
        start, end = as_date(told.get("start")), as_date(told.get("end"))
    except ValueError:
        return None
    kind = told.get("period")
    return Slice(kind, start, end) if isinstance(kind, str) and start and end else None


def _marks(items: Any) -> dict[str, Item]:
    return {i.item: i for i in sorted((i for i in items if i.item in FIGURES), key=lambda i: FIGURES.index(i.item))}


def _column(site: Site, journey: JourneyMap, stage: Entry) -> Column:
    own = [i for i in journey.items.get("as_is", ()) if i.stage == stage.id]
    cells: dict[str, list[Item]] = defaultdict(list)
    for item in own:
        if not item.whole and item.item in FIGURES:
            cells[item.touchpoint].append(item)
    contacts = sorted(((t, _marks(rows)) for t, rows in cells.items()), key=lambda c: (-max(i.n for i in c[1].values()), c[0]))
    return Column(
        stage=stage,
        link=site.place_link(stage.id, ALL),
        marks=_marks(i for i in own if i.whole),
        contacts=contacts[:CONTACTS],
        more=max(len(contacts) - CONTACTS, 0),
        pains=[i for i in own if i.item == "pain_point"],
        delights=[i for i in own if i.item == "delight"],
        expectations=sorted((i for i in own if i.item == "expectation"), key=_hoped),
    )


def _hoped(item: Item) -> tuple[int, int]:
    return (EXPECTED.index(item.state) if item.state in EXPECTED else len(EXPECTED)), item.position


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


def bars(items: Sequence[Item], n: int) -> list[Bar]:
    """All n hours or days by how many wrote then; empty when nobody is known to have written at any."""
    known = {i.position: i for i in items if 0 <= i.position < n}
    tallest = max((i.n for i in known.values()), default=0)
    return [Bar(p, known[p].n / tallest if p in known else 0.0, known.get(p)) for p in range(n)] if tallest else []
