"""Alerts as the pages show them: one incident each, with what it is about and what speaks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from voc.formats import as_date
from voc.web.cells import ALL, Key
from voc.web.details import detail, mentions


@dataclass(frozen=True)
class Incident:
    """Something that happened; `until` is None while it is open, `place` the cell when it is about one."""

    id: str
    kind: str
    subject: str
    segment: str
    value: str
    since: date | None
    last_seen: date | None
    until: date | None
    n_days: int
    q: float | None
    messages: Mapping[str, str]
    figures: Mapping[str, Any]
    mentions: tuple[str, ...]

    @property
    def open(self) -> bool:
        return self.until is None

    @property
    def everyone(self) -> bool:
        return self.segment == ALL

    @property
    def place(self) -> Key | None:
        stage, slash, touchpoint = self.subject.partition("/")
        return (stage, touchpoint) if slash else None

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that it is mostly about, when the evidence names any."""
        found = self.figures.get("topics")
        return tuple(i for i in found if isinstance(i, str)) if isinstance(found, list) else ()

    @property
    def anchor(self) -> str:
        return f"alert-{self.id}"


def incidents(table: pd.DataFrame) -> tuple[Incident, ...]:
    """All incidents: open ones first, the latest first within both; of one day those of all customers first, then the surest (least q)."""
    found = sorted((_incident(r) for r in table.to_dict("records")), key=lambda a: (not a.everyone, 1.0 if a.q is None else a.q, a.id))
    found.sort(key=lambda a: (a.until or date.max, a.since or date.min), reverse=True)
    return tuple(found)


def _incident(row: Mapping[Any, Any]) -> Incident:
    evidence = detail(row["evidence"])
    return Incident(
        id=row["alert_id"],
        kind=row["kind"],
        subject=row["subject"],
        segment=row["segment"],
        value=row["segment_value"],
        since=as_date(row["since"]),
        last_seen=as_date(row["last_seen"]),
        until=as_date(row["until"]),
        n_days=int(row["n_days"]),
        q=None if pd.isna(row["q"]) else float(row["q"]),
        messages={"fr": row["message_fr"], "en": row["message_en"]},
        figures={k: v for k, v in evidence.items() if k != "mentions"},
        mentions=mentions(evidence),
    )
