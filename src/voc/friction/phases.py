"""The classical six phases: the map rolled up by stage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from voc import tables
from voc.config import FrictionSettings, Journey
from voc.friction.cells import cells
from voc.friction.grid import UNPLACED, Grid
from voc.friction.periods import Period
from voc.friction.segments import ALL


def phases_of_maps(
    mentions: pd.DataFrame,
    feedback: pd.DataFrame,
    segments: pd.DataFrame,
    periods: Sequence[Period],
    journey: Journey,
    settings: FrictionSettings,
    seed: int,
) -> pd.DataFrame:
    """Friction of each phase, over all touchpoints; a feedback counts once per phase.

    Args:
        mentions: What `counted_mentions` gives.
        feedback: What `counted_feedback` gives.
        segments: feedback_id, segment, segment_value.
        periods: What is published.
        seed: Of the bootstrap.
    Returns:
        `tables.HeatmapPhase` rows without snapshot, by key.
    """
    phase_of = {stage.id: stage.phase for stage in journey.stages}
    grid = Grid((*(p.id for p in journey.phases), UNPLACED), (ALL,))
    phase = mentions["stage"].map(phase_of).astype("str")
    said = mentions.assign(cell=grid.cell(phase, pd.Series(np.full(len(phase), ALL), index=phase.index)))
    out = cells(said, feedback, segments, periods, grid, settings, seed).rename(columns={"stage": "phase"})
    return tables.HeatmapPhase.conform(out).sort_values(tables.HeatmapPhase.keys(), ignore_index=True)
