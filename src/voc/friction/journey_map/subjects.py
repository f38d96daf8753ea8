"""What a stage's friction is about, and what pleases there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from voc.friction.cells import DECIMALS
from voc.friction.grid import UNPLACED
from voc.friction.journey_map.clustered import proportion, share_of
from voc.friction.journey_map.drawn import Drawn, Row, row
from voc.friction.journey_map.typical import typical
from voc.friction.segments import ALL

# Subjects named per stage.
MOST = 5
# A subject delights when more than this part of those who speak of it are pleased.
PLEASED = 0.5
# Strength of what belongs to no topic, or probability of what was not read.
UNKNOWN = 0.5
CELL = "cell:"


def pain_points(m: Drawn) -> Iterator[Row]:
    """Per stage the topics that weigh most in its friction; mentions without a subject are shown as their cell.

    `value` is the part of the stage's summed friction, each mention weighing one over its feedback's mentions in the stage. What is more
    praised than blamed is no pain point, however often it comes up.
    """
    for stage, said in _stages(m):
        whole = (said["friction"] / said.groupby("row")["mention_id"].transform("size")).to_numpy(np.float64)
        authors = said["author"].to_numpy()
        items = _items(said.assign(part=whole), felt=("sentiment", "mean"), friction=("friction", "mean"), part=("part", "sum"))
        hurts = items[(items["n_authors"] >= m.min_authors) & (items["part"] > 0.0) & ~(items["felt"] > 0.0)]
        for position, found in enumerate(_first(hurts, "part")):
            of_item = said["item"].eq(found["item"]).to_numpy()
            share, own = share_of(np.where(of_item, whole, 0.0), whole, authors, m.confidence), said[of_item]
            weight = own["topic_strength"].fillna(UNKNOWN) * own["friction"]
            detail = _told(own, m, weight) | {"friction": found["friction"], "sentiment": found["felt"]}
            figure = {"value": share.value, "value_low": share.low, "value_high": share.high, "unit": "share"}
            yield _row(stage, "pain_point", position, found, figure, detail)


def delights(m: Drawn) -> Iterator[Row]:
    """Per stage the topics that please most surely: by the lower bound of the share of positive mentions, each author counting once.

    `value` is that share.
    """
    for stage, said in _stages(m):
        read = said[said["sentiment_label"].notna()]
        read = read.assign(pleased=read["sentiment_label"].eq("positive").astype(np.float64))
        of_author = read.groupby(["item", "author"])["pleased"].mean()
        items = _items(read)
        items = items[items["n_authors"] >= m.min_authors]
        bounds = [proportion(of_author.loc[item].to_numpy(np.float64), m.confidence) for item in items["item"]]
        shares = [float(of_author.loc[item].mean()) for item in items["item"]]
        items = items.assign(share=shares, low=[low for low, _ in bounds], high=[high for _, high in bounds])
        for position, found in enumerate(_first(items[items["share"] > PLEASED], "low")):
            own = read[read["item"].eq(found["item"]) & (read["pleased"] > 0)]
            weight = own["topic_strength"].fillna(UNKNOWN) * own["p_positive"].fillna(UNKNOWN)
            figure = {"value": found["share"], "value_low": found["low"], "value_high": found["high"], "unit": "share"}
            yield _row(stage, "delight", position, found, figure, _told(own, m, weight))


def _stages(m: Drawn) -> Iterator[tuple[str, pd.DataFrame]]:
    """The mentions of each stage but `unplaced`, with `item`: the subject, or the touchpoint of those without."""
    touchpoints = np.array(m.grid.touchpoints, dtype=object)[m.said["touchpoint_at"].to_numpy()]
    said = m.said.assign(item=m.said["subject"].fillna(pd.Series(CELL + touchpoints, index=m.said.index)))
    for at, part in said.groupby("stage_at", sort=True):
        if (stage := m.grid.stages[int(str(at))]) != UNPLACED:
            yield stage, part


def _items(said: pd.DataFrame, **more: tuple[str, str]) -> pd.DataFrame:
    counts = {"n_feedback": ("row", "nunique"), "n_authors": ("author", "nunique"), "n_mentions": ("row", "size")}
    return said.groupby("item", sort=True).agg(**counts, **more).reset_index()


def _first(items: pd.DataFrame, by: str) -> list[dict[Any, Any]]:
    """The first few, greatest first; equal ones by name."""
    rounded = items.assign(_by=items[by].round(DECIMALS))
    return rounded.sort_values("_by", ascending=False, kind="stable").head(MOST).to_dict("records")


def _told(own: pd.DataFrame, m: Drawn, weight: pd.Series[Any]) -> dict[str, Any]:
    """Where it is told most, and by whom."""
    touchpoint = m.grid.touchpoints[int(own["touchpoint_at"].mode().iloc[0])]
    return {"touchpoint": touchpoint, "mentions": typical(own, weight.to_numpy(np.float64), m.verbatims, m.texts)}


def _row(stage: str, item: str, position: int, found: dict[Any, Any], figure: dict[str, Any], detail: dict[str, Any]) -> Row:
    name = str(found["item"])
    place = (name.removeprefix(CELL), None) if name.startswith(CELL) else (ALL, name)
    counts = {"n_feedback": found["n_feedback"], "n_authors": found["n_authors"]}
    detail = detail | {"n_mentions": found["n_mentions"]}
    return row(stage, place[0], item, position, **counts, **figure, topic_id=place[1], detail=detail)
