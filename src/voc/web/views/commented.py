"""The comments that a page ends with, and what they can be filtered by."""

from __future__ import annotations

from typing import Any

from voc.web.periods import spans
from voc.web.site import Site
from voc.web.verbatims import Chosen


def comments(site: Site, chosen: Chosen) -> dict[str, Any]:
    """The comments of a page and what they can be filtered by."""
    rows = chosen.rows
    return {
        "chosen": chosen,
        "spans": [s for s in spans(site.contents.offered) if s.period != "all"],
        "sources": sorted({r["source"] for r in rows if r["source"]}),
        "named": sorted({r["topic_id"] for r in rows if r["topic_id"]}, key=lambda i: (site.topic_name(i).casefold(), i)),
        "placed": sorted({(r["stage"], r["touchpoint"]) for r in rows}, key=lambda k: (site.cell_name(k), k)),
    }
