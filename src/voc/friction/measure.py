"""From placed mentions to every published table of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from voc import tables
from voc.config import FrictionSettings, Journey
from voc.friction.cells import cells
from voc.friction.counted import counted_feedback, counted_mentions
from voc.friction.dimensions import stages, touchpoints
from voc.friction.grid import grid_of
from voc.friction.periods import Period, periods
from voc.friction.segments import segments
from voc.friction.topics_in_cells import topics_in_cells
from voc.friction.validity import validity
from voc.protocols import Progress, silent


def measure(
    mentions: pd.DataFrame,
    feedback: pd.DataFrame,
    journey: Journey,
    settings: FrictionSettings,
    time_zone: str,
    day: date,
    seed: int,
    progress: Progress = silent,
) -> dict[str, pd.DataFrame]:
    """All measures of one data day; equal rows give equal tables, whatever their order and whatever the authors' keys.

    Args:
        mentions: Columns of `tables.Mention`; those not read yet are left out.
        feedback: Columns of `tables.Feedback`; repetitions and what came after `day` (in `time_zone`) are left out.
        day: The last data day.
        seed: Of the bootstrap.
    Returns:
        By name, checked and sorted by key, snapshot_id empty: heatmap, heatmap_topic, driver, alert, validity, stage, touchpoint.
    Raises:
        ContractBroken: A table does not keep its promise.
    """
    grid = grid_of(journey)
    answers = counted_feedback(feedback, time_zone, day)
    said = counted_mentions(mentions, answers, grid, settings.w_effort)
    cuts = segments(answers, settings.segments, settings.max_segment_values)
    windows = _windows(answers, settings.periods, day)
    out = {
        "heatmap": cells(said, answers, cuts, windows, grid, settings, seed, progress),
        "heatmap_topic": topics_in_cells(said, answers, windows, grid, settings.min_authors),
        "driver": tables.Driver.empty(),
        "alert": tables.Alert.empty(),
        "validity": validity(said, answers),
        "stage": stages(journey),
        "touchpoint": touchpoints(journey),
    }
    known = tables.published_tables()
    return {name: known[name].check(frame) for name, frame in out.items()}


def _windows(answers: pd.DataFrame, kinds: Sequence[str], day: date) -> list[Period]:
    dated = answers["day"].dropna()
    if dated.empty:
        return periods(day, kinds, day)
    return periods(day, kinds, dated.min().date(), dated.max().date())
