"""One journey map before it is written: whose voices, and the rows that it is written in."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from voc import tables
from voc.friction.cells import DECIMALS
from voc.friction.grid import Grid
from voc.friction.journey_map.clustered import Estimate

Row = dict[str, Any]
# What a row says of itself even when its figures are withheld: nothing that a customer said.
PUBLIC = ("end", "kind", "period", "start", "target", "verdict")


@dataclass(frozen=True)
class Drawn:
    """The voices of one map.

    Attributes:
        said: What `counted_mentions` gives, of this map: with author, touchpoint and stage as positions in the grid, subject (a topic that
            has a subject, else null).
        answers: The feedbacks of this map: author, day, hour, friction.
        hopes: The expectations in `said`: mention_id, row, author, stage, kind, origin, start, end (in feedback.text).
        cells: `tables.Heatmap` rows of this map that are neither silent nor suppressed.
        scores: `tables.Score` rows of this map.
        texts: What was written, by `row`.
    """

    said: pd.DataFrame
    answers: pd.DataFrame
    hopes: pd.DataFrame
    cells: pd.DataFrame
    scores: pd.DataFrame
    texts: Sequence[str]
    grid: Grid
    min_authors: int
    confidence: float
    verbatims: int


def row(stage: str, touchpoint: str, item: str, position: int = 0, **rest: Any) -> Row:
    """A row of the map; figures that are not given are null."""
    return {"stage": stage, "touchpoint": touchpoint, "item": item, "position": position, "n_feedback": 0, "n_authors": 0, **rest}


def figures(found: Estimate) -> Row:
    """The columns of an estimate."""
    return {
        "n_feedback": found.n,
        "n_authors": found.n_authors,
        "value": found.value,
        "value_low": found.low,
        "value_high": found.high,
    }


def written(rows: Sequence[Row], map_kind: str, segment: str, value: str, min_authors: int) -> pd.DataFrame:
    """The rows as `tables.JourneyMap`, without snapshot; those of too few authors keep only what no customer said."""
    if not rows:
        return tables.JourneyMap.empty()
    body = pd.DataFrame([{**r, "detail": _detail(r, min_authors)} for r in rows])
    few = body["n_authors"] < min_authors
    blank = {"snapshot_id": "", "segment": segment, "segment_value": value, "map_kind": map_kind}
    out = tables.JourneyMap.conform(body.reindex(columns=[c for c in tables.JourneyMap.columns if c not in blank]).assign(**blank))
    numbers = out[["value", "value_low", "value_high"]].round(DECIMALS).where(~few)
    return out.assign(**{str(c): numbers[c] for c in numbers}, topic_id=out["topic_id"].where(~few))


def _detail(r: Mapping[str, Any], min_authors: int) -> str:
    detail = r.get("detail", {})
    shown = detail if r["n_authors"] >= min_authors else {k: v for k, v in detail.items() if k in PUBLIC}
    return json.dumps({k: _plain(v) for k, v in shown.items()}, ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, float | np.floating):
        return None if math.isnan(value) else round(float(value), DECIMALS)
    return int(value) if isinstance(value, np.integer) else value
