"""One map of a snapshot: the cells of one period and one segment, between its two axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from voc.errors import PublishError
from voc.formats import names_shown
from voc.publish.scale import ceiling, step
from voc.wording import Words

ALL = "all"
UNPLACED = "unplaced"
# What is shown when nobody chose: the first of these in which somebody spoke.
PREFERRED = ("last_28_days", "all", "month", "week", "day")
LONG = ("last_28_days", "all")

Key = tuple[str, str]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """A stage or a touchpoint, with its names by language; a stage has a phase."""

    id: str
    names: Mapping[str, str]
    phase: str = ""

    @property
    def placed(self) -> bool:
        return self.id != UNPLACED


@dataclass(frozen=True)
class View:
    """What is shown of a snapshot. `cells` holds the heatmap's rows that are not silent; `top` ends the colour scale."""

    period: str
    start: Any
    end: Any
    segment: str
    value: str
    stages: tuple[Entry, ...]
    touchpoints: tuple[Entry, ...]
    phases: Mapping[str, Mapping[str, str]]
    cells: Mapping[Key, Row]
    top: float

    def shown(self, key: Key) -> Row | None:
        """The cell, when it has figures."""
        row = self.cells.get(key)
        return None if row is None or row["suppressed"] or pd.isna(row["friction"]) else row

    def withheld(self, key: Key) -> bool:
        """Whether somebody spoke there, but too few."""
        return key in self.cells and self.shown(key) is None

    def step(self, row: Row) -> int:
        """Which colour of the scale a cell gets."""
        return step(float(row["friction"]), self.top)

    @cached_property
    def columns(self) -> tuple[Entry, ...]:
        """The stages that somebody spoke of."""
        return tuple(s for s in self.stages if any(stage == s.id for stage, _ in self.cells))

    @cached_property
    def lines(self) -> tuple[Entry, ...]:
        """The touchpoints that somebody spoke of."""
        return tuple(t for t in self.touchpoints if any(touchpoint == t.id for _, touchpoint in self.cells))

    @cached_property
    def silent(self) -> tuple[Entry, ...]:
        """Stages and touchpoints that nobody spoke of, `unplaced` apart."""
        return tuple(e for e in (*self.stages, *self.touchpoints) if e.placed and e not in (*self.columns, *self.lines))

    @cached_property
    def ranking(self) -> tuple[Row, ...]:
        """Placed cells with figures, by falling share of friction."""
        rows = [r for k in self.cells if UNPLACED not in k and (r := self.shown(k)) is not None]
        return tuple(sorted(rows, key=lambda r: (-float(r["friction_share"]), r["stage"], r["touchpoint"])))

    def total(self, stage: str | None = None, touchpoint: str | None = None) -> tuple[float, int]:
        """Share of friction and mentions of the cells with figures, of all, of a stage or of a touchpoint.

        Withheld cells are left out: a total that holds them would give them away.
        """
        rows = [r for k in self.cells if k[0] == (stage or k[0]) and k[1] == (touchpoint or k[1]) and (r := self.shown(k)) is not None]
        return sum(float(r["friction_share"]) for r in rows), sum(int(r["n_mentions"]) for r in rows)


def choose(tables: Mapping[str, pd.DataFrame], period: str | None = None, segment: str | None = None) -> View:
    """The map of a period and segment.

    Args:
        tables: Published tables by name.
        period: A kind of period, of which the latest is taken, or a kind and its first day as `week:2026-09-07` or `month:2026-09`;
            None: the last 28 days, or what comes nearest to them.
        segment: `column=value`; None for all customers.
    Raises:
        PublishError: There is no such period or segment, or no map at all; lists those that there are.
    """
    heatmap = tables["heatmap"]
    own = _of_segment(heatmap, segment)
    chosen = _of_period(own, period).iloc[0]
    of_map = (own["period"] == chosen["period"]) & (own["period_start"] == chosen["period_start"])
    stages, touchpoints = (entries(tables[axis], axis, own[axis]) for axis in ("stage", "touchpoint"))
    rows = {(str(r["stage"]), str(r["touchpoint"])): r for r in own[of_map & ~own["silent"]].to_dict("records")}
    keys = [(s.id, t.id) for s in stages for t in touchpoints if (s.id, t.id) in rows]
    cells = {k: {str(column): value for column, value in rows[k].items()} for k in keys}
    return View(
        period=str(chosen["period"]),
        start=chosen["period_start"],
        end=chosen["period_end"],
        segment=str(chosen["segment"]),
        value=str(chosen["segment_value"]),
        stages=stages,
        touchpoints=touchpoints,
        phases=phases(tables["phase"]),
        cells=cells,
        top=_top(heatmap, cells.values()),
    )


def entries(dimension: pd.DataFrame, key: str, used: pd.Series[Any]) -> tuple[Entry, ...]:
    """An axis in its order, `unplaced` last; an id that only the rows know is kept under its own name."""
    rows = dimension.fillna("").sort_values(["position", key]).to_dict("records")
    known = [Entry(str(r[key]), names_shown(r), str(r.get("phase", ""))) for r in rows]
    strange = sorted(set(used) - {e.id for e in known} - {UNPLACED, ALL})
    found = [*(e for e in known if e.placed), *(Entry(i, {"fr": i, "en": i}) for i in strange)]
    return (*found, next((e for e in known if not e.placed), Entry(UNPLACED, {"fr": "Non situé", "en": "Unplaced"})))


def phases(dimension: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Names of the phases by id and language."""
    return {str(r["phase"]): names_shown(r) for r in dimension.to_dict("records")}


def title_of(view: View, say: Words) -> str:
    """Period and customers in words."""
    return f"{period_name(view.period, view.start, view.end, say)} · {segment_name(view.segment, view.value, say)}"


def period_name(kind: str, start: Any, end: Any, say: Words) -> str:
    """A period in words, with its days."""
    formats = say.formats
    if kind == "month":
        return formats.month(start)
    if kind == "week":
        return say("week_of", day=formats.day(start))
    if kind == "day":
        return formats.day(start)
    return f"{say.get('period_' + kind, kind)} ({formats.days(start, end)})"


def segment_name(segment: str, value: str, say: Words) -> str:
    """The customers in words."""
    return say("everyone") if segment == ALL else say("segment_is", segment=segment, value=value)


def _of_segment(heatmap: pd.DataFrame, segment: str | None) -> pd.DataFrame:
    column, _, value = (segment or f"{ALL}={ALL}").partition("=")
    own = heatmap[(heatmap["segment"] == column) & (heatmap["segment_value"] == value)]
    if own.empty:
        there = sorted({f"{s}={v}" for s, v in zip(heatmap["segment"], heatmap["segment_value"], strict=True)} - {f"{ALL}={ALL}"})
        what = f"there is no segment {segment!r}" if segment else "the snapshot holds no map"
        raise PublishError(what, expected=f"one of {', '.join(there)}" if there else "", advice="" if there else "run a night: voc run")
    return own


def _of_period(own: pd.DataFrame, period: str | None) -> pd.DataFrame:
    """The rows of one period, the latest that fits first."""
    there = own.sort_values("period_start", ascending=False, kind="stable")
    if period is None:
        tried = (rows[rows["period"] == kind] for rows in (there[~there["silent"]], there) for kind in PREFERRED)
        latest: pd.DataFrame = next(found for found in tried if len(found))
        return latest
    kind, _, start = period.partition(":")
    fits = there["period"].eq(kind) & there["period_start"].dt.strftime("%Y-%m-%d").str.startswith(start)
    if not fits.any():
        known = there.groupby("period")["period_start"].agg(["min", "max", "nunique"])
        listed = [f"{k}:{r['max']:%Y-%m-%d}" + (f" (back to {r['min']:%Y-%m-%d})" if r["nunique"] > 1 else "") for k, r in known.iterrows()]
        raise PublishError(f"there is no period {period!r}", expected=f"a kind, or a kind and its first day: {', '.join(listed)}")
    fitting: pd.DataFrame = there[fits]
    return fitting


def _top(heatmap: pd.DataFrame, cells: Any) -> float:
    """The end of the colour scale, the same for every choice as on the pages: set by all customers in the long periods."""
    everyone = heatmap[(heatmap["segment"] == ALL) & heatmap["period"].isin(LONG)]
    latest = everyone[everyone["period_start"] == everyone.groupby("period")["period_start"].transform("max")]
    known = latest["friction"].dropna()
    return ceiling(known if len(known) else (float(c["friction"]) for c in cells))


__all__ = ["Entry", "View", "choose", "entries", "period_name", "phases", "segment_name", "title_of"]
