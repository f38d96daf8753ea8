"""The topics behind each cell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from voc import tables
from voc.friction.cells import DECIMALS
from voc.friction.grid import Grid
from voc.friction.periods import Period, period_codes
from voc.friction.segments import ALL

KINDS = ("last_28_days", "all", "month")


def topics_in_cells(
    mentions: pd.DataFrame, feedback: pd.DataFrame, periods: Sequence[Period], grid: Grid, min_authors: int
) -> pd.DataFrame:
    """What each topic adds to each cell, for everybody, over the months, the last 28 days and all time.

    Args:
        mentions: What `counted_mentions` gives.
        feedback: What `counted_feedback` gives.
    Returns:
        `tables.HeatmapTopic` rows without snapshot, by key. `friction` is the mean over mentions; `friction_share` the part of the
        cell's summed friction, each mention weighing one over its feedback's mentions in the cell; mentions without topic make up
        the rest to 1. Numbers of fewer than `min_authors` authors are null.
    """
    n_beside = mentions.groupby(["row", "cell"])["mention_id"].transform("size")
    said = mentions.assign(part=mentions["friction"] / n_beside, author=feedback["author"].to_numpy()[mentions["row"].to_numpy()])
    parts = [tables.HeatmapTopic.empty()]
    for kind in KINDS:
        same = [p for p in periods if p.kind == kind]
        at = period_codes(feedback["day"], same)[said["row"].to_numpy()]
        parts.append(_of_periods(said.assign(at=at)[at >= 0], same, grid, min_authors))
    out = pd.concat([p for p in parts if len(p)] or parts[:1], ignore_index=True)
    return tables.HeatmapTopic.conform(out).sort_values(tables.HeatmapTopic.keys(), ignore_index=True)


def _of_periods(said: pd.DataFrame, periods: Sequence[Period], grid: Grid, min_authors: int) -> pd.DataFrame:
    if said["topic_id"].isna().all():
        return tables.HeatmapTopic.empty()
    whole = said.groupby(["at", "cell"])["part"].sum().rename("whole").reset_index()
    grouped = said.dropna(subset=["topic_id"]).groupby(["at", "cell", "topic_id"])
    topics = grouped.agg(
        n_mentions=("friction", "size"), n_authors=("author", "nunique"), friction=("friction", "mean"), part=("part", "sum")
    )
    out = topics.reset_index().merge(whole, on=["at", "cell"], validate="many_to_one")
    share = np.divide(out["part"], out["whole"], out=np.zeros(len(out)), where=out["whole"].to_numpy() > 0)
    few = out["n_authors"] < min_authors
    numbers = out.assign(friction_share=np.minimum(share, 1.0))[["friction", "friction_share"]].round(DECIMALS).where(~few)
    dates = pd.DataFrame({"period_start": [p.start for p in periods], "period_end": [p.end for p in periods]}, dtype="datetime64[us]")
    parts = [grid.labels().iloc[out["cell"]], dates.iloc[out["at"]], out[["topic_id", "n_mentions", "n_authors"]], numbers]
    joined = pd.concat([part.reset_index(drop=True) for part in parts], axis=1)
    return joined.assign(snapshot_id="", period=periods[0].kind, segment=ALL, segment_value=ALL, suppressed=few.to_numpy())
