"""The rows of the published journey map, map by map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from voc.web.axes import file_name
from voc.web.cells import ALL, Key, number
from voc.web.details import detail, mentions, word

KINDS = ("as_is", "to_be", "day_in_life")


@dataclass(frozen=True)
class Item:
    """One row of a map: a figure, or words, about a stage, a cell or the whole journey."""

    item: str
    stage: str
    touchpoint: str
    position: int
    n: int
    value: float | None
    low: float | None
    high: float | None
    topic: str | None
    labels: Mapping[str, str | None]
    owner: str | None
    figures: Mapping[str, Any]

    @property
    def whole(self) -> bool:
        """Whether it is about a whole stage, or the whole journey."""
        return self.touchpoint == ALL

    @property
    def cell(self) -> Key:
        return self.stage, self.touchpoint

    @property
    def mentions(self) -> tuple[str, ...]:
        return mentions(self.figures)

    @property
    def state(self) -> str:
        """Of a target met, missed, unsure; of an expectation unmet, met, exceeded; empty when it does not say."""
        return next((found for k in ("verdict", "kind", "state") if (found := word(self.figures.get(k)))), "")

    @property
    def told_at(self) -> Key:
        """The cell that it is about: its own, or where a subject of a stage is told most."""
        touchpoint = self.touchpoint if not self.whole else word(self.figures.get("touchpoint"))
        return self.stage, touchpoint or ALL

    def figure(self, name: str) -> float | None:
        """A figure of its reasoning."""
        return number(self.figures.get(name))


@dataclass(frozen=True)
class JourneyMap:
    """The three maps of one segment value."""

    segment: str
    value: str
    items: Mapping[str, tuple[Item, ...]]

    @property
    def everyone(self) -> bool:
        return self.segment == ALL

    @property
    def id(self) -> str:
        return "everyone" if self.everyone else f"{file_name(self.segment)}--{file_name(self.value)}"

    @property
    def mark(self) -> str:
        """What cells' addresses call the segment value."""
        return "" if self.everyone else f"{self.segment}={self.value}"

    def of(self, kind: str, item: str, *, whole: bool | None = None) -> list[Item]:
        """The items of one sort of one map, in order; with `whole`, of stages (true) or cells (false) only."""
        return [i for i in self.items.get(kind, ()) if i.item == item and (whole is None or i.whole == whole)]


def journeys(table: pd.DataFrame) -> tuple[JourneyMap, ...]:
    """A map for all customers, then one for each segment value, by name."""
    ordered = table.sort_values(["map_kind", "item", "position", "stage", "touchpoint"])
    out = []
    for (segment, value), rows in ordered.groupby(["segment", "segment_value"], sort=True):
        kinds = {str(k): tuple(map(_item, own.to_dict("records"))) for k, own in rows.groupby("map_kind", sort=True)}
        out.append(JourneyMap(str(segment), str(value), kinds))
    return tuple(sorted(out, key=lambda m: (not m.everyone, m.segment, m.value)))


def _item(row: Mapping[Any, Any]) -> Item:
    return Item(
        item=row["item"],
        stage=row["stage"],
        touchpoint=row["touchpoint"],
        position=int(row["position"]),
        n=int(row["n_feedback"]),
        value=number(row["value"]),
        low=number(row["value_low"]),
        high=number(row["value_high"]),
        topic=word(row["topic_id"]),
        labels={"fr": word(row["label_fr"]), "en": word(row["label_en"])},
        owner=word(row["owner"]),
        figures=detail(row["detail"]),
    )
