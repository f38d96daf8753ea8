"""What the company does about it: actions with their place in the plan and what they changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from voc.formats import as_date
from voc.web.cells import Key, number
from voc.web.details import pairs, strings, word
from voc.web.report import Report

LAST = 10**9
LIVE = ("planned", "started")


@dataclass(frozen=True)
class Effect:
    """What an action changed at one target; figures are None while it is too early to tell."""

    target: str
    measure: str
    method: str
    n_before: int
    n_after: int
    before: float | None
    after: float | None
    value: float | None
    low: float | None
    high: float | None
    verdict: str
    reasons: Mapping[str, str]

    @property
    def cell(self) -> Key | None:
        stage, slash, touchpoint = self.target.partition("/")
        return (stage, touchpoint) if slash else None


@dataclass(frozen=True)
class Action:
    """One action; `quadrant` and `impact` are None when the plan does not know it (yet)."""

    id: str
    title: str
    owner: str | None
    status: str
    effort: str
    due: date | None
    cells: tuple[Key, ...]
    topics: tuple[str, ...]
    started: date | None
    done: date | None
    note: str | None
    impact: float | None
    quadrant: str | None
    priority: int
    effects: tuple[Effect, ...]

    @property
    def anchor(self) -> str:
        return f"action-{self.id}"

    @property
    def live(self) -> bool:
        return self.status in LIVE

    def days_left(self, day: date | None) -> int | None:
        """Days from the data day to when it is due, negative when overdue; None when nothing is due any more."""
        return (self.due - day).days if self.live and self.due and day else None


def actions(report: Report) -> tuple[Action, ...]:
    """All actions by priority."""
    places = {r["action_id"]: r for r in report.table("action_plan").to_dict("records")}
    effects: dict[str, list[Effect]] = {}
    for row in report.table("action_effect").sort_values(["action_id", "target", "measure", "method"]).to_dict("records"):
        effects.setdefault(row["action_id"], []).append(_effect(row))
    found = [_action(r, places.get(r["action_id"], {}), effects.get(r["action_id"], [])) for r in report.table("action").to_dict("records")]
    return tuple(sorted(found, key=lambda a: (a.priority, a.id)))


def _action(row: Mapping[Any, Any], place: Mapping[Any, Any], effects: list[Effect]) -> Action:
    return Action(
        id=row["action_id"],
        title=row["title"],
        owner=word(row["owner"]),
        status=row["status"],
        effort=row["effort"],
        due=as_date(row["due"]),
        cells=pairs(row["cells"]),
        topics=strings(row["topics"]),
        started=as_date(row["started_at"]),
        done=as_date(row["done_at"]),
        note=word(row["note"]),
        impact=number(place.get("impact")),
        quadrant=place.get("quadrant"),
        priority=int(place.get("priority", LAST)),
        effects=tuple(effects),
    )


def _effect(row: Mapping[Any, Any]) -> Effect:
    return Effect(
        target=row["target"],
        measure=row["measure"],
        method=row["method"],
        n_before=int(row["n_before"]),
        n_after=int(row["n_after"]),
        before=number(row["before"]),
        after=number(row["after"]),
        value=number(row["effect"]),
        low=number(row["effect_low"]),
        high=number(row["effect_high"]),
        verdict=row["verdict"],
        reasons={"fr": row["reason_fr"], "en": row["reason_en"]},
    )
