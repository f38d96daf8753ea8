"""The heatmap as a slide: what matters in a sentence, then the map with a number in every cell."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from voc.publish.canvas import FAINT, INK, PAPER, RULE, SOFT, WIDTH, Canvas, fit, width, wrap
from voc.publish.scale import HEAT
from voc.publish.scale import INK as ON_HEAT
from voc.publish.view import Entry, Row, View, title_of
from voc.wording import Words

LEFT, RIGHT, TOP, BOTTOM = 64, 64, 236, 966
LABELS, TOTALS, GAP = 290, 84, 4
MOST_COLUMNS, MOST_LINES = 12, 22
MARKS = {"worse": "▲ ", "better": "▼ "}


@dataclass(frozen=True)
class Grid:
    """Which rows and columns find room, and where they are."""

    columns: tuple[Entry, ...]
    lines: tuple[Entry, ...]
    left_out: tuple[Entry, ...]

    @property
    def cell(self) -> tuple[float, float]:
        """Width and height of a cell with its gap."""
        wide = (WIDTH - LEFT - RIGHT - LABELS - TOTALS) / max(len(self.columns), 3)
        return wide, min((BOTTOM - TOP) / (len(self.lines) + 1), 84.0)

    def corner(self, column: int, line: int) -> tuple[float, float]:
        """Upper left corner of a cell."""
        wide, high = self.cell
        return LEFT + LABELS + column * wide, TOP + line * high


def draw_heatmap(canvas: Canvas, view: View, say: Words, about: str) -> tuple[str, str]:
    """Draw the map; returns the title and the words for those who do not see it."""
    title, figures = _headline(view, say)
    canvas.text(LEFT, 46, title_of(view, say), 23, color=SOFT)
    canvas.text(LEFT, 91, fit(title, WIDTH - LEFT - RIGHT, 42, "serif"), 42, "serif")
    canvas.text(LEFT, 138, fit(figures, WIDTH - LEFT - RIGHT, 23), 23)
    grid = _grid(view)
    _phases(canvas, view, grid, say)
    _axes(canvas, view, grid, say)
    for r, touchpoint in enumerate(grid.lines):
        for c, stage in enumerate(grid.columns):
            _cell(canvas, view, grid, (c, r), (stage.id, touchpoint.id), say)
    _legend(canvas, view, grid, say, about)
    return f"{say('map')}, {title_of(view, say)}", ". ".join(filter(None, (title.rstrip("."), figures.rstrip("."), _spoken(view, say))))


def _grid(view: View) -> Grid:
    """The axes that somebody spoke of; where there are too many, those with the least friction are left out and named."""

    def most(entries: tuple[Entry, ...], room: int, share: dict[str, float]) -> tuple[Entry, ...]:
        kept = sorted(entries, key=lambda e: -share[e.id])[:room]
        return tuple(e for e in entries if e in kept)

    columns = most(view.columns, MOST_COLUMNS, {s.id: view.total(stage=s.id)[0] for s in view.columns})
    lines = most(view.lines, MOST_LINES, {t.id: view.total(touchpoint=t.id)[0] for t in view.lines})
    return Grid(columns, lines, tuple(e for e in (*view.columns, *view.lines) if e not in (*columns, *lines)))


def _headline(view: View, say: Words) -> tuple[str, str]:
    if not view.ranking:
        return say("headline_none" if view.cells else "nobody"), say("map_how") if view.cells else ""
    top, formats = view.ranking[0], say.formats
    parts = [say("headline_share", share=formats.percent(top["friction_share"])), _figures(top, say)]
    if top["trend"] in ("worse", "better"):
        moved = f" ({say('points', points=formats.points(top['change']))})" if top["change"] == top["change"] else ""
        parts.append(say(f"headline_{top['trend']}") + moved)
    return say("headline", cell=cell_name(view, top, say)), " · ".join(parts)


def _figures(row: Row, say: Words) -> str:
    low, friction, high = (say.formats.number(row[c], 2) for c in ("friction_low", "friction", "friction_high"))
    return say("headline_figures", friction=friction, low=low, high=high, n=row["n_feedback"])


def cell_name(view: View, row: Row, say: Words) -> str:
    """Stage × touchpoint in words."""
    names = [
        next(e.names[say.language] for e in axis if e.id == row[k])
        for axis, k in ((view.stages, "stage"), (view.touchpoints, "touchpoint"))
    ]
    return " × ".join(names)


def _phases(canvas: Canvas, view: View, grid: Grid, say: Words) -> None:
    """A bracket over the stages of each phase that has several; the others bear nearly the same name as their stage."""
    for phase, members in groupby(enumerate(grid.columns), key=lambda c: c[1].phase):
        own = [c for c, _ in members]
        if phase and len(own) > 1:
            start, end = grid.corner(own[0], 0)[0], grid.corner(own[-1] + 1, 0)[0] - GAP
            canvas.rule((start, TOP - 54), (end, TOP - 54), RULE, 2.0)
            name = view.phases.get(phase, {}).get(say.language, phase)
            canvas.text((start + end) / 2, TOP - 67, fit(name, end - start, 16), 16, ha="center", color=SOFT)


def _axes(canvas: Canvas, view: View, grid: Grid, say: Words) -> None:
    """Names of phases, stages and touchpoints, and the share of friction of each."""
    wide, high = grid.cell
    for c, stage in enumerate(grid.columns):
        x, _ = grid.corner(c, 0)
        names = wrap(stage.names[say.language], wide - 8, 17, 2, "bold")
        for i, line in enumerate(names):
            canvas.text(
                x + wide / 2, TOP - 16 - 19 * (len(names) - 1 - i), line, 17, "bold", ha="center", color=INK if stage.placed else SOFT
            )
        share = say.formats.percent(view.total(stage=stage.id)[0])
        canvas.text(x + wide / 2, grid.corner(0, len(grid.lines))[1] + 18, share, 17, ha="center", color=SOFT)
    end = grid.corner(len(grid.columns), 0)[0]
    for r, touchpoint in enumerate(grid.lines):
        y = grid.corner(0, r)[1]
        canvas.rule((LEFT, y - GAP / 2), (end + TOTALS, y - GAP / 2), FAINT, 1.0)
        name = fit(touchpoint.names[say.language], LABELS - 16, 19)
        canvas.text(LEFT, y + (high - GAP) / 2, name, 19, color=INK if touchpoint.placed else SOFT)
        canvas.text(
            end + TOTALS - 4, y + (high - GAP) / 2, say.formats.percent(view.total(touchpoint=touchpoint.id)[0]), 17, ha="right", color=SOFT
        )
    if grid.columns:
        canvas.text(end + TOTALS - 4, TOP - 18, say("axis_share"), 17, ha="right", color=SOFT)
        canvas.text(LEFT, grid.corner(0, len(grid.lines))[1] + 18, say("share_of_friction"), 17, color=SOFT)


def _cell(canvas: Canvas, view: View, grid: Grid, place: tuple[int, int], key: tuple[str, str], say: Words) -> None:
    (x, y), (wide, high) = grid.corner(*place), grid.cell
    wide, high = wide - GAP, high - GAP
    row = view.shown(key)
    if row is None:
        if view.withheld(key):
            canvas.hatched(x, y, wide, high)
            canvas.box(x + wide / 2 - 16, y + high / 2 - 12, 32, 24, "#f7f6f3")
            canvas.text(x + wide / 2, y + high / 2, "–", 20, ha="center", color=SOFT)
        return
    colour = view.step(row)
    if view.ranking and row is view.ranking[0]:
        canvas.box(x - 4, y - 4, wide + 8, high + 8, INK, 7)
        canvas.box(x - 1, y - 1, wide + 2, high + 2, PAPER, 5)
    canvas.box(x, y, wide, high, HEAT[colour])
    marks = MARKS.get(str(row["trend"]), "")
    small = f"{marks}n\u00a0{say.formats.number(row['n_feedback'])}"
    _figure(canvas, (x, y, wide, high), say.formats.number(row["friction"], 2), small, ON_HEAT[colour])


def _figure(canvas: Canvas, box: tuple[float, float, float, float], number: str, small: str, ink: str) -> None:
    """Friction and n: side by side in a flat cell, one above the other in a tall or narrow one, smaller where room is scarce."""
    x, y, wide, high = box
    size = min(20.0, high * 0.5)
    both = width(number, size, "bold") + 8 + width(small, size * 0.75)
    if high >= 42 or (both > wide - 8 and high >= 32):
        size = min(size, high * 0.45)
        canvas.text(x + wide / 2, y + high * 0.33, number, size, "bold", ha="center", color=ink)
        small_size = size * 0.72 * min(1.0, (wide - 6) / width(small, size * 0.72))
        canvas.text(x + wide / 2, y + high * 0.75, small, small_size, ha="center", color=ink)
        return
    size, both = size * min(1.0, (wide - 8) / both), min(both, wide - 8)
    canvas.text(x + (wide - both) / 2, y + high / 2, number, size, "bold", color=ink)
    canvas.text(x + (wide + both) / 2, y + high / 2, small, size * 0.75, ha="right", color=ink)


def _legend(canvas: Canvas, view: View, grid: Grid, say: Words, about: str) -> None:
    canvas.text(WIDTH - RIGHT, 1046, about, 15, ha="right", color=SOFT)
    if not view.cells:
        return
    y, x = 1006.0, float(LEFT)
    canvas.text(x, y, say("scale"), 16)
    x += width(say("scale"), 16) + 14
    for i, (colour, ink) in enumerate(zip(HEAT, ON_HEAT, strict=True)):
        start = i / len(HEAT) * view.top
        canvas.box(x, y - 13, 50, 26, colour, 2)
        canvas.text(x + 25, y, say.formats.number(start, 2), 14, ha="center", color=ink)
        x += 52
    x += 26
    canvas.hatched(x, y - 13, 40, 26)
    x += 50
    notes = [say("legend_withheld"), say("legend_silent"), say("legend_n")]
    if any(r["trend"] in MARKS for r in view.cells.values()):
        notes.append(say("legend_trend"))
    canvas.text(x, y, "   ·   ".join(notes), 16, color=SOFT)
    names = [
        say(key, names=", ".join(e.names[say.language] for e in found))
        for key, found in (("left_out", grid.left_out), ("silent", view.silent))
        if found
    ]
    canvas.text(LEFT, 1046, fit(" ".join(names), WIDTH - LEFT - RIGHT - width(about, 15) - 40, 15), 15, color=SOFT)


def _spoken(view: View, say: Words) -> str:
    """Every cell in words."""
    parts = []
    for row in view.cells.values():
        name = cell_name(view, row, say)
        if (shown := view.shown((row["stage"], row["touchpoint"]))) is None:
            parts.append(say("alt_withheld", cell=name))
            continue
        trend = f", {say('headline_' + row['trend'])}" if row["trend"] in MARKS else ""
        figures = {"friction": say.formats.number(shown["friction"], 2), "share": say.formats.percent(shown["friction_share"], 1)}
        parts.append(say("alt_cell", cell=name, n=shown["n_feedback"], trend=trend, **figures))
    return "; ".join(parts) + "." if parts else ""
