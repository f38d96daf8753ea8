"""Effects of actions: each target of each action that has begun, by two measures and two methods."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from voc import tables
from voc.config import FrictionSettings
from voc.friction.cells import DECIMALS
from voc.friction.effects.aims import Aim, Compared, aims, compared
from voc.friction.effects.control import LEAST_CONTROLS, control
from voc.friction.effects.enough import CONTROL, SERIES, lacking
from voc.friction.effects.estimate import Estimate
from voc.friction.effects.panel import TARGET, Measured
from voc.friction.effects.reasons import OFF_THE_MAP, Sentences, against_control, against_trend, too_early
from voc.friction.effects.series import interrupted_series
from voc.friction.effects.window import window
from voc.friction.grid import Grid

WEIGHT = "weight"
MEASURES = ("friction", WEIGHT)
METHODS = (CONTROL, SERIES)
TOO_EARLY = "too_early"
ORDER = ("worse", "better", "no_clear_change", TOO_EARLY)
Row = dict[str, Any]


def effects(
    actions: pd.DataFrame, said: pd.DataFrame, answers: pd.DataFrame, grid: Grid, day: date, settings: FrictionSettings
) -> pd.DataFrame:
    """What each started or done action changed in each of its cells and topics.

    Two measures, both by weeks of seven days: `friction`, the mean over the feedbacks that speak of the target, and `weight`, the target's
    summed friction over all feedbacks of the journey; n_before and n_after are what they are means over. Two methods: `control`
    (difference in differences against a synthetic control of other cells) and `interrupted_series` (segmented regression). The verdict is
    that of the control where there is one; a row without an effect is `too_early`, and its reason says what is missing.

    Args:
        actions: Columns of `tables.Action`.
        said: What `counted_mentions` gives.
        answers: What `counted_feedback` gives.
        day: The last data day.
    Returns:
        `tables.ActionEffect` rows without snapshot (`''`), by key.
    """
    # A dropped action that had begun may have left its mark on what others are compared with.
    alive = actions[(actions["status"] != "dropped") | actions["started_at"].notna()]
    of_action = {str(a.action_id): aims(str(a.cells), str(a.topics), said, grid) for a in alive.itertuples()}
    begun = actions[actions["status"].isin(("started", "done")) & actions["started_at"].notna()]
    rows: list[Row] = []
    for action_id, started, done in zip(begun["action_id"], begun["started_at"], begun["done_at"], strict=True):
        weeks = window(answers["day"], started.date(), None if pd.isna(done) else done.date(), day)
        others = [aim for name, theirs in of_action.items() if name != action_id for aim in theirs]
        for aim in of_action[action_id]:
            found = compared(aim, of_action[action_id], others, said, answers, grid, weeks)
            rows += [{"action_id": action_id, "target": aim.target, **row} for row in _rows(aim, found, settings)]
    out = pd.DataFrame(rows, columns=[c for c in tables.ActionEffect.columns if c != "snapshot_id"]).assign(snapshot_id="")
    return tables.ActionEffect.conform(out).sort_values(tables.ActionEffect.keys(), ignore_index=True)


def _rows(aim: Aim, found: Compared, settings: FrictionSettings) -> Iterator[Row]:
    for name in MEASURES:
        measured = Measured(found.panel, per_all=name == WEIGHT)
        if not aim.on_map:
            yield from ({"measure": name, "method": method, **_told(measured, None, TOO_EARLY, OFF_THE_MAP)} for method in METHODS)
            continue
        lacks = {method: lacking(measured, method, found.pool, settings.min_authors) for method in METHODS}
        beside = None if lacks[CONTROL] else control(measured, found.pool)
        along = None if lacks[SERIES] else interrupted_series(measured)
        preferred = beside or along
        verdict = preferred.verdict(settings.confidence) if preferred else TOO_EARLY
        reasons = {
            CONTROL: against_control(found.panel.window, len(found.pool), found.mixed),
            SERIES: against_trend(found.panel.window, beside is not None),
        }
        for method, estimate in ((CONTROL, beside), (SERIES, along)):
            reason = reasons[method] if estimate else too_early(lacks[method], LEAST_CONTROLS)
            yield {
                "measure": name,
                "method": method,
                **_told(measured, estimate, verdict if estimate else TOO_EARLY, reason, settings.confidence),
            }


def _told(measured: Measured, estimate: Estimate | None, verdict: str, reason: Sentences, confidence: float = 0.0) -> Row:
    """The figures of a row; without an estimate only how many feedbacks there are."""
    numbers = [math.nan] * 5
    if estimate:
        numbers = [*measured.level[TARGET], estimate.effect, *estimate.interval(confidence)]
    names = ("before", "after", "effect", "effect_low", "effect_high")
    n_before, n_after = measured.n_sides[TARGET].astype(int)
    return {
        "n_before": n_before,
        "n_after": n_after,
        **{name: round(float(number), DECIMALS) for name, number in zip(names, numbers, strict=True)},
        "verdict": verdict,
        "reason_fr": reason[0],
        "reason_en": reason[1],
    }


def verdicts(effects: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Per action, how many of its targets and measures came out how: worse, better, no clear change, too early, in this order.

    Args:
        effects: `tables.ActionEffect` rows.
    """
    # Of two methods one may have been too early for a verdict where the other was not.
    order = effects.assign(rank=effects["verdict"].map(ORDER.index)).sort_values("rank", kind="stable")
    one = order.drop_duplicates(["action_id", "target", "measure"])
    counted = one.groupby(["action_id", "verdict"], sort=True).size()
    return {
        str(action): {verdict: int(counted[action, verdict]) for verdict in ORDER if (action, verdict) in counted.index}
        for action in sorted(set(one["action_id"]))
    }
