"""From placed mentions to every published table of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from voc import tables
from voc.config import Config
from voc.friction.cells import cells
from voc.friction.counted import counted_feedback, counted_mentions
from voc.friction.dimensions import phases, stages, touchpoints
from voc.friction.effects import effects
from voc.friction.grid import grid_of
from voc.friction.journey_map.journey_map import journey_map
from voc.friction.periods import Period, periods
from voc.friction.phases import phases_of_maps
from voc.friction.plan import plan
from voc.friction.scores.drivers import drivers
from voc.friction.scores.scores import scores
from voc.friction.segments import segments
from voc.friction.topics_in_cells import topics_in_cells
from voc.friction.trends.trends import trends, with_trends
from voc.friction.validity import validity
from voc.protocols import Progress, silent


def measure(
    mentions: pd.DataFrame,
    feedback: pd.DataFrame,
    config: Config,
    day: date,
    actions: pd.DataFrame | None = None,
    progress: Progress = silent,
) -> dict[str, pd.DataFrame]:
    """All measures of one data day; equal rows give equal tables, whatever their order and whatever the authors' keys.

    Args:
        mentions: Columns of `tables.Mention`; those not read yet are left out.
        feedback: Columns of `tables.Feedback`; repetitions and what came after `day` (in the company's time zone) are left out.
        config: journey, friction, company, sources and seed are used.
        day: The last data day.
        actions: Columns of `tables.Action`.
    Returns:
        By name, checked and sorted by key, snapshot_id empty: heatmap, heatmap_phase, heatmap_topic, score, driver, validity, journey_map,
        action, action_plan, action_effect, phase, stage, touchpoint.
    Raises:
        ContractBroken: A table does not keep its promise.
    """
    settings, seed, grid = config.friction, config.seed, grid_of(config.journey)
    answers = counted_feedback(feedback, config.company.time_zone, day)
    said = counted_mentions(mentions, answers, grid, settings.w_effort)
    cuts = segments(answers, settings.segments, settings.max_segment_values, settings.combinations)
    windows = _windows(answers, settings.periods, day)
    csat_scales = {source.name: source.columns.csat_scale for source in config.sources}
    heatmap = cells(said, answers, cuts, windows, grid, settings, seed, progress)
    topics = topics_in_cells(said, answers, windows, grid, settings.min_authors)
    score = scores(said, answers, cuts, windows, grid, settings, csat_scales)
    planned = tables.Action.empty() if actions is None else actions
    out = {
        "heatmap": with_trends(heatmap, trends(said, answers, cuts, windows, grid, settings, day, progress)),
        "heatmap_phase": phases_of_maps(said, answers, cuts, windows, config.journey, settings, seed),
        "heatmap_topic": topics,
        "score": score,
        "driver": drivers(said, answers, settings, csat_scales, day),
        "validity": validity(said, answers),
        "journey_map": _map_of(config, said, answers, cuts, heatmap, score, day),
        "action": planned.sort_values("action_id", ignore_index=True),
        "action_plan": plan(planned, heatmap, topics),
        "action_effect": effects(planned, said, answers, grid, day, settings),
        "phase": phases(config.journey),
        "stage": stages(config.journey),
        "touchpoint": touchpoints(config.journey),
    }
    known = tables.published_tables()
    return {name: known[name].check(frame) for name, frame in out.items()}


def _map_of(
    config: Config,
    said: pd.DataFrame,
    answers: pd.DataFrame,
    cuts: pd.DataFrame,
    heatmap: pd.DataFrame,
    score: pd.DataFrame,
    day: date,
) -> pd.DataFrame:
    settings = (config.journey, config.journey_map, config.friction, config.company.time_zone)
    return journey_map(said, answers, cuts, heatmap, score, *settings, day)


def _windows(answers: pd.DataFrame, kinds: Sequence[str], day: date) -> list[Period]:
    dated = answers["day"].dropna()
    if dated.empty:
        return periods(day, kinds, day)
    return periods(day, kinds, dated.min().date(), dated.max().date())
