"""The pages of topics: the list, their quality, a theme, a topic."""

from __future__ import annotations

from typing import Any

from voc.web.site import Site
from voc.web.topics import Topic, Weight
from voc.web.verbatims import NOBODY
from voc.web.views.commented import comments

ENDED = ("merged", "retired")
# What the audit advises, gravest first, and the phrase that says it.
ADVICE = {"split": "split", "merge": "merge", "language": "one_language", "ok": "ok"}


def listed(site: Site) -> dict[str, Any]:
    """All living topics, the heaviest first, general ones last; what ended keeps its page, so that links to it still lead somewhere."""
    return {
        "nav": "topics",
        "rows": _weighed(site, [t for t in site.contents.topics.values() if t.kind != "theme" and t.status not in ENDED]),
    }


def theme(site: Site, topic: Topic) -> dict[str, Any]:
    """One theme: the topics under it, the heaviest first."""
    return {"nav": "topics", "topic": topic, "rows": _weighed(site, [t for t in site.contents.topics.values() if t.parent == topic.id])}


def _weighed(site: Site, topics: list[Topic]) -> list[tuple[Topic, Weight | None]]:
    rows = [(t, site.contents.weights.get(t.id)) for t in topics]
    return sorted(rows, key=lambda r: (r[0].kind == "general", -(r[1].share or 0) if r[1] else 0, -r[0].n_mentions, r[0].id))


def quality(site: Site) -> dict[str, Any]:
    """How good each topic is, what needs a look first."""
    known = site.contents.topics
    rows = [r for r in site.contents.report.table("topic_audit").to_dict("records") if r["topic_id"] in known]
    rows.sort(key=lambda r: (list(ADVICE).index(r["advice"]), -r["n_distinct"], r["topic_id"]))
    typical = {r["topic_id"]: site.contents.typical.get(r["topic_id"], ()) for r in rows}
    return {"nav": "topics", "rows": rows, "typical": typical, "words": ADVICE}


def page(site: Site, topic: str) -> dict[str, Any]:
    """One topic: its names, where it appears, what it does to scores, what is done about it, who says so."""
    contents = site.contents
    said = comments(site, contents.of_topic.get(topic, NOBODY))
    return {
        "nav": "topics",
        "topic": contents.topics[topic],
        "weight": contents.weights.get(topic),
        "where": sorted((p for p in contents.parts if p.topic == topic), key=lambda p: (-(p.n_mentions or 0), p.cell)),
        "typical": contents.typical.get(topic, ()),
        "shown": {r["mention_id"] for r in said["chosen"].rows},
        "drivers": [d for d in contents.drivers if d.kind == "topic" and d.id == topic],
        "alerts": [a for a in contents.incidents if a.open and a.subject == topic],
        "actions": [a for a in contents.actions if topic in a.topics],
        **said,
    }
