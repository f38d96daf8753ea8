"""The map's numbers as compact data, so that the page can be cut by period and segment without a server."""

from __future__ import annotations

from typing import Any

from voc.web.cells import STEPS, Cell, Slice
from voc.web.site import Site

PHRASES = (
    *("tip", "tip_worse", "tip_better", "tip_suppressed", "tip_silent"),
    *("silent", "silent_touchpoints", "silent_stages", "no_segment_data"),
)
TRENDS = {"worse": 1, "better": -1}


def embedded(site: Site) -> dict[str, Any]:
    """Axes, scales, phrases and slices.

    A cell is [position, n_feedback, n_mentions, n_authors, friction, low, high, share, trend]; a withheld one is [position].
    """
    contents, say = site.contents, site.say
    axes = contents.axes
    place = {(s.id, t.id): r * len(axes.stages) + c for r, t in enumerate(axes.touchpoints) for c, s in enumerate(axes.stages)}
    return {
        "lang": site.language,
        "least": contents.report.min_authors,
        "stages": [[s.id, s.name(site.language), int(s.placed)] for s in axes.stages],
        "touchpoints": [[t.id, t.name(site.language), int(t.placed)] for t in axes.touchpoints],
        "tops": contents.tops,
        "steps": STEPS,
        "start": contents.start.span if contents.start else "",
        "say": {k: say(k) for k in PHRASES},
        "slices": [_slice(s, contents.maps[s].values(), place) for s in contents.offered],
    }


def _slice(chosen: Slice, cells: Any, place: dict[tuple[str, str], int]) -> dict[str, Any]:
    rows = sorted((_row(c, place[c.key]) for c in cells), key=lambda r: r[0])
    return {"p": chosen.span, "g": chosen.segment, "v": chosen.value, "c": rows}


def _row(cell: Cell, position: int) -> list[Any]:
    if cell.state == "suppressed":
        return [position]
    numbers = [None if v is None else round(v, 6) for v in (cell.friction, cell.low, cell.high, cell.share)]
    return [position, cell.n_feedback, cell.n_mentions, cell.n_authors, *numbers, TRENDS.get(cell.trend, 0)]
