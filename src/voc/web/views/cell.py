"""One cell: its figures by period, what changed, its weeks, its topics, its scores, what is done about it, its comments."""

from __future__ import annotations

from collections import Counter
from typing import Any

from voc.web.axes import UNPLACED
from voc.web.cells import Key
from voc.web.changes import certainty, figures
from voc.web.charts import weekly
from voc.web.periods import compared, spans
from voc.web.scores import JOURNEY
from voc.web.site import Site
from voc.web.verbatims import NOBODY
from voc.web.views.commented import comments


def page(site: Site, key: Key) -> dict[str, Any]:
    """All that is known of one cell."""
    contents = site.contents
    now = contents.cell(key, contents.start)
    rank = next((i for i, c in enumerate(contents.ranking, 1) if c.key == key), None)
    recent: Counter[str] = Counter()
    by_period = []
    for s in spans(contents.offered):
        recent[s.period] += 1
        if recent[s.period] <= (3 if s.period in ("month", "week") else 1):
            by_period.append((s, contents.cell(key, s)))
    behind = [p for p in contents.parts if p.cell == key and p.n_mentions]
    return {
        "nav": "map",
        "key": key,
        "now": now,
        "rank": rank,
        "figures": by_period,
        "moved": figures(now),
        "certainty": certainty(now),
        "compared": compared(contents.start, site.say),
        "chart": weekly(contents.maps, key),
        "behind": behind,
        "marks": _marks(site, key),
        "drivers": [d for d in contents.drivers if d.kind == "touchpoint" and d.id == key[1] and d.id != UNPLACED],
        "alerts": [a for a in contents.incidents if a.open and a.place == key],
        "actions": [a for a in contents.actions if key in a.cells or {p.topic for p in behind} & set(a.topics)],
        **comments(site, contents.of_cell.get(key, NOBODY)),
    }


def _marks(site: Site, key: Key) -> list[dict[str, Any]]:
    """The scores of those who speak of the cell beside those of all who answered."""
    found, start = site.contents.scores, site.contents.start
    if start is None:
        return []
    whole = found.get(JOURNEY, {}).get(start, {})
    return [{"mark": m, "all": whole.get(s)} for s, m in found.get(key, {}).get(start, {}).items()]
