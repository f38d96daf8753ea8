"""The action plan: what each action could bring, what it costs, and which comes first."""

from __future__ import annotations

import json
import math

import pandas as pd

from voc import tables
from voc.friction.cells import DECIMALS
from voc.friction.segments import ALL

# A twentieth of the journey's friction. Friction is uneven: of some forty cells that people speak of, each bears 2.5 % on average, and
# half a dozen bear 5 % or more. A fixed bound, unlike a median of the plan, leaves an action where it is when another is written down.
HIGH_IMPACT = 0.05
# What takes a team more than a few days is not quick, so medium goes with high.
LOW_EFFORT = ("low",)
EFFORTS = ("low", "medium", "high")
OPEN = ("planned", "started")
PERIODS = ("last_28_days", "all")
PLACE = ["stage", "touchpoint"]


def plan(actions: pd.DataFrame, heatmap: pd.DataFrame, heatmap_topic: pd.DataFrame) -> pd.DataFrame:
    """Impact, quadrant of the impact × effort matrix and priority of every action.

    Impact is the part of the journey's friction that lies in the action's cells, and in its topics wherever these are not in one of its
    cells already (a topic's share of a cell times the cell's share of the journey), so that nothing counts twice. It is what the action
    could take away at most, over the last 28 days, or over all time when nothing in these is known.

    Quadrants: `quick_win` (impact of 5 % or more, low effort), `big_bet` (the same impact, more effort), `fill_in` (less impact, low
    effort), `later` (neither). Priority: open actions before done and dropped ones; then quick wins, big bets, fill-ins, later; within
    these by falling impact, rising effort, due date and id.

    Args:
        actions: Columns of `tables.Action`.
        heatmap: Columns of `tables.Heatmap`; the rows of all customers are read.
        heatmap_topic: Columns of `tables.HeatmapTopic`, likewise.
    Returns:
        `tables.ActionPlan` rows without snapshot (`''`), by key. Withheld cells and topics count nothing; an action of which nothing is
        known has no impact (null) and is where little impact is.
    """
    known = _known(heatmap, heatmap_topic)
    impact = [_impact(c, t, known) for c, t in zip(actions["cells"], actions["topics"], strict=True)]
    out = actions[["action_id", "status", "effort", "due"]].assign(impact=pd.Series(impact, index=actions.index, dtype="float64"))
    placed = [_quadrant(i, e) for i, e in zip(out["impact"], out["effort"], strict=True)]
    out = out.assign(snapshot_id="", quadrant=pd.Series(placed, index=out.index, dtype="str"))
    first = out.assign(
        closed=~out["status"].isin(OPEN),
        quadrant=out["quadrant"].map(tables.QUADRANTS.index),
        impact=-out["impact"].fillna(0.0),
        effort=out["effort"].map(EFFORTS.index),
    ).sort_values(["closed", "quadrant", "impact", "effort", "due", "action_id"])
    ranked = out.loc[first.index].assign(priority=range(1, len(out) + 1))
    return tables.ActionPlan.conform(ranked).sort_values(tables.ActionPlan.keys(), ignore_index=True)


def _known(heatmap: pd.DataFrame, heatmap_topic: pd.DataFrame) -> pd.DataFrame:
    """Part of the journey's friction of each cell (topic_id null) and of each topic in each cell."""
    cells = heatmap[(heatmap["segment"] == ALL) & heatmap["friction_share"].notna()]
    period = next((p for p in PERIODS if (cells["period"] == p).any()), PERIODS[-1])
    cells = cells.loc[cells["period"] == period, [*PLACE, "friction_share"]]
    topics = heatmap_topic[(heatmap_topic["segment"] == ALL) & (heatmap_topic["period"] == period)]
    topics = topics[[*PLACE, "topic_id", "friction_share"]].dropna().merge(cells, on=PLACE, suffixes=("", "_cell"), validate="many_to_one")
    topics = topics.assign(friction_share=topics["friction_share"] * topics["friction_share_cell"])
    every = pd.concat([cells.assign(topic_id=pd.Series(None, index=cells.index, dtype="str")), topics], ignore_index=True)
    return every[[*PLACE, "topic_id", "friction_share"]].sort_values([*PLACE, "topic_id"], ignore_index=True)


def _impact(cells: str, topics: str, known: pd.DataFrame) -> float:
    mine = pd.MultiIndex.from_frame(known[PLACE]).isin([(s, t) for s, t in json.loads(cells)])
    counted = (mine & known["topic_id"].isna()) | (~mine & known["topic_id"].isin(json.loads(topics)))
    return round(min(float(known.loc[counted, "friction_share"].sum()), 1.0), DECIMALS) if counted.any() else math.nan


def _quadrant(impact: float, effort: str) -> str:
    high, low = ("quick_win", "big_bet"), ("fill_in", "later")
    return (high if impact >= HIGH_IMPACT else low)[effort not in LOW_EFFORT]
