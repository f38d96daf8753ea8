"""What actions aim at, and which cells a target can be compared with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from voc.friction.effects.control import ENOUGH_CONTROLS, controls
from voc.friction.effects.panel import TARGET, Codes, Panel, panel
from voc.friction.effects.window import Window
from voc.friction.grid import UNPLACED, Grid

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Aim:
    """A target of an action: its name in the table and which mentions speak of it; a cell that the journey has no more is not `on_map`."""

    target: str
    said: Flags
    on_map: bool = True


@dataclass(frozen=True)
class Compared:
    """The panel of a target and the units that serve as controls; `mixed` when other actions aim at some of these."""

    panel: Panel
    pool: Codes
    mixed: bool


def aims(cells: str, topics: str, said: pd.DataFrame, grid: Grid) -> list[Aim]:
    """The cells and topics of an action, each once, cells first.

    Args:
        cells: As in `tables.Action`.
        topics: As in `tables.Action`.
        said: What `counted_mentions` gives.
    """
    found = []
    for stage, touchpoint in dict.fromkeys((s, t) for s, t in json.loads(cells)):
        on_map = stage in grid.stages and touchpoint in grid.touchpoints
        number = grid.cell(pd.Series([stage]), pd.Series([touchpoint]))[0]
        found.append(Aim(f"{stage}/{touchpoint}", (said["cell"].to_numpy() == number) & on_map, on_map))
    found += [Aim(topic, said["topic_id"].eq(topic).to_numpy(dtype=bool)) for topic in dict.fromkeys(json.loads(topics))]
    return found


def compared(
    aim: Aim, mine: Sequence[Aim], others: Sequence[Aim], said: pd.DataFrame, answers: pd.DataFrame, grid: Grid, weeks: Window
) -> Compared:
    """A target beside all other placed cells, of which only what speaks of none of the action's targets counts.

    Cells and topics of other actions are left out too as long as five controls remain, for they may have changed on their own account.

    Args:
        aim: The target.
        mine: All targets of its action.
        others: Those of all other actions.
        weeks: The weeks of the action.
    """
    labels = grid.labels()
    placed = ((labels["stage"] != UNPLACED) & (labels["touchpoint"] != UNPLACED)).to_numpy()[said["cell"].to_numpy()]
    free = placed & ~_any(mine, len(said))
    touched = free & _any(others, len(said))

    def beside(comparable: Flags) -> Compared:
        unit = np.where(aim.said, TARGET, np.where(comparable, said["cell"].to_numpy() + 1, -1))
        seen = panel(said, answers["author"].to_numpy(), unit, grid.size + 1, weeks)
        return Compared(seen, controls(seen), bool((comparable & touched).any()))

    clean = beside(free & ~touched)
    if len(clean.pool) >= ENOUGH_CONTROLS or not touched.any():
        return clean
    mixed = beside(free)
    return mixed if len(mixed.pool) > len(clean.pool) else clean


def _any(aims: Sequence[Aim], n: int) -> Flags:
    flags = np.zeros(n, dtype=bool)
    for aim in aims:
        flags |= aim.said
    return flags
