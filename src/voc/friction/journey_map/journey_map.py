"""The journey map: as it is, as it should be, and a day in the life, for all customers and for each value of the chosen segments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from voc import tables
from voc.config import FrictionSettings, Journey, JourneyMapSettings
from voc.friction.grid import grid_of
from voc.friction.journey_map.as_is import as_is
from voc.friction.journey_map.day_in_life import day_in_life, hours
from voc.friction.journey_map.drawn import Drawn, Row, written
from voc.friction.journey_map.hoped import expectation_rows, hopes
from voc.friction.journey_map.subjects import delights, pain_points
from voc.friction.journey_map.to_be import opportunities, targets
from voc.friction.periods import Period, period_codes, periods
from voc.friction.segments import ALL
from voc.topics.general import GENERAL_IDS

NEEDED = [
    *("mention_id", "row", "cell", "start", "end", "sentiment", "sentiment_label", "p_positive", "effort", "friction"),
    *("stage_confidence", "touchpoint_confidence", "topic_id", "topic_strength"),
]
Flags = npt.NDArray[np.bool_]


def journey_map(
    said: pd.DataFrame,
    answers: pd.DataFrame,
    cuts: pd.DataFrame,
    heatmap: pd.DataFrame,
    score: pd.DataFrame,
    journey: Journey,
    settings: JourneyMapSettings,
    friction: FrictionSettings,
    time_zone: str,
    day: date,
) -> pd.DataFrame:
    """The maps of the latest period of the chosen kind.

    Args:
        said: What `counted_mentions` gives.
        answers: What `counted_feedback` gives.
        cuts: What `segments` gives.
        heatmap: `tables.Heatmap`, for the friction of cells.
        score: `tables.Score`, for NPS, CSAT, CES and rating.
        friction: min_authors and confidence are used.
        time_zone: In which hours are told.
        day: The last data day.
    Returns:
        `tables.JourneyMap` rows without snapshot, by key. A row of fewer than `min_authors` authors has neither figure nor topic nor
        verbatims. All customers have a map even when nobody speaks; a segment value has one where somebody does.
    """
    period = _latest(answers, settings.period, day)
    inside = period_codes(answers["day"], [period]) == 0
    everything = _everything(said, answers, inside, journey, settings, friction, time_zone)
    parts = [tables.JourneyMap.empty()]
    for segment, value, rows in _maps(cuts, answers, inside, settings.segments):
        drawn = _of(everything, rows, _shown(heatmap, period, segment, value), _shown(score, period, segment, value))
        for kind, lines in _kinds(drawn, journey, period):
            parts.append(written(lines, kind, segment, value, friction.min_authors))
    out = pd.concat([p for p in parts if len(p)] or parts, ignore_index=True)
    return tables.JourneyMap.conform(out).sort_values(tables.JourneyMap.keys(), ignore_index=True)


def _latest(answers: pd.DataFrame, kind: str, day: date) -> Period:
    dated = answers["day"].dropna()
    earliest, latest = (dated.min().date(), dated.max().date()) if len(dated) else (day, day)
    return periods(day, [kind], earliest, latest)[-1]


def _everything(
    said: pd.DataFrame,
    answers: pd.DataFrame,
    inside: Flags,
    journey: Journey,
    settings: JourneyMapSettings,
    friction: FrictionSettings,
    time_zone: str,
) -> Drawn:
    """All voices of the period."""
    grid = grid_of(journey)
    row, cell = said["row"].to_numpy(), said["cell"].to_numpy()
    voices = (
        said[NEEDED]
        .assign(
            author=answers["author"].to_numpy()[row],
            stage_at=cell // len(grid.touchpoints),
            touchpoint_at=cell % len(grid.touchpoints),
            subject=said["topic_id"].where(~said["topic_id"].isin(GENERAL_IDS)),
        )[inside[row]]
        .reset_index(drop=True)
    )
    texts = answers["text"].tolist()
    return Drawn(
        said=voices,
        answers=answers[["author", "day"]].assign(hour=hours(answers, time_zone))[inside],
        hopes=hopes(voices, texts, answers["language"].tolist()),
        cells=tables.Heatmap.empty(),
        scores=tables.Score.empty(),
        texts=texts,
        grid=grid,
        min_authors=friction.min_authors,
        confidence=friction.confidence,
        verbatims=settings.verbatims,
    )


def _maps(cuts: pd.DataFrame, answers: pd.DataFrame, inside: Flags, wanted: Sequence[str]) -> Iterator[tuple[str, str, Flags]]:
    """Segment, value and which feedbacks belong to it."""
    yield ALL, ALL, inside
    ids = pd.Index(answers["feedback_id"])
    chosen = cuts[cuts["segment"].isin(set(wanted) - {ALL})]
    for (segment, value), part in chosen.groupby(["segment", "segment_value"], sort=True):
        rows = np.zeros(len(answers), dtype=np.bool_)
        found = ids.get_indexer(pd.Index(part["feedback_id"]))
        rows[found[found >= 0]] = True
        if (rows & inside).any():
            yield str(segment), str(value), rows & inside


def _of(everything: Drawn, rows: Flags, cells: pd.DataFrame, scores: pd.DataFrame) -> Drawn:
    """The part of the voices that these feedbacks are."""
    known = cells[~cells["suppressed"] & ~cells["silent"]]
    return Drawn(
        **{
            **vars(everything),
            "said": everything.said[rows[everything.said["row"].to_numpy()]],
            "answers": everything.answers[rows[everything.answers.index.to_numpy()]],
            "hopes": everything.hopes[rows[everything.hopes["row"].to_numpy()]],
            "cells": known,
            "scores": scores[(scores["touchpoint"] == ALL) | ~scores["suppressed"]],
        }
    )


def _shown(table: pd.DataFrame, period: Period, segment: str, value: str) -> pd.DataFrame:
    return table[
        table["period"].eq(period.kind)
        & table["period_start"].eq(pd.Timestamp(period.start))
        & table["segment"].eq(segment)
        & table["segment_value"].eq(value)
    ]


def _kinds(m: Drawn, journey: Journey, period: Period) -> Iterator[tuple[str, Sequence[Row]]]:
    shown = as_is(m)
    about: dict[str, Any] = {"period": period.kind, "start": period.start.isoformat(), "end": period.end.isoformat()}
    dated = [r | {"detail": {**r.get("detail", {}), **about}} if r["stage"] == ALL and r["item"] == "volume" else r for r in shown]
    yield "as_is", [*dated, *pain_points(m), *delights(m), *expectation_rows(m)]
    yield "to_be", [*targets(m, shown, journey.targets), *opportunities(m, journey)]
    yield "day_in_life", list(day_in_life(m))
