"""What moves the scores."""

from __future__ import annotations

from typing import Any

from voc.tables import SCORES
from voc.web.charts import score_line
from voc.web.drivers import boards
from voc.web.scores import JOURNEY
from voc.web.site import Site


def page(site: Site) -> dict[str, Any]:
    """Per score its drivers of both kinds, and the score over time."""
    found = boards(site.contents.drivers)
    over_time = site.contents.scores.get(JOURNEY, {})
    here = over_time.get(site.contents.start, {}) if site.contents.start else {}
    shown = [
        {"score": s, "boards": [b for b in found if b.score == s], "mark": here.get(s), "line": score_line(over_time, s)}
        for s in SCORES
        if here.get(s) or any(b.score == s for b in found)
    ]
    return {"nav": "drivers", "scores": shown, "any": bool(found), "styles": ("style.css", "acting.css")}
