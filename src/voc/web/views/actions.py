"""The action plan: the matrix, the list, the effects."""

from __future__ import annotations

from typing import Any

from voc.web.plan import Action
from voc.web.site import Site

# Rows are impact, high first; columns are effort, low first.
MATRIX = (("high", ("quick_win", "big_bet")), ("low", ("fill_in", "later")))


def page(site: Site) -> dict[str, Any]:
    """Actions by priority, those that live also in the matrix of impact and effort."""
    found = site.contents.actions
    matrix = [(impact, [(q, _in(found, q)) for q in quadrants]) for impact, quadrants in MATRIX]
    return {
        "nav": "actions",
        "actions": found,
        "matrix": matrix,
        "live": [a for a in found if a.live],
        "ended": [a for a in found if not a.live],
        "styles": ("style.css", "acting.css"),
    }


def _in(found: tuple[Action, ...], quadrant: str) -> list[Action]:
    return [a for a in found if a.live and a.quadrant == quadrant]
