"""The journey as the company wants it: targets against what is delivered, and where bringing friction down would help most."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from voc.config import Journey, Names, Target
from voc.friction.cells import DECIMALS
from voc.friction.grid import UNPLACED
from voc.friction.journey_map.drawn import Drawn, Row, row
from voc.friction.journey_map.typical import typical
from voc.friction.segments import ALL
from voc.wording import LANGUAGES, Words, words_of

# Opportunities that are listed.
MOST = 10
# A cell is well known when so many times the authors speak there that a figure needs at all.
WELL_KNOWN = 2
UNKNOWN = 0.5


def targets(m: Drawn, shown: Sequence[Row], wanted: Sequence[Target]) -> Iterator[Row]:
    """Each target beside the friction that is delivered: missed when its interval is above the target, met when below, else unsure.

    Args:
        shown: The rows of the map as it is: the friction of cells and stages.
        wanted: In the order of the journey file.
    """
    delivered = {(r["stage"], r["touchpoint"]): r for r in shown if r["item"] == "friction"}
    for target in wanted:
        place = (target.stage, target.touchpoint or ALL)
        found = delivered.get(place) or row(*place, "friction")
        known = found["n_authors"] >= m.min_authors
        value, low, high = (found.get(c, math.nan) if known else math.nan for c in ("value", "value_low", "value_high"))
        verdict = "missed" if low > target.friction else "met" if high <= target.friction else "unsure"
        detail = {"target": target.friction, "delivered": value, "delivered_low": low, "delivered_high": high}
        detail |= {"gap": value - target.friction, "verdict": verdict}
        words = {"label_fr": target.expected.fr, "label_en": target.expected.en} if target.expected else {}
        counts = {"n_feedback": found["n_feedback"], "n_authors": found["n_authors"]}
        figure: Row = {"value": target.friction, "unit": "friction", "owner": target.owner, "detail": detail, **counts, **words}
        yield row(*place, "target", **figure)


def opportunities(m: Drawn, journey: Journey) -> Iterator[Row]:
    """The cells where bringing friction down would take most out of the journey, most first.

    `value` is friction_share × gap × confidence. The gap is the part of the cell's friction that would go if it came down to its level,
    `(friction − level) / friction`: the level is its own target, else its stage's, else the lower quartile of the well-known cells of the
    map, which the company does reach elsewhere. So share × gap is the part of the journey's friction that is at stake. Confidence is how
    probable it is that friction lies above the level at all, `Φ((friction − level) / error)`, the error being half the interval over its
    normal quantile (1.645 at 90 %): a gap counts the less the more easily it is chance. In short, what is to be gained on expectation.
    """
    placed = m.cells[(m.cells["stage"] != UNPLACED) & (m.cells["touchpoint"] != UNPLACED)]
    if placed.empty:
        return
    common = _lower_quartile(placed, m.min_authors)
    wanted = {(t.stage, t.touchpoint): t for t in journey.targets}
    found = [_of_cell(cell, wanted, common, m) for cell in placed.to_dict("records")]
    worth = [f for f in found if f["value"] > 0.0]
    for position, opportunity in enumerate(sorted(worth, key=lambda f: (-round(f["value"], DECIMALS), f["stage"], f["touchpoint"]))[:MOST]):
        detail = opportunity["detail"] | {"mentions": _verbatims(m, opportunity["stage"], opportunity["touchpoint"])}
        yield opportunity | {"position": position, "detail": detail} | _sentences(opportunity, journey)


def _lower_quartile(placed: pd.DataFrame, min_authors: int) -> float:
    known = placed[placed["n_authors"] >= WELL_KNOWN * min_authors]
    return float((known if len(known) else placed)["friction"].quantile(0.25))


def _of_cell(cell: dict[Any, Any], wanted: dict[tuple[str, str | None], Target], common: float, m: Drawn) -> Row:
    stage, touchpoint, friction = str(cell["stage"]), str(cell["touchpoint"]), float(cell["friction"])
    target = wanted.get((stage, touchpoint)) or wanted.get((stage, None))
    level = target.friction if target else common
    level_from = ("target" if target.touchpoint else "stage_target") if target else "lower_quartile"
    gap = max(0.0, friction - level) / friction if friction > 0.0 else 0.0
    confidence = _above(friction, level, (cell["friction_high"] - cell["friction_low"]) / 2.0, m.confidence)
    detail = {
        **{name: cell[name] for name in ("friction", "friction_low", "friction_high", "friction_share")},
        **{"level": level, "level_from": level_from, "gap": gap, "confidence": confidence},
    }
    counts = {"n_feedback": cell["n_feedback"], "n_authors": cell["n_authors"]}
    value = float(cell["friction_share"]) * gap * confidence
    owner = target.owner if target else None
    return row(stage, touchpoint, "opportunity", value=value, unit="share", owner=owner, detail=detail, **counts)


def _above(friction: float, level: float, half: float, confidence: float) -> float:
    error = half / float(stats.norm.ppf(0.5 + confidence / 2.0))
    return float(stats.norm.cdf((friction - level) / error)) if error > 0.0 else float(friction > level)


def _verbatims(m: Drawn, stage: str, touchpoint: str) -> list[str]:
    cell = m.grid.stages.index(stage) * len(m.grid.touchpoints) + m.grid.touchpoints.index(touchpoint)
    own = m.said[m.said["cell"] == cell]
    weight = own["friction"] * own["stage_confidence"].fillna(UNKNOWN) * own["touchpoint_confidence"].fillna(UNKNOWN)
    return typical(own, weight.to_numpy(np.float64), m.verbatims, m.texts)


BOTH = tuple(words_of(language, "voc.friction.journey_map/sentences.yml") for language in LANGUAGES)
SURELY = 0.995


def _sentences(opportunity: Row, journey: Journey) -> dict[str, str]:
    """The reasoning in words; figures as each language writes them."""
    stage = next(s.name for s in journey.stages if s.id == opportunity["stage"])
    touchpoint = next(t.name for t in journey.touchpoints if t.id == opportunity["touchpoint"])
    return {f"label_{w.language}": _sentence(opportunity["detail"], stage, touchpoint, w) for w in BOTH}


def _sentence(detail: Row, stage: Names, touchpoint: Names, words: Words) -> str:
    write, confidence = words.formats, detail["confidence"]
    # Nothing measured is certain.
    sure = words("more_than", share=write.percent(0.99)) if confidence >= SURELY else write.percent(confidence)
    return words(
        "opportunity",
        stage=getattr(stage, words.language),
        touchpoint=getattr(touchpoint, words.language),
        friction=write.number(detail["friction"], 2),
        level=write.number(detail["level"], 2),
        reached=words(detail["level_from"]),
        gain=write.percent(detail["friction_share"] * detail["gap"], 1),
        sure=sure,
    )
