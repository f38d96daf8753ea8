"""Journeys of which everything is known: what was planted in a cell, and what happened to all of them meanwhile."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from voc import tables
from voc.friction.grid import UNPLACED, Grid

Floats = npt.NDArray[np.float64]

GRID = Grid((*(f"s{i}" for i in range(8)), UNPLACED), (*(f"t{i}" for i in range(17)), UNPLACED))
MONDAY = date(2026, 1, 5)
TOPIC = "t_target"
# As the demo company's mentions: most are near nothing or near the worst.
BAD, GOOD = (6.0, 1.5), (1.0, 8.0)
BAD_MEAN, GOOD_MEAN = 6.0 / 7.5, 1.0 / 9.0


@dataclass(frozen=True)
class World:
    """A journey around an action; effects on the odds that a mention goes badly are in logits.

    `shock` hits every cell when the action is done, `season` is the amplitude of a wave of twenty weeks through all cells, `loading` the
    spread of how strongly cells follow these two, `drift` the spread of what each cell does by itself (weekly, persistence `memory`),
    `trend` what the target was doing every week anyway. `effect` is added to the target's friction after the action, `volume` to the
    logarithm of how much is said of it; `crowd` is the spread of the weekly logarithm of every cell's volume. `accident` hits one other
    cell when the action is done.
    """

    before: int = 12
    after: int = 6
    per_week: float = 150
    cells: int = 30
    share: float = 0.08
    friction: float = 0.45
    effect: float = 0.0
    volume: float = 0.0
    shock: float = 0.0
    season: float = 0.0
    loading: float = 0.0
    drift: float = 0.0
    memory: float = 0.5
    trend: float = 0.0
    crowd: float = 0.0
    accident: float = 0.0

    @property
    def started(self) -> date:
        return MONDAY + timedelta(weeks=self.before)

    @property
    def day(self) -> date:
        """The last data day."""
        return MONDAY + timedelta(weeks=self.before + self.after, days=-1)


def simulated(world: World, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What `counted_mentions` and `counted_feedback` would give, as far as effects need it; the target is cell 0, which is s0/t0.

    Persons differ, one feedback in seven is of somebody who writes often, a feedback has one mention or more.
    """
    rng = np.random.default_rng(seed)
    weeks = world.before + world.after
    week = np.repeat(np.arange(weeks), rng.poisson(world.per_week * np.exp(0.15 * rng.standard_normal(weeks))))
    n = len(week)
    author = np.where(rng.random(n) < 1 / 7, rng.integers(0, n // 12 + 1, n), n + np.arange(n))
    row = np.repeat(np.arange(n), 1 + rng.poisson(1.0, n))
    volume = _volumes(world, rng)
    upto = np.cumsum(volume / volume.sum(axis=0), axis=0)
    cell = (rng.random(len(row)) > upto[:, week[row]]).sum(axis=0)
    odds = _odds(world, rng)[cell, week[row]] + 0.7 * rng.standard_normal(author.max() + 1)[author[row]]
    chance = 1.0 / (1.0 + np.exp(-odds))
    acted = (cell == 0) & (week[row] >= world.before)
    bad = rng.random(len(row)) < np.where(acted, chance + world.effect / (BAD_MEAN - GOOD_MEAN), chance)
    friction = np.where(bad, rng.beta(*BAD, len(row)), rng.beta(*GOOD, len(row)))
    days = np.datetime64(MONDAY, "us") + (week * 7 + rng.integers(0, 7, n)).astype("timedelta64[D]")
    # The cells in use are scattered over the map, none of them unplaced.
    placed = np.flatnonzero((GRID.labels() != UNPLACED).all(axis=1))
    number = placed[np.concatenate([[0], 1 + rng.permutation(len(placed) - 1)[: world.cells - 1]])]
    said = pd.DataFrame({"row": row, "cell": number[cell], "friction": friction, "sentiment": 0.0, "effort": np.nan})
    said = said.assign(mention_id=[f"m{i:07d}" for i in range(len(row))], sentiment_label="neutral")
    said["topic_id"] = pd.Series(np.where(cell == 0, TOPIC, "t_other"), dtype="str")
    return said, pd.DataFrame({"day": days, "author": author})


def _volumes(world: World, rng: np.random.Generator) -> Floats:
    """How much is said of each cell, week by week: sizes as in real journeys, few large and many small."""
    rank = rng.permutation(1.0 / np.arange(1, world.cells) ** 0.9)
    size = np.concatenate([[world.share], rank / rank.sum() * (1.0 - world.share)])
    volume = size[:, None] * np.exp(_wandering(world, world.crowd, rng))
    volume[0, world.before :] *= np.exp(world.volume)
    return volume


def _odds(world: World, rng: np.random.Generator) -> Floats:
    """Logits of a mention going badly, by cell and week."""
    mean = np.clip(rng.beta(4, 4, world.cells), 0.15, 0.75)
    mean[0] = world.friction
    bad = np.clip((mean - GOOD_MEAN) / (BAD_MEAN - GOOD_MEAN), 0.03, 0.97)
    week = np.arange(world.before + world.after)
    common = world.season * np.sin(2 * np.pi * (week + rng.uniform(0, 20)) / 20) + world.shock * (week >= world.before)
    follows = np.exp(world.loading * rng.standard_normal(world.cells))
    odds = np.log(bad / (1 - bad))[:, None] + follows[:, None] * common + _wandering(world, world.drift, rng)
    odds[0] += world.trend * (week - world.before)
    odds[1] += world.accident * (week >= world.before)
    return odds


def _wandering(world: World, spread: float, rng: np.random.Generator) -> Floats:
    steps = spread * rng.standard_normal((world.cells, world.before + world.after))
    for week in range(1, steps.shape[1]):
        steps[:, week] = world.memory * steps[:, week - 1] + np.sqrt(1 - world.memory**2) * steps[:, week]
    return steps


def actions(world: World, *, topics: bool = False) -> pd.DataFrame:
    """One action on the target, done on the day it began."""
    row = {
        "action_id": "a_1",
        "title": "Act",
        "status": "done",
        "effort": "low",
        "cells": "[]" if topics else json.dumps([["s0", "t0"]]),
        "topics": json.dumps([TOPIC]) if topics else "[]",
        "started_at": world.started,
        "done_at": world.started,
        "made_by": "Ana",
        "changed_by": "Ana",
        "made_at": pd.Timestamp(MONDAY, tz="UTC"),
        "changed_at": pd.Timestamp(MONDAY, tz="UTC"),
    }
    return tables.Action.conform(pd.DataFrame([row]))
