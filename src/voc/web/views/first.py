"""The first page: what changed, where it hurts, the map."""

from __future__ import annotations

from typing import Any

import pandas as pd

from voc.web.axes import Entry
from voc.web.cells import STEPS, Cell
from voc.web.changes import certainty, changes
from voc.web.charts import score_line
from voc.web.embedded import embedded
from voc.web.headlines import headline
from voc.web.periods import compared, segments, spans
from voc.web.scores import JOURNEY
from voc.web.site import Site
from voc.web.topics import Weight

ALERTS = 4
DRIVERS = 10


def page(site: Site) -> dict[str, Any]:
    """The map of the period that the page opens on, and what matters in it."""
    contents = site.contents
    steps = [{"friction": i / STEPS * contents.tops["friction"], "share": i / STEPS * contents.tops["share"]} for i in range(STEPS)]
    known = [d for d in contents.drivers if d.known]
    strongest = sorted(known, key=lambda d: (not d.main.sure, -abs(d.main.value or 0), d.score, d.id))[:DRIVERS]
    return {
        "nav": "map",
        "start": contents.start,
        "grid": grid(site),
        "headline": headline(contents),
        "changes": changes(contents),
        "certainty": certainty,
        "styles": ("style.css", "map.css"),
        "scripts": ("page.js", "map.js"),
        "compared": compared(contents.start, site.say),
        "alerts": [a for a in contents.incidents if a.open][:ALERTS],
        "n_alerts": sum(a.open for a in contents.incidents),
        "legend": steps,
        "spans": spans(contents.offered),
        "segments": segments(contents.offered),
        "data": embedded(site),
        "marks": marks(site),
        "top_topics": _heaviest_topics(site)[:10],
        "validity": _validity(contents.report.table("validity")),
        "drivers": [d for d in contents.drivers if d in strongest],
    }


def grid(site: Site) -> dict[str, Any]:
    """Rows and columns of the map as it opens; the same arrangement is redone in the page when the reader chooses otherwise."""
    contents = site.contents
    axes, cells = contents.axes, contents.cells(contents.start)
    rows = []
    for touchpoint in axes.touchpoints:
        row = [contents.cell((s.id, touchpoint.id), contents.start) for s in axes.stages]
        rows.append({"entry": touchpoint, "cells": row, "silent": all(c.state == "silent" for c in row), "total": total(row)})
    columns = [[cells.get((s.id, t.id)) for t in axes.touchpoints] for s in axes.stages]
    quiet = [all(c is None for c in column) for column in columns]
    heads = [{"entry": s, "silent": q, "total": total(c)} for s, q, c in zip(axes.stages, quiet, columns, strict=True)]
    return {"columns": heads, "rows": rows, "phases": _phases(site, heads), "total": total(list(cells.values()))}


def _phases(site: Site, heads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Phases over the columns: how many columns each spans in all, how many of these are shown, and its figures."""
    known = site.contents.phases.get(site.contents.start, {}) if site.contents.start else {}
    out: list[dict[str, Any]] = []
    for head in heads:
        entry: Entry = head["entry"]
        if not entry.placed:
            continue
        if not out or out[-1]["id"] != entry.phase:
            out.append({"id": entry.phase, "all": 0, "shown": 0, "cell": known.get(entry.phase)})
        out[-1]["all"] += 1
        out[-1]["shown"] += not head["silent"]
    return out


def total(cells: list[Cell] | list[Cell | None]) -> dict[str, float]:
    """Share and mentions of the cells that show figures; adding withheld ones would give them away."""
    known = [c for c in cells if c is not None and c.state == "number"]
    return {"share": sum(c.share or 0 for c in known), "n": sum(c.n_mentions for c in known), "cells": len(known)}


def marks(site: Site) -> list[dict[str, Any]]:
    """The journey's scores in the period that the page opens on, each with its line over time."""
    found = site.contents.scores.get(JOURNEY, {})
    here = found.get(site.contents.start, {}) if site.contents.start else {}
    given = sorted({s for own in found.values() for s in own}, key=lambda s: (s not in here, list(here).index(s) if s in here else 0, s))
    return [{"score": s, "mark": here.get(s), "line": score_line(found, s)} for s in given]


def _heaviest_topics(site: Site) -> list[tuple[str, Weight]]:
    kinds = {i: t.kind for i, t in site.contents.topics.items()}
    known = [(i, w) for i, w in site.contents.weights.items() if kinds.get(i) == "subject" and w.share]
    return sorted(known, key=lambda r: (-(r[1].share or 0), r[0]))


def _validity(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with all sources first, each with the word that reads its correlation; sources disagree on what a high CES means."""
    rows = [{str(k): v for k, v in r.items()} for r in frame.to_dict("records")]
    rows.sort(key=lambda r: (r["source"] != "all", r["source"], r["score"]))
    return [{**r, "verdict": verdict(-abs(r["rank_correlation"]) if r["score"] == "ces" else r["rank_correlation"])} for r in rows]


def verdict(rho: float) -> str:
    """How to read a rank correlation in which −1 would be perfect."""
    if pd.isna(rho):
        return "unknown"
    limits = ((-0.5, "strong"), (-0.3, "fair"), (-0.1, "weak"), (0.1, "none"))
    return next((word for limit, word in limits if rho <= limit), "against")
