"""The sentences that the map opens with: made from the numbers, never from a guess."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from voc.web.cells import Cell
from voc.web.contents import Contents
from voc.web.formats import as_date
from voc.web.site import Site

FEW = 30


def headline(contents: Contents) -> dict[str, Any]:
    """The cell that weighs most, the roughest with enough feedback, and the part of the first three."""
    ranking = contents.ranking
    if not ranking:
        return {"top": None}
    solid = [c for c in ranking if c.n_feedback >= min(FEW, max(x.n_feedback for x in ranking))]
    hardest = max(solid, key=lambda c: (c.low or 0, c.friction or 0, c.key))
    first = sum(c.share or 0 for c in ranking[:3])
    return {
        "top": ranking[0],
        "hardest": None if hardest.key == ranking[0].key else hardest,
        "first_three": first if len(ranking) > 5 else None,
        "cells": len(ranking),
    }


def changes(contents: Contents) -> dict[str, Any]:
    """Cells that got worse or better for certain; `known` is false when nothing could be compared."""
    cells = contents.ranking
    known = any(c.trend != "unknown" for c in cells)
    return {"known": known, "worse": _moved(cells, "worse"), "better": _moved(cells, "better")}


def _moved(cells: tuple[Cell, ...], trend: str) -> list[Cell]:
    return sorted((c for c in cells if c.trend == trend), key=lambda c: (-abs(c.change or 0), c.key))[:5]


def alerts(site: Site) -> list[dict[str, Any]]:
    """Open alerts, the latest first, each with a link when its subject has a page."""
    table = site.contents.report.table("alert")
    rows = table[table["until"].isna()].sort_values(["since", "alert_id"], ascending=[False, True]).head(8)
    return [
        {"kind": r["kind"], "since": as_date(r["since"]), "message": r[f"message_{site.language}"], "link": _link(site, r["subject"])}
        for r in rows.to_dict("records")
    ]


def _link(site: Site, subject: str) -> str | None:
    if pd.isna(subject):
        return None
    if subject in site.contents.topics:
        return site.topic_link(subject)
    cell = tuple(re.split(r"\s*(?:--|×|/|:)\s*", subject))
    pages = set(site.contents.cell_keys())
    return next((site.cell_link(k) for k in pages if k == cell), None)
