"""What changed since the period compared with, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voc.web.cells import Cell
from voc.web.contents import Contents

MOST = 8
# Of a hundred changes announced at this q, so many are chance at most; the words are in phrases.yml.
SURE = ((0.01, "sure_almost"), (0.05, "sure_very"), (0.1, "sure_rather"), (1.0, "sure_little"))


@dataclass(frozen=True)
class Figure:
    """One measure of a cell then and now; figures that are not known are None."""

    name: str
    before: float | None
    now: float | None
    change: float | None
    low: float | None
    high: float | None
    q: float | None


def changes(contents: Contents) -> dict[str, Any]:
    """Cells that got worse or better for certain; `known` is false when nothing could be compared."""
    cells = contents.ranking
    known = any(c.trend != "unknown" for c in cells)
    return {"known": known, "worse": _moved(cells, "worse"), "better": _moved(cells, "better")}


def _moved(cells: tuple[Cell, ...], trend: str) -> list[Cell]:
    return sorted((c for c in cells if c.trend == trend), key=lambda c: (-abs(c.change or 0), c.key))[:MOST]


def figures(cell: Cell) -> list[Figure]:
    """Share of friction and friction of a cell, then and now."""
    share = Figure("share", _before(cell.share, cell.change), cell.share, cell.change, cell.change_low, cell.change_high, cell.change_q)
    felt = Figure("friction", _before(cell.friction, cell.rise), cell.friction, cell.rise, cell.rise_low, cell.rise_high, cell.rise_q)
    return [share, felt]


def _before(now: float | None, change: float | None) -> float | None:
    # Two rounded figures may leave a trace below zero.
    return None if now is None or change is None else min(max(now - change, 0.0), 1.0)


def certainty(cell: Cell) -> str:
    """The phrase that says how sure a change is: by the surer of its two tests."""
    known = [q for q in (cell.change_q, cell.rise_q) if q is not None]
    return sure(min(known)) if known else ""


def sure(q: float | None) -> str:
    """The phrase for a false-discovery-adjusted p; empty when nothing was tested."""
    return "" if q is None else next((word for limit, word in SURE if q <= limit), SURE[-1][1])
