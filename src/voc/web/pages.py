"""What each kind of page is given to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from voc.web.axes import UNPLACED, cell_path, topic_path
from voc.web.cells import STEPS, Cell, Key, Slice
from voc.web.charts import weekly
from voc.web.embedded import embedded
from voc.web.headlines import alerts, changes, headline
from voc.web.periods import segments, spans
from voc.web.phrases import phrases
from voc.web.rendering import render
from voc.web.site import Site
from voc.web.topics import Topic, Weight
from voc.web.verbatims import Chosen

ISSUES = 300
ENDED = ("merged", "retired")
# What the audit advises, gravest first, and the phrase that says it.
ADVICE = {"split": "split", "merge": "merge", "language": "one_language", "ok": "ok"}
NOBODY = Chosen((), 0, 0)
SEVERITIES = ("error", "warning", "info")


def pages(site: Site) -> Iterator[tuple[str, str]]:
    """Path within the language's folder and HTML of every page."""
    contents = site.contents
    yield _page(site, "index.html", "index.html", index(site))
    for key in contents.cell_keys():
        yield _page(site, cell_path(*key), "cell.html", cell(site, key))
    yield _page(site, "topics/index.html", "topics.html", topic_list(site))
    yield _page(site, "topics/quality.html", "quality.html", quality(site))
    for topic in contents.topics.values():
        if topic.kind == "theme":
            yield _page(site, topic_path(topic.id), "theme.html", theme(site, topic))
        else:
            yield _page(site, topic_path(topic.id), "topic.html", topic_page(site, topic.id))
    yield _page(site, "run.html", "run.html", run(site))
    yield _page(site, "help.html", "help.html", {"nav": "help"})


def _page(site: Site, path: str, name: str, values: Mapping[str, Any]) -> tuple[str, str]:
    frame = {
        **{"site": site, "t": site.say, "f": site.say.formats, "report": site.contents.report, "contents": site.contents, "path": path},
        **{"root": "../" * path.count("/"), "other": "en" if site.language == "fr" else "fr", "UNPLACED": UNPLACED},
        **{"other_say": phrases("en" if site.language == "fr" else "fr")},
    }
    return path, render(name, {**frame, **values})


def index(site: Site) -> dict[str, Any]:
    """The map of the period that the page opens on, and what matters in it."""
    contents = site.contents
    steps = [{"friction": i / STEPS * contents.tops["friction"], "share": i / STEPS * contents.tops["share"]} for i in range(STEPS)]
    return {
        "nav": "map",
        "start": contents.start,
        "grid": grid(site),
        "headline": headline(contents),
        "changes": changes(contents),
        "alerts": alerts(site),
        "legend": steps,
        "spans": spans(contents.offered),
        "segments": segments(contents.offered),
        "data": embedded(site),
        "top_topics": _heaviest_topics(site)[:10],
        "validity": _validity(contents.report.table("validity")),
        "drivers": _drivers(contents.report.table("driver")),
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
    return {"columns": heads, "rows": rows, "phases": _phases(heads), "total": total(list(cells.values()))}


def _phases(heads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Phases over the columns: how many columns each spans in all, and how many of these are shown."""
    out: list[dict[str, Any]] = []
    for head in heads:
        if not head["entry"].placed:
            continue
        if not out or out[-1]["id"] != head["entry"].phase:
            out.append({"id": head["entry"].phase, "all": 0, "shown": 0})
        out[-1]["all"] += 1
        out[-1]["shown"] += not head["silent"]
    return out


def total(cells: list[Cell] | list[Cell | None]) -> dict[str, float]:
    """Share and mentions of the cells that show figures; adding withheld ones would give them away."""
    known = [c for c in cells if c is not None and c.state == "number"]
    return {"share": sum(c.share or 0 for c in known), "n": sum(c.n_mentions for c in known), "cells": len(known)}


def cell(site: Site, key: Key) -> dict[str, Any]:
    """One cell: its figures by period, its weeks, its topics, its comments."""
    contents = site.contents
    now = contents.cell(key, contents.start)
    rank = next((i for i, c in enumerate(contents.ranking, 1) if c.key == key), None)
    recent: Counter[str] = Counter()
    figures = []
    for s in spans(contents.offered):
        recent[s.period] += 1
        if recent[s.period] <= (3 if s.period in ("month", "week") else 1):
            figures.append((s, contents.cell(key, s)))
    chosen = contents.of_cell.get(key, NOBODY)
    return {
        "nav": "map",
        "key": key,
        "now": now,
        "rank": rank,
        "figures": figures,
        "chart": weekly(contents.maps, key),
        "behind": [p for p in contents.parts if p.cell == key and p.n_mentions],
        **_comments(site, chosen),
    }


def _comments(site: Site, chosen: Chosen) -> dict[str, Any]:
    """The comments of a page and what they can be filtered by."""
    rows = chosen.rows
    named = sorted({r["topic_id"] for r in rows if r["topic_id"]}, key=lambda i: (site.topic_name(i).casefold(), i))
    cells = sorted({(r["stage"], r["touchpoint"]) for r in rows}, key=site.cell_name)
    return {
        "chosen": chosen,
        "spans": [s for s in spans(site.contents.offered) if s.period != "all"],
        "sources": sorted({r["source"] for r in rows if r["source"]}),
        "named": named,
        "placed": cells,
    }


def topic_list(site: Site) -> dict[str, Any]:
    """All living topics, the heaviest first; those that ended keep their page, so that links to them still lead somewhere."""
    return {
        "nav": "topics",
        "rows": _weighed(site, [t for t in site.contents.topics.values() if t.kind != "theme" and t.status not in ENDED]),
    }


def theme(site: Site, topic: Topic) -> dict[str, Any]:
    """One theme: the topics under it, the heaviest first."""
    return {"nav": "topics", "topic": topic, "rows": _weighed(site, [t for t in site.contents.topics.values() if t.parent == topic.id])}


def _weighed(site: Site, topics: list[Topic]) -> list[tuple[Topic, Weight | None]]:
    rows = [(t, site.contents.weights.get(t.id)) for t in topics]
    return sorted(rows, key=lambda r: (-(r[1].share or 0) if r[1] else 0, -r[0].n_mentions, r[0].id))


def quality(site: Site) -> dict[str, Any]:
    """How good each topic is, what needs a look first."""
    known = site.contents.topics
    rows = [r for r in site.contents.report.table("topic_audit").to_dict("records") if r["topic_id"] in known]
    rows.sort(key=lambda r: (list(ADVICE).index(r["advice"]), -r["n_distinct"], r["topic_id"]))
    typical = {r["topic_id"]: site.contents.typical.get(r["topic_id"], ()) for r in rows}
    return {"nav": "topics", "rows": rows, "typical": typical, "words": ADVICE}


def _heaviest_topics(site: Site) -> list[tuple[str, Weight]]:
    known = [(i, w) for i, w in site.contents.weights.items() if i in site.contents.topics and w.share]
    return sorted(known, key=lambda r: (-(r[1].share or 0), r[0]))


def topic_page(site: Site, topic: str) -> dict[str, Any]:
    """One topic: its names, where it appears, who says so."""
    contents = site.contents
    comments = _comments(site, contents.of_topic.get(topic, NOBODY))
    return {
        "nav": "topics",
        "topic": contents.topics[topic],
        "weight": contents.weights.get(topic),
        "where": sorted((p for p in contents.parts if p.topic == topic), key=lambda p: (-(p.n_mentions or 0), p.cell)),
        "typical": contents.typical.get(topic, ()),
        "shown": {r["mention_id"] for r in comments["chosen"].rows},
        **comments,
    }


def run(site: Site) -> dict[str, Any]:
    """The account of the night."""
    night = site.contents.report.run
    issues = sorted(night.get("issues") or [], key=_gravest)
    return {
        "nav": "run",
        "night": night,
        "sources": sorted(night.get("sources") or [], key=lambda s: str(s.get("source"))),
        "issues": issues[:ISSUES],
        "n_issues": len(issues),
        "severities": [(s, sum(i.get("severity") == s for i in issues)) for s in SEVERITIES],
    }


def _gravest(issue: Mapping[str, Any]) -> tuple[int, str, str, str]:
    found = issue.get("severity")
    rank = SEVERITIES.index(found) if found in SEVERITIES else len(SEVERITIES)
    return rank, str(issue.get("source") or ""), str(issue.get("record") or ""), str(issue.get("what") or "")


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


def _drivers(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The ten strongest effects that are known, most harmful first."""
    known = frame[frame["impact_leave_out"].notna()]
    strongest = known.assign(size=known["impact_leave_out"].abs()).nlargest(10, "size", keep="first")
    return [{str(k): v for k, v in r.items()} for r in strongest.sort_values(["impact_leave_out", "driver_id"]).to_dict("records")]


__all__ = ["Slice", "grid", "index", "pages", "total", "verdict"]
