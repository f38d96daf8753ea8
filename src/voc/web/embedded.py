"""The map's numbers as compact data, so that the page can be cut by period and segment without a server."""

from __future__ import annotations

from typing import Any

from voc.web.cells import STEPS, Cell, Slice
from voc.web.scores import JOURNEY
from voc.web.site import Site

PHRASES = (
    *("tip", "tip_worse", "tip_better", "tip_change", "tip_suppressed", "tip_silent"),
    *("silent", "silent_touchpoints", "silent_stages", "no_segment_data"),
)
TRENDS = {"worse": 1, "better": -1}


def embedded(site: Site) -> dict[str, Any]:
    """Axes, scales, phrases and slices.

    A cell is [position, n_feedback, n_mentions, n_authors, friction, low, high, share, trend], with the points of a trend that has them;
    a withheld one is [position]. A phase is the same without position and trend, a score is what stands in the page.
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
        "slices": [_slice(site, s, place) for s in contents.offered],
    }


def _slice(site: Site, chosen: Slice, place: dict[tuple[str, str], int]) -> dict[str, Any]:
    contents = site.contents
    rows = sorted((_row(c, place[c.key], site) for c in contents.maps[chosen].values()), key=lambda r: r[0])
    out: dict[str, Any] = {"p": chosen.span, "g": chosen.segment, "v": chosen.value, "c": rows}
    if phases := contents.phases.get(chosen):
        out["h"] = {p: _figures(c) for p, c in sorted(phases.items())}
    if marks := contents.scores.get(JOURNEY, {}).get(chosen):
        out["s"] = {s: [site.words.score(s, m.value), site.words.around(m)] for s, m in marks.items()}
    return out


def _row(cell: Cell, position: int, site: Site) -> list[Any]:
    if cell.state == "suppressed":
        return [position]
    trend = TRENDS.get(cell.trend, 0)
    points = [site.say.formats.points(cell.change)] if trend and cell.change is not None else []
    return [position, *_figures(cell), trend, *points]


def _figures(cell: Cell) -> list[Any]:
    if cell.state == "suppressed":
        return []
    numbers = [None if v is None else round(v, 6) for v in (cell.friction, cell.low, cell.high, cell.share)]
    return [cell.n_feedback, cell.n_mentions, cell.n_authors, *numbers]
