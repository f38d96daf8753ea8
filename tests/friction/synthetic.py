"""Synthetic journeys with a known truth, many at once: each is the value of one segment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from voc.config import FrictionSettings
from voc.friction.grid import Grid
from voc.friction.periods import periods
from voc.friction.segments import ALL
from voc.friction.trends.trends import trends

DAY = date(2026, 11, 12)
GRID = Grid((*(f"s{i}" for i in range(7)), "unplaced"), (*(f"t{i}" for i in range(11)), "unplaced"))


@dataclass(frozen=True)
class Plant:
    """What happens in the last 28 days to each journey's cell of the given rank: feedbacks more, and friction more."""

    rank: int
    extra: int = 0
    rise: float = 0.0


@dataclass
class Journeys:
    """Frames as `counted_feedback`, `counted_mentions` and `segments` give them, and the planted cell of each journey."""

    feedback: pd.DataFrame
    mentions: pd.DataFrame
    segments: pd.DataFrame
    planted: list[tuple[str, str]]


def journeys(seed: int, n_journeys: int, n: int, plant: Plant | None = None, wave: float = 1.0) -> Journeys:
    """Customers of 56 days, a sixth of whom write more than once; `wave` times as many feedbacks in the last 28 days, in all cells."""
    made = [_one(np.random.default_rng((seed, j)), n, plant, wave) for j in range(n_journeys)]
    feedback = pd.concat([f.assign(journey=j, author=f["author"] + j * 10 * n) for j, (f, _, _) in enumerate(made)], ignore_index=True)
    feedback["feedback_id"] = [f"f{i:07d}" for i in range(len(feedback))]
    starts = np.concatenate([[0], np.cumsum([len(f) for f, _, _ in made])])
    mentions = pd.concat([m.assign(row=m["row"] + starts[j]) for j, (_, m, _) in enumerate(made)], ignore_index=True)
    mentions["mention_id"] = [f"m{i:07d}" for i in range(len(mentions))]
    cuts = feedback[["feedback_id"]].assign(segment="journey", segment_value=feedback["journey"].astype("str").str.zfill(4))
    labels = GRID.labels()
    planted = [tuple(labels.iloc[cell]) for _, _, cell in made]
    return Journeys(feedback, mentions, cuts, planted)


def _one(rng: np.random.Generator, n: int, plant: Plant | None, wave: float) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    popularity, level = rng.dirichlet(np.full(GRID.size, 0.08)), rng.beta(2, 2, GRID.size)
    past, now = n, round(n * wave)
    ago = np.concatenate([rng.integers(28, 56, past), rng.integers(0, 28, now)])
    total = past + now
    author = np.where(rng.random(total) < 0.15, rng.integers(0, total, total), np.arange(total))
    row = np.repeat(np.arange(total), 1 + rng.poisson(0.8, total))
    cell = rng.choice(GRID.size, len(row), p=popularity)
    chosen = int(np.argsort(-popularity)[plant.rank]) if plant else 0
    if plant and plant.extra:
        row = np.concatenate([row, total + np.arange(plant.extra)])
        cell = np.concatenate([cell, np.full(plant.extra, chosen)])
        ago = np.concatenate([ago, rng.integers(0, 28, plant.extra)])
        author = np.concatenate([author, total + np.arange(plant.extra)])
    friction = rng.beta(np.maximum(2 * level[cell], 0.05), np.maximum(2 * (1 - level[cell]), 0.05))
    if plant and plant.rise:
        hit = (cell == chosen) & (ago[row] < 28)
        friction = np.where(hit, np.clip(friction + plant.rise, 0, 1), friction)
    days = (np.datetime64(DAY) - ago).astype("datetime64[us]")
    feedback = pd.DataFrame({"day": days, "author": author.astype(np.int64)})
    said = {"sentiment": 0.0, "sentiment_label": "neutral", "effort": np.nan}
    return feedback, pd.DataFrame({"row": row, "cell": cell, "friction": friction, **said}), chosen


def changes(given: Journeys) -> pd.DataFrame:
    """What `trends` says of each journey, the last 28 days against the 28 before."""
    settings = FrictionSettings(segment_periods=("last_28_days",))
    windows = periods(DAY, ["last_28_days"], date(2026, 9, 18))
    out = trends(given.mentions, given.feedback, given.segments, windows, GRID, settings, DAY)
    return out[out["segment"] != ALL]
