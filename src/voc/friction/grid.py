"""The map's grid: every stage by every touchpoint, `unplaced` included, as numbered cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from voc.config import Journey

UNPLACED = "unplaced"
Floating = TypeVar("Floating", npt.NDArray[np.float32], npt.NDArray[np.float64])


@dataclass(frozen=True)
class Grid:
    """Stage ids and touchpoint ids in order, `unplaced` last; cell = stage position × number of touchpoints + touchpoint position."""

    stages: tuple[str, ...]
    touchpoints: tuple[str, ...]

    @property
    def size(self) -> int:
        """Number of cells."""
        return len(self.stages) * len(self.touchpoints)

    def cell(self, stage: pd.Series[Any], touchpoint: pd.Series[Any]) -> npt.NDArray[np.int64]:
        """Cell numbers; an id that the journey no longer has, or null, counts as unplaced."""
        return _position(stage, self.stages) * len(self.touchpoints) + _position(touchpoint, self.touchpoints)

    def labels(self) -> pd.DataFrame:
        """Columns stage and touchpoint, one row per cell in order."""
        pairs = [(stage, touchpoint) for stage in self.stages for touchpoint in self.touchpoints]
        return pd.DataFrame(pairs, columns=["stage", "touchpoint"], dtype="str")

    @property
    def n_effects(self) -> int:
        """Parameters of the additive model: one overall, one per stage, one per touchpoint, in this order."""
        return 1 + len(self.stages) + len(self.touchpoints)

    def sums(self, values: Floating) -> Floating:
        """Sums of cell values over all, per stage and per touchpoint: (g, k, ...) to (g, effects, ...)."""
        table = values.reshape(len(values), len(self.stages), len(self.touchpoints), *values.shape[2:])
        by_stage = table.sum(axis=2)
        return np.concatenate([by_stage.sum(axis=1, keepdims=True), by_stage, table.sum(axis=1)], axis=1)

    def spread(self, effects: Floating) -> Floating:
        """What the effects add up to in each cell: (g, effects, ...) to (g, k, ...)."""
        overall, stage, touchpoint = np.split(effects, [1, 1 + len(self.stages)], axis=1)
        table = overall[:, :, None] + stage[:, :, None] + touchpoint[:, None]
        return table.reshape(len(effects), self.size, *effects.shape[2:])


def grid_of(journey: Journey) -> Grid:
    """The grid of a configured journey."""
    return Grid((*(s.id for s in journey.stages), UNPLACED), (*(t.id for t in journey.touchpoints), UNPLACED))


def _position(ids: pd.Series[Any], known: tuple[str, ...]) -> npt.NDArray[np.int64]:
    found = pd.Index(known).get_indexer(pd.Index(ids))
    return np.where(found < 0, len(known) - 1, found).astype(np.int64)
