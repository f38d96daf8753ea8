"""Maps: one kind of period cut by one segment, as numbers on the rows of feedback."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from voc.config import FrictionSettings
from voc.friction.periods import Period, period_codes
from voc.friction.segments import ALL

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

# Floats of resamples held at once.
BLOCK = 20_000_000


@dataclass(frozen=True)
class Layer:
    """One kind of period cut by one segment: maps that share no feedback.

    `value_of` and `period_of` say which segment value and which period each feedback row is in, −1 for none.
    """

    segment: str
    values: npt.NDArray[Any]
    periods: Sequence[Period]
    value_of: Codes
    period_of: Codes

    @property
    def n_maps(self) -> int:
        return len(self.periods) * len(self.values)

    @property
    def of_row(self) -> Codes:
        """The map of each feedback row: period × number of values + value, −1 for none."""
        return np.where((self.value_of >= 0) & (self.period_of >= 0), self.period_of * len(self.values) + self.value_of, -1)

    def described(self, chosen: Codes) -> pd.DataFrame:
        """What the chosen maps are: period, period_start, period_end, segment, segment_value."""
        period, value = np.divmod(chosen, len(self.values))
        starts, ends = ([getattr(p, side) for p in self.periods] for side in ("start", "end"))
        return pd.DataFrame(
            {
                "period": self.periods[0].kind,
                "period_start": np.array(starts, dtype="datetime64[us]")[period],
                "period_end": np.array(ends, dtype="datetime64[us]")[period],
                "segment": self.segment,
                "segment_value": self.values[value],
            }
        )

    def kept(self, rows: Codes) -> Codes:
        """The maps to publish: all of everybody's, those of a segment where the given feedback rows speak."""
        used = np.unique(self.of_row[rows])
        return np.arange(self.n_maps) if self.segment == ALL else used[used >= 0]


def layers(feedback: pd.DataFrame, segments: pd.DataFrame, periods: Sequence[Period], settings: FrictionSettings) -> Iterator[Layer]:
    """Every kind of period for everybody, then the kinds of `settings.segment_periods` for each segment.

    Args:
        feedback: What `counted_feedback` gives.
        segments: feedback_id, segment, segment_value.
        periods: What to publish.
    """
    ids = pd.Index(feedback["feedback_id"])
    by_kind = {kind: [p for p in periods if p.kind == kind] for kind in dict.fromkeys(p.kind for p in periods)}
    within = {kind: period_codes(feedback["day"], same) for kind, same in by_kind.items()}
    for kind, same in by_kind.items():
        yield Layer(ALL, np.array([ALL], dtype=object), same, np.zeros(len(feedback), dtype=np.int64), within[kind])
    for segment, part in segments[segments["segment"] != ALL].groupby("segment", sort=True):
        values, codes = np.unique(part["segment_value"].to_numpy(dtype=object), return_inverse=True)
        rows = ids.get_indexer(pd.Index(part["feedback_id"]))
        value_of = np.full(len(feedback), -1, dtype=np.int64)
        value_of[rows[rows >= 0]] = codes[rows >= 0]
        for kind in (k for k in by_kind if k in settings.segment_periods):
            yield Layer(str(segment), values, by_kind[kind], value_of, within[kind])


def blocks(layer: Layer, rows: Codes, per_map: int) -> Iterator[tuple[Codes, Codes]]:
    """The maps to publish in pieces small enough for memory.

    Args:
        rows: Rows of feedback that say something.
        per_map: Floats that one map needs.
    Returns:
        Piece by piece, its maps and for every feedback row its place among them, −1 for none.
    """
    kept, of_row = layer.kept(rows), layer.of_row
    size = max(1, BLOCK // per_map)
    for start in range(0, len(kept), size):
        block = kept[start : start + size]
        place = np.full(layer.n_maps + 1, -1, dtype=np.int64)
        place[block] = np.arange(len(block))
        yield block, place[of_row]


def per_author(values: Floats, cell: Codes, authors: Codes, shape: tuple[int, int]) -> sparse.csr_array:
    """Sums of values per cell and author."""
    matrix = sparse.coo_array((values, (cell, authors)), shape=shape).tocsr()
    matrix.sum_duplicates()
    return matrix
