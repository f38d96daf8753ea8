"""`journey_map.json`: the journey map as one nested document, made of the published tables and of nothing else.

Its form is described in `docs/journey-map.md` and, for programs, in `docs/journey_map.schema.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

NAME = "journey_map.json"
VERSION = 1
ALL, UNPLACED = "all", "unplaced"
SCORES = ("nps", "csat", "ces", "rating")

Body = dict[str, Any]
Rows = list[Body]


def journey_map_json(tables: Mapping[str, pd.DataFrame]) -> str:
    """The document as text; equal tables give equal bytes.

    Args:
        tables: journey_map, stage, touchpoint, phase and topic, by name.
    """
    return json.dumps(journey_map_document(tables), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def journey_map_document(tables: Mapping[str, pd.DataFrame]) -> Body:
    """The document: one map per segment value, that of all customers first.

    Args:
        tables: As for `journey_map_json`; dimensions that are absent leave ids in place of names.
    """
    rows = _records(tables["journey_map"])
    names = _Names(tables)
    maps: dict[tuple[str, str], Rows] = {(ALL, ALL): []}
    for r in rows:
        maps.setdefault((r["segment"], r["segment_value"]), []).append(r)
    whole: Body = next((r["detail"] for r in maps[ALL, ALL] if r["stage"] == ALL and r["item"] == "volume"), {})
    return {
        "format": "voc.journey_map",
        "version": VERSION,
        "snapshot_id": rows[0]["snapshot_id"] if rows else "",
        "period": {"kind": whole.get("period"), "start": whole.get("start"), "end": whole.get("end")},
        "maps": [_map(*of, maps[of], names) for of in sorted(maps, key=lambda of: (of != (ALL, ALL), of))],
    }


class _Names:
    """Names of the dimensions in both languages, and the stages in order."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._known = {
            (kind, r[column]): {"fr": r["name_fr"], "en": r["name_en"]}
            for kind, column in (("stage", "stage"), ("touchpoint", "touchpoint"), ("phase", "phase"), ("topic", "topic_id"))
            for r in _records(tables.get(kind, pd.DataFrame()))
        }
        stages = sorted(_records(tables.get("stage", pd.DataFrame())), key=lambda r: r["position"])
        self.phases: dict[str, list[str]] = {}
        for r in stages:
            if r["stage"] != UNPLACED:
                self.phases.setdefault(r["phase"] or UNPLACED, []).append(r["stage"])
        touchpoints = sorted(_records(tables.get("touchpoint", pd.DataFrame())), key=lambda r: r["position"])
        self.touchpoint_order = {r["touchpoint"]: n for n, r in enumerate(touchpoints)}

    def of(self, kind: str, name: str) -> Body:
        return self._known.get((kind, name), {"fr": name, "en": name})


def _map(segment: str, value: str, rows: Rows, names: _Names) -> Body:
    as_is = [r for r in rows if r["map_kind"] == "as_is"]
    stages = [s for of_phase in names.phases.values() for s in of_phase]
    overall = _place(as_is, ALL, ALL)
    return {
        "segment": segment,
        "value": value,
        "as_is": {
            "overall": {**overall, "expectations": _expectations(as_is, ALL)},
            "emotion_curve": [{"stage": s, "emotion": _place(as_is, s, ALL)["emotion"]} for s in stages],
            "phases": [
                {"phase": phase, "name": names.of("phase", phase), "stages": [_stage(as_is, s, names) for s in of_phase]}
                for phase, of_phase in names.phases.items()
            ],
            "unplaced": _place(as_is, UNPLACED, ALL),
        },
        "to_be": {
            "targets": [_target(r, names) for r in _in_order(rows, "target", stages, names)],
            "opportunities": [_opportunity(r, names) for r in sorted(_of(rows, "opportunity"), key=lambda r: r["position"])],
        },
        "day_in_life": {
            "hours": [{"hour": r["position"], "friction": _figure(r)} for r in sorted(_of(rows, "hour"), key=lambda r: r["position"])],
            "weekdays": [
                {"weekday": r["position"], "name": _label(r), "friction": _figure(r)}
                for r in sorted(_of(rows, "weekday"), key=lambda r: r["position"])
            ],
        },
    }


def _stage(rows: Rows, stage: str, names: _Names) -> Body:
    own = [r for r in rows if r["stage"] == stage]
    touchpoints = {r["touchpoint"] for r in own if r["item"] in ("volume", "friction", *SCORES)} - {ALL}
    ordered = sorted(touchpoints, key=lambda t: (names.touchpoint_order.get(t, len(names.touchpoint_order)), t))
    return {
        "stage": stage,
        "name": names.of("stage", stage),
        **_place(own, stage, ALL),
        "touchpoints": [{"touchpoint": t, "name": names.of("touchpoint", t), **_place(own, stage, t)} for t in ordered],
        "pain_points": [_subject(r, names) for r in sorted(_of(own, "pain_point"), key=lambda r: r["position"])],
        "delights": [_subject(r, names) for r in sorted(_of(own, "delight"), key=lambda r: r["position"])],
        "expectations": _expectations(own, stage),
    }


def _place(rows: Rows, stage: str, touchpoint: str) -> Body:
    """The figures of a place; null where nothing is known of them."""
    here = {r["item"]: _figure(r) for r in rows if (r["stage"], r["touchpoint"]) == (stage, touchpoint)}
    return {
        **{item: here.get(item) for item in ("volume", "emotion", "friction")},
        "kpis": {score: here[score] for score in SCORES if score in here},
    }


def _figure(r: Body) -> Body:
    return {
        "value": r["value"],
        "low": r["value_low"],
        "high": r["value_high"],
        "unit": r["unit"],
        "n_feedback": r["n_feedback"],
        "n_authors": r["n_authors"],
        "withheld": r["value"] is None and r["n_feedback"] > 0,
    }


def _subject(r: Body, names: _Names) -> Body:
    """A topic, or the cell itself where the mentions belong to no topic."""
    topic, touchpoint = r["topic_id"], r["touchpoint"] if r["topic_id"] is None else r["detail"].get("touchpoint")
    told = {k: v for k, v in r["detail"].items() if k not in ("mentions", "touchpoint")}
    name = names.of("topic", topic) if topic else names.of("touchpoint", touchpoint)
    return {
        "topic_id": topic,
        "touchpoint": touchpoint,
        "name": name,
        "share": _figure(r),
        **told,
        "mentions": r["detail"].get("mentions", []),
    }


def _expectations(rows: Rows, stage: str) -> Rows:
    own = sorted((r for r in _of(rows, "expectation") if r["stage"] == stage), key=lambda r: r["position"])
    return [
        {
            "kind": r["detail"].get("kind"),
            "name": _label(r),
            "feedbacks": _figure(r),
            "origins": r["detail"].get("origins", {}),
            "mentions": [{"mention_id": m, "span": r["detail"]["spans"][m]} for m in r["detail"].get("mentions", [])],
        }
        for r in own
    ]


def _target(r: Body, names: _Names) -> Body:
    d = r["detail"]
    touchpoint = None if r["touchpoint"] == ALL else r["touchpoint"]
    return {
        "stage": r["stage"],
        "stage_name": names.of("stage", r["stage"]),
        "touchpoint": touchpoint,
        "touchpoint_name": names.of("touchpoint", touchpoint) if touchpoint else None,
        "expected": _label(r),
        "owner": r["owner"],
        "target": d.get("target"),
        "delivered": d.get("delivered"),
        "delivered_low": d.get("delivered_low"),
        "delivered_high": d.get("delivered_high"),
        "gap": d.get("gap"),
        "verdict": d.get("verdict"),
        "n_feedback": r["n_feedback"],
        "n_authors": r["n_authors"],
    }


def _opportunity(r: Body, names: _Names) -> Body:
    return {
        "rank": r["position"] + 1,
        "stage": r["stage"],
        "stage_name": names.of("stage", r["stage"]),
        "touchpoint": r["touchpoint"],
        "touchpoint_name": names.of("touchpoint", r["touchpoint"]),
        "gain": _figure(r),
        "why": _label(r),
        "owner": r["owner"],
        "reasoning": {k: v for k, v in r["detail"].items() if k != "mentions"},
        "mentions": r["detail"].get("mentions", []),
    }


def _in_order(rows: Rows, item: str, stages: list[str], names: _Names) -> Rows:
    """By stage and touchpoint as the journey has them, whole stages first."""

    def key(r: Body) -> tuple[int, int]:
        at = -1 if r["touchpoint"] == ALL else names.touchpoint_order.get(r["touchpoint"], len(names.touchpoint_order))
        return stages.index(r["stage"]) if r["stage"] in stages else len(stages), at

    return sorted(_of(rows, item), key=key)


def _of(rows: Rows, item: str) -> Rows:
    return [r for r in rows if r["item"] == item]


def _label(r: Body) -> Body | None:
    return None if r["label_fr"] is None else {"fr": r["label_fr"], "en": r["label_en"]}


def _records(table: pd.DataFrame) -> Rows:
    """The rows with null as None and `detail` opened."""
    plain = table.astype(object).where(table.notna(), None)
    records: Rows = [{str(k): v for k, v in r.items()} for r in plain.to_dict("records")]
    return [{**r, "detail": json.loads(r["detail"])} if "detail" in r else r for r in records]
