"""Cells that got worse or better."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from voc import tables
from voc.config import AlertSettings, Journey
from voc.friction.cells import DECIMALS
from voc.friction.grid import UNPLACED, grid_of
from voc.friction.segments import ALL, segments
from voc.friction.watching.sentences import moved, one_line, whom
from voc.friction.watching.telling import Seen, figures, telling

# The shorter a period, the more recent what it says.
RECENCY = {"day": 0, "week": 1, "last_28_days": 2}
CELL = ["segment", "segment_value", "stage", "touchpoint"]
FIGURES = (
    *("period", "period_start", "period_end", "n_feedback", "n_authors", "friction", "friction_share"),
    *("change", "change_low", "change_high", "change_q"),
    *("friction_change", "friction_change_low", "friction_change_high", "friction_change_q"),
)
TOPICS = 3
# A topic is named in the sentence of a cell when it makes up so much of it.
NAMED_FROM = 0.2


def cells_watched(
    heatmap: pd.DataFrame,
    topics: pd.DataFrame,
    mentions: pd.DataFrame,
    answers: pd.DataFrame,
    journey: Journey,
    settings: AlertSettings,
    day: date,
) -> list[Seen]:
    """One sighting per cell and segment value whose trend is worse or better in the latest period of one of the watched kinds.

    Args:
        heatmap: `tables.Heatmap` with its trends.
        topics: The subjects that may be named, by topic_id: name_fr, name_en.
        mentions: What `telling.spoken` gives.
        answers: What `counted_feedback` gives.
    """
    rows = _one_per_cell(_moved(tables.Heatmap.conform(heatmap), settings, day))
    names = _cell_names(journey)
    cell_of = {tuple(k): i for i, k in enumerate(grid_of(journey).labels().itertuples(index=False, name=None))}
    cuts = {name: _values(answers, name) for name in rows["segment"].unique() if name != ALL}
    seen = []
    for row in rows.to_dict("records"):
        place = (row["stage"], row["touchpoint"])
        there = mentions["cell"].eq(cell_of.get(place, -1)) & mentions["day"].between(row["period_start"], row["period_end"])
        if row["segment"] != ALL:
            there &= cuts[row["segment"]].iloc[mentions["row"].to_numpy()].eq(row["segment_value"]).to_numpy()
        seen.append(_sighting(row, names.get(place, dict.fromkeys(("fr", "en"), " × ".join(place))), mentions[there], topics))
    return seen


def _moved(heatmap: pd.DataFrame, settings: AlertSettings, day: date) -> pd.DataFrame:
    today = pd.Timestamp(day)
    now = heatmap["period"].isin(settings.periods) & heatmap["period_start"].le(today) & heatmap["period_end"].ge(today)
    watched = heatmap["segment"].isin([ALL, *settings.segments]) & heatmap["stage"].ne(UNPLACED) & heatmap["touchpoint"].ne(UNPLACED)
    return heatmap[now & watched & heatmap["trend"].isin(["worse", "better"]) & ~heatmap["suppressed"] & ~heatmap["silent"]]


def _one_per_cell(rows: pd.DataFrame) -> pd.DataFrame:
    """Where periods disagree the shortest is right; of those that agree with it the surest speaks."""
    rows = rows.assign(q=rows[["change_q", "friction_change_q"]].min(axis=1), recency=rows["period"].map(RECENCY))
    rows = rows.sort_values([*CELL, "recency"])
    agree = rows["trend"] == rows.groupby(CELL)["trend"].transform("first")
    return rows[agree].sort_values([*CELL, "q", "recency"]).drop_duplicates(CELL)


def _sighting(row: Mapping[Any, Any], name: Mapping[str, str], there: pd.DataFrame, topics: pd.DataFrame) -> Seen:
    worse = row["trend"] == "worse"
    weight = there["friction"] if worse else there["sentiment"].fillna(0.0).clip(lower=0.0)
    parts = _parts(there["topic_id"], weight, topics)
    named = len(parts) and parts.iloc[0] >= NAMED_FROM
    topic = {language: str(topics[f"name_{language}"][parts.index[0]]) for language in ("fr", "en")} if named else None
    # Good news is told by those who are pleased.
    best = there if worse else there[weight > 0]
    whose = {"fr": "", "en": ""} if row["segment"] == ALL else whom(row["segment"], row["segment_value"])
    evidence = {**figures(row, FIGURES), "topics": [str(t) for t in parts.index[:TOPICS]], "mentions": telling(best, weight[best.index])}
    return Seen(
        kind=row["trend"],
        subject=f"{row['stage']}/{row['touchpoint']}",
        message=moved(row, {language: one_line(words) + whose[language] for language, words in name.items()}, topic),
        evidence=evidence,
        segment=row["segment"],
        segment_value=row["segment_value"],
        since=row["period_start"].date(),
        q=row["q"],
    )


def _parts(topic: pd.Series[Any], weight: pd.Series[Any], topics: pd.DataFrame) -> pd.Series[Any]:
    """Each subject's part of the weight, the greatest first."""
    whole = weight.sum()
    parts: pd.Series[Any] = (weight.groupby(topic).sum() / whole if whole > 0 else weight.iloc[:0]).round(DECIMALS)
    # Equal parts keep the order of their ids.
    return parts[parts.index.isin(topics.index) & (parts > 0)].sort_index().sort_values(ascending=False, kind="stable")


def _values(answers: pd.DataFrame, segment: str) -> pd.Series[Any]:
    """Each feedback's value of a segment, or of crossed segments `first+second`; null where it has none."""
    cuts = segments(answers, [segment], 0, [segment.split("+")] if "+" in segment else [])
    # An attribute that is called like a crossing comes first.
    mine = cuts[cuts["segment"] == segment].drop_duplicates("feedback_id")
    return mine.set_index("feedback_id")["segment_value"].reindex(answers["feedback_id"])


def _cell_names(journey: Journey) -> dict[tuple[str, str], dict[str, str]]:
    return {
        (s.id, t.id): {language: f"{getattr(s.name, language)} × {getattr(t.name, language)}" for language in ("fr", "en")}
        for s in journey.stages
        for t in journey.touchpoints
    }
