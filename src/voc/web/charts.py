"""Coordinates of the small charts; the templates draw them as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voc.web.cells import Cell, Key, Maps, Slice, ceiling
from voc.web.scores import Mark

WEEKS = 26
WIDTH, HEIGHT = 640.0, 132.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 8.0, 10.0, 22.0
SMALL_WIDTH, SMALL_HEIGHT, SMALL_EDGE = 220.0, 44.0, 4.0


@dataclass(frozen=True)
class Point:
    """A figure with its interval at its place; y is None where nothing is known, low and high where there is no interval."""

    x: float
    y: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Trace:
    """A line with its band, broken where nothing is known."""

    points: tuple[Point, ...]
    lines: tuple[str, ...]
    bands: tuple[str, ...]


@dataclass(frozen=True)
class Scale:
    """From values to heights: `least` is drawn at `bottom`, `most` at `top`."""

    least: float
    most: float
    bottom: float
    top: float

    def __call__(self, value: float | None) -> float | None:
        if value is None:
            return None
        part = (value - self.least) / ((self.most - self.least) or 1.0)
        return round(self.bottom - min(max(part, 0.0), 1.0) * (self.bottom - self.top), 1)


def trace(figures: Sequence[tuple[float | None, float | None, float | None]], xs: Sequence[float], scale: Scale) -> Trace:
    """Line and band of figures given as (value, low, high) at the places xs."""
    points = tuple(Point(round(x, 1), *map(scale, figure)) for x, figure in zip(xs, figures, strict=True))
    runs = [r for r in _runs(points) if len(r) > 1]
    return Trace(points, tuple(_line(r) for r in runs), tuple(_band(r) for r in runs if all(p.low is not None for p in r)))


def _runs(points: Sequence[Point]) -> list[list[Point]]:
    runs: list[list[Point]] = [[]]
    for point in points:
        if point.y is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return runs


def _line(run: Sequence[Point]) -> str:
    return " ".join(f"{p.x},{p.y}" for p in run)


def _band(run: Sequence[Point]) -> str:
    return " ".join([f"{p.x},{p.high}" for p in run] + [f"{p.x},{p.low}" for p in reversed(run)])


def _spread(n: int, left: float, right: float) -> list[float]:
    return [left + i * (right - left) / max(n - 1, 1) for i in range(n)]


@dataclass(frozen=True)
class Week:
    """One week of a cell; `cell` is None when it was silent."""

    period: Slice
    cell: Cell | None
    point: Point


@dataclass(frozen=True)
class Chart:
    """Friction week by week on a scale from zero."""

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
    scale = Scale(0.0, ceiling(c.high for c in cells if c), HEIGHT - BOTTOM, TOP)
    figures = [(c.friction, c.low, c.high) if c else (None, None, None) for c in cells]
    drawn = trace(figures, _spread(len(periods), LEFT, WIDTH - RIGHT), scale)
    weeks = tuple(Week(*w) for w in zip(periods, cells, drawn.points, strict=True))
    ticks = tuple((scale(v) or 0.0, v) for v in (0.0, scale.most / 2, scale.most))
    return Chart(weeks, scale.most, drawn.lines, drawn.bands, ticks)


@dataclass(frozen=True)
class SmallLine:
    """A score over time: its periods, its marks (None: nobody answered) and where they are drawn."""

    periods: tuple[Slice, ...]
    marks: tuple[Mark | None, ...]
    drawn: Trace

    @property
    def kind(self) -> str:
        return self.periods[0].period

    @property
    def known(self) -> list[tuple[Slice, Mark]]:
        return [(s, m) for s, m in zip(self.periods, self.marks, strict=True) if m is not None and m.value is not None]


def score_line(marks: Mapping[Slice, Mapping[str, Mark]], score: str) -> SmallLine | None:
    """A score of everyone by week, by month when fewer than two weeks have it; None when neither has two figures."""
    for kind in ("week", "month"):
        periods = sorted(s for s in marks if s.period == kind and s.everyone)[-WEEKS:]
        own = [marks[s].get(score) for s in periods]
        known = [m for m in own if m is not None and m.value is not None]
        if len(known) < 2:
            continue
        ends = [v for m in known for v in (m.low, m.value, m.high) if v is not None]
        scale = Scale(min(ends), max(ends), SMALL_HEIGHT - SMALL_EDGE, SMALL_EDGE)
        figures = [(m.value, m.low, m.high) if m else (None, None, None) for m in own]
        drawn = trace(figures, _spread(len(periods), SMALL_EDGE, SMALL_WIDTH - SMALL_EDGE), scale)
        return SmallLine(tuple(periods), tuple(own), drawn)
    return None
