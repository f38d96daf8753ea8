"""Open and closed incidents with what speaks for them."""

from __future__ import annotations

from typing import Any

from voc.web.site import Site

CLOSED = 30
VERBATIMS = 5
SHOWN_AT_ONCE = 2


def page(site: Site) -> dict[str, Any]:
    """Open incidents, then the latest closed ones."""
    found = site.contents.incidents
    closed = [a for a in found if not a.open]
    return {
        "nav": "alerts",
        "open": [a for a in found if a.open],
        "closed": closed[:CLOSED],
        "n_closed": len(closed),
        "most": VERBATIMS,
        "first": SHOWN_AT_ONCE,
        "styles": ("style.css", "acting.css"),
    }
