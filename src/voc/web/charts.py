"""Coordinates of the small charts; the templates draw them as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voc.web.cells import Cell, Key, Maps, Slice, ceiling

WEEKS = 26
WIDTH, HEIGHT = 640.0, 132.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 8.0, 10.0, 22.0


@dataclass(frozen=True)
class Week:
    """One week of a cell; `cell` is None when it was silent."""

    period: Slice
    cell: Cell | None
    x: float
    y: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Chart:
    """A line with its interval, broken where a week is silent or withheld."""

    weeks: tuple[Week, ...]
    top: float
    lines: tuple[str, ...]
    bands: tuple[str, ...]
    ticks: tuple[tuple[float, float], ...]


def weekly(found: Maps, key: Key) -> Chart | None:
    """Friction of one cell over the last WEEKS weeks; None when fewer than two weeks have a figure."""
    periods = sorted(s for s in found if s.period == "week" and s.everyone)[-WEEKS:]
    cells = [found[s].get(key) for s in periods]
    if sum(c is not None and c.friction is not None for c in cells) < 2:
        return None
    top = ceiling(c.high for c in cells if c)
    gap = (WIDTH - LEFT - RIGHT) / max(len(periods) - 1, 1)
    weeks = tuple(_week(s, c, LEFT + i * gap, top) for i, (s, c) in enumerate(zip(periods, cells, strict=True)))
    runs = _runs(weeks)
    ticks = tuple((_y(v, top) or 0.0, v) for v in (0.0, top / 2, top))
    return Chart(weeks, top, tuple(_line(r) for r in runs if len(r) > 1), tuple(_band(r) for r in runs if len(r) > 1), ticks)


def _week(period: Slice, cell: Cell | None, x: float, top: float) -> Week:
    known = cell or Cell("", "", "silent")
    return Week(period, cell, round(x, 1), _y(known.friction, top), _y(known.low, top), _y(known.high, top))


def _y(value: float | None, top: float) -> float | None:
    return None if value is None else round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM), 1)


def _runs(weeks: Sequence[Week]) -> list[list[Week]]:
    runs: list[list[Week]] = [[]]
    for week in weeks:
        if week.y is None:
            runs.append([])
        else:
            runs[-1].append(week)
    return [r for r in runs if r]


def _line(run: Sequence[Week]) -> str:
    return " ".join(f"{w.x},{w.y}" for w in run)


def _band(run: Sequence[Week]) -> str:
    return " ".join([f"{w.x},{w.high}" for w in run] + [f"{w.x},{w.low}" for w in reversed(run)])
