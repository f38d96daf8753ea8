"""Topics as the pages show them, and the part each has in cells and journey."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from voc.formats import as_date, names_shown
from voc.web.axes import UNPLACED
from voc.web.cells import Key, Maps, Slice, number
from voc.web.details import strings
from voc.web.report import Report


@dataclass(frozen=True)
class Topic:
    """One subject, named in both languages."""

    id: str
    names: Mapping[str, str]
    keywords: Mapping[str, tuple[str, ...]]
    status: str
    named_by: str
    since: date | None
    n_mentions: int
    merged_into: str | None
    kind: str
    parent: str | None


@dataclass(frozen=True)
class Part:
    """A topic's part in one cell; numbers are None when withheld."""

    topic: str
    cell: Key
    n_mentions: int | None
    friction: float | None
    share: float | None


@dataclass(frozen=True)
class Weight:
    """A topic in the whole journey of one period."""

    n_mentions: int
    friction: float | None
    share: float | None


def topics(report: Report) -> dict[str, Topic]:
    """All topics by id, the most mentioned first."""
    rows = report.table("topic").sort_values(["n_mentions", "topic_id"], ascending=[False, True]).to_dict("records")
    return {r["topic_id"]: _topic(r) for r in rows}


def _topic(row: Mapping[Any, Any]) -> Topic:
    names = names_shown(row)
    keywords = {lang: strings(row[f"keywords_{lang}"]) for lang in names}
    merged, parent = (row[c] if isinstance(row[c], str) else None for c in ("merged_into", "parent_id"))
    since = as_date(row["valid_from"])
    return Topic(
        row["topic_id"], names, keywords, row["status"], row["named_by"], since, int(row["n_mentions"]), merged, row["kind"], parent
    )


def parts(report: Report, period: Slice | None) -> list[Part]:
    """What topics are made of in one period, everyone together: the greatest part of each cell first."""
    rows = report.table("heatmap_topic")
    if period is None or rows.empty:
        return []
    here = rows[(rows["period"] == period.period) & (rows["segment"] == "all") & (rows["period_start"].dt.date == period.start)]
    found = [_part(r) for r in here.to_dict("records")]
    return sorted(found, key=lambda p: (-(p.share or 0), -(p.n_mentions or 0), p.topic, p.cell))


def _part(row: Mapping[Any, Any]) -> Part:
    cell = (row["stage"], row["touchpoint"])
    if row["suppressed"]:
        return Part(row["topic_id"], cell, None, None, None)
    return Part(row["topic_id"], cell, int(row["n_mentions"]), number(row["friction"]), number(row["friction_share"]))


def weights(found: list[Part], cells: Maps, period: Slice | None) -> dict[str, Weight]:
    """Each topic in the journey: mentions added up, friction weighted by them, share = sum of cell share × part of the cell.

    Withheld cells are left out, and so are unplaced ones from the share: what is compared is the journey.
    """
    here = cells.get(period, {}) if period else {}
    grouped: dict[str, list[Part]] = defaultdict(list)
    for part in found:
        grouped[part.topic].append(part)
    return {topic: _weight(own, {k: c.share for k, c in here.items()}) for topic, own in grouped.items()}


def _weight(own: list[Part], cell_shares: Mapping[Key, float | None]) -> Weight:
    known = [p for p in own if p.n_mentions and p.friction is not None]
    n = sum(p.n_mentions or 0 for p in known)
    friction = sum((p.friction or 0) * (p.n_mentions or 0) for p in known) / n if n else None
    shares = [(p.share or 0) * (cell_shares.get(p.cell) or 0) for p in known if UNPLACED not in p.cell]
    return Weight(n, friction, sum(shares) if shares else None)
