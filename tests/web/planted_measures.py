"""What the planted company's measures lead to: phases, scores, drivers, alerts, journey maps, actions, all with known numbers."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

from voc.tables import Action, ActionEffect, ActionPlan, Alert, Driver, HeatmapPhase, JourneyMap, Phase, Score

SNAPSHOT = "2026-09-13-4f1c2a"
PHASES = (
    ("awareness", "Découverte", "Awareness"),
    ("consideration", "Considération", "Consideration"),
    ("decision", "Décision", "Decision"),
    ("purchase", "Achat", "Purchase"),
    ("post_purchase", "Après-achat", "After purchase"),
    ("loyalty", "Fidélité", "Loyalty"),
    ("unplaced", "Non situé", "Unplaced"),
)
PHASE_OF = {"delivery": "post_purchase", "use": "post_purchase", "support": "post_purchase"}
JOURNEY = {
    # stage: feedbacks, friction, emotion
    "awareness": (14, 0.31, 0.18),
    "consideration": (66, 0.18, 0.34),
    "decision": (52, 0.33, 0.05),
    "purchase": (322, 0.39, -0.21),
    "delivery": (212, 0.34, -0.02),
    "use": (349, 0.29, 0.11),
    "support": (224, 0.57, -0.48),
}
CELLS = (
    ("purchase", "payment", 141, -31.0),
    ("purchase", "website", 120, 4.0),
    ("purchase", "store", 83, None),
    ("support", "phone", 61, None),
)
PERIOD = {"period": "last_28_days", "start": "2026-08-17", "end": "2026-09-13"}


def measures(heatmap: pd.DataFrame, verbatims: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """All the tables by name."""
    said = {(str(s), str(t)): list(rows["mention_id"]) for (s, t), rows in verbatims.groupby(["stage", "touchpoint"])}
    return {
        "phase": Phase.check(pd.DataFrame([{"phase": p, "position": i, "name_fr": f, "name_en": e} for i, (p, f, e) in enumerate(PHASES)])),
        "heatmap_phase": HeatmapPhase.check(_phases(heatmap)),
        "score": Score.check(_scores(heatmap)),
        "driver": Driver.check(pd.DataFrame(_drivers())),
        "alert": Alert.check(pd.DataFrame(_alerts(said))),
        "journey_map": JourneyMap.check(pd.DataFrame(_journey_rows(said))),
        "action": Action.check(pd.DataFrame(_actions())),
        "action_plan": ActionPlan.check(pd.DataFrame(_plan())),
        "action_effect": ActionEffect.check(pd.DataFrame(_effects())),
    }


def _phases(heatmap: pd.DataFrame) -> pd.DataFrame:
    """The cells of each phase added up; good enough for a page."""
    known = heatmap.assign(phase=heatmap["stage"].map(lambda s: PHASE_OF.get(s, s)), weight=heatmap["friction"] * heatmap["n_feedback"])
    keys = ["snapshot_id", "period", "period_start", "period_end", "segment", "segment_value", "phase"]
    out = known.groupby(keys, as_index=False).agg(
        {**dict.fromkeys(("n_feedback", "n_mentions", "n_authors", "weight", "friction_share"), "sum")}
    )
    out["suppressed"] = (out["n_feedback"] > 0) & (out["n_authors"] < 5)
    out["silent"] = out["n_feedback"] == 0
    shown = ~out["suppressed"] & ~out["silent"]
    friction = (out["weight"] / out["n_feedback"].where(out["n_feedback"] > 0)).where(shown)
    half = 0.5 / out["n_feedback"].clip(lower=1) ** 0.5
    return out.assign(
        friction=friction,
        friction_low=(friction - half).clip(lower=0),
        friction_high=(friction + half).clip(upper=1),
        friction_share=out["friction_share"].where(shown).clip(upper=1),
    )


def _scores(heatmap: pd.DataFrame) -> pd.DataFrame:
    """NPS, stars and CSAT of the journey in every period; NPS of each spoken cell in the long ones."""
    random = np.random.default_rng(11)
    keys = ["period", "period_start", "period_end", "segment", "segment_value"]
    rows: list[dict[str, Any]] = []
    for values in heatmap[keys].drop_duplicates().itertuples(index=False):
        where = {"snapshot_id": SNAPSHOT, **dict(zip(keys, values, strict=True))}
        exact = (values.period, values.segment) == ("last_28_days", "all")
        for score, value, half, n in (("nps", 12.0, 5.0, 812), ("rating", 3.94, 0.08, 430), ("csat", 71.3, 3.1, 260)):
            moved = 0.0 if exact else random.normal(0, half) + 8 * half * (values.segment_value == "Nord")
            rows.append({**where, **_mark(score, value + moved, half, n), "stage": "all", "touchpoint": "all"})
        if values.period == "last_28_days":
            rows += [{**where, **_mark("nps", -31.0, 9.0, 118), "stage": "purchase", "touchpoint": "payment"}]
            hidden = {"value": None, "value_low": None, "value_high": None, "suppressed": True}
            rows += [{**where, **_mark("csat", 40.0, 9.0, 3), **hidden, "stage": "purchase", "touchpoint": "payment"}]
    return pd.DataFrame(rows)


def _mark(score: str, value: float, half: float, n: int) -> dict[str, Any]:
    known = {"value": round(value, 2), "value_low": round(value - half, 2), "value_high": round(value + half, 2)}
    return {"score": score, "n": n, "n_authors": n - 2, "suppressed": False, **known}


def _drivers() -> list[dict[str, Any]]:
    found = (
        *(("nps", "topic", "t_card_refused", -6.4, -5.9, 1.6, 96), ("nps", "topic", "t_on_hold", -4.1, -4.6, 1.8, 74)),
        *(("nps", "topic", "t_late_parcel", -2.2, -2.0, 1.9, 133), ("nps", "topic", "t_comfort", 5.3, 4.8, 1.5, 151)),
        *(("nps", "touchpoint", "payment", -7.8, -7.1, 1.9, 118), ("nps", "touchpoint", "phone", -3.9, -4.2, 1.5, 58)),
        *(("nps", "touchpoint", "product", 4.4, 4.1, 1.4, 171), ("rating", "topic", "t_card_refused", -0.21, -0.19, 0.06, 61)),
        *(("rating", "topic", "t_comfort", 0.17, 0.15, 0.05, 88), ("rating", "touchpoint", "delivery", -0.06, -0.05, 0.07, 97)),
    )
    whole = {"nps": 12.0, "rating": 3.94}
    rows = []
    for score, kind, driver, additive, leave_out, half, n in found:
        all_of_them = {"n_with": n, "n_without": 812 - n, "score_all": whole[score], "score_with": whole[score] + additive * 5}
        impacts = {
            f"{name}{end}": value + sign * half
            for name, value in (("impact_additive", additive), ("impact_leave_out", leave_out))
            for end, sign in (("", 0), ("_low", -1), ("_high", 1))
        }
        rows.append({"snapshot_id": SNAPSHOT, "score": score, "driver_kind": kind, "driver_id": driver, **all_of_them, **impacts})
    thin = (("nps", "topic", "t_refund", 12), ("nps", "touchpoint", "chat", 9), ("ces", "topic", "t_on_hold", 4))
    return rows + [
        {"snapshot_id": SNAPSHOT, "score": s, "driver_kind": k, "driver_id": d, "n_with": n, "n_without": 500} for s, k, d, n in thin
    ]


def _alerts(said: dict[tuple[str, str], list[str]]) -> list[dict[str, Any]]:
    def day(text: str) -> pd.Timestamp:
        return pd.Timestamp(text)

    everyone = {"snapshot_id": SNAPSHOT, "segment": "all", "segment_value": "all"}
    payment, delivery = said["purchase", "payment"], said["delivery", "delivery"]
    return [
        {
            **{**everyone, "alert_id": "a1", "kind": "emerging_topic", "subject": "t_app_crash", "since": day("2026-09-08")},
            **{"last_seen": day("2026-09-13"), "until": None, "n_days": 5, "q": 0.004},
            "message_fr": "Le sujet « L’application se ferme » est apparu dans 31 mentions.",
            "message_en": "The topic “App closes by itself” appeared in 31 mentions.",
            "evidence": json.dumps(
                {"n_mentions": 31, "n_authors": 27, "languages": {"fr": 19, "en": 12}, "mentions": said["use", "mobile_app"][:5]}
            ),
        },
        {
            **{**everyone, "alert_id": "a2", "kind": "worse", "subject": "purchase/payment", "since": day("2026-08-29")},
            **{"last_seen": day("2026-09-13"), "until": None, "n_days": 14, "q": 0.0003},
            "message_fr": "Achat × Paiement pèse plus lourd : 16,8 % de la friction au lieu de 10,6 %.",
            "message_en": "Purchase × Payment weighs more: 16.8% of the friction instead of 10.6%.",
            "evidence": json.dumps(
                {
                    **{"period": "last_28_days", "period_start": "2026-08-17", "period_end": "2026-09-13", "n_feedback": 141},
                    **{"friction": 0.62, "friction_share": 0.168, "change": 0.062, "change_low": 0.042, "change_high": 0.082},
                    **{"change_q": 0.0003, "strange": [1, 2], "topics": ["t_card_refused", "t_gone"], "mentions": payment[:5]},
                }
            ),
        },
        {
            **{**everyone, "alert_id": "a3", "kind": "better", "subject": "delivery/delivery", "since": day("2026-09-02")},
            **{"last_seen": day("2026-09-13"), "until": None, "n_days": 11, "q": 0.03},
            "message_fr": "Livraison × Livraison pèse moins : 17,4 % de la friction au lieu de 20,5 %.",
            "message_en": "Delivery × Delivery weighs less: 17.4% of the friction instead of 20.5%.",
            "evidence": json.dumps({"friction_share": 0.174, "change": -0.031, "mentions": [*delivery[:3], "erased", payment[0]]}),
        },
        {
            **{**everyone, "alert_id": "a4", "kind": "source_silent", "subject": "tickets", "since": day("2026-07-02")},
            **{"last_seen": day("2026-07-05"), "until": day("2026-07-12"), "n_days": 4, "q": 0.0007},
            "message_fr": "La source <tickets> ne livre plus rien.",
            "message_en": "The source <tickets> no longer delivers anything.",
            "evidence": "not json",
        },
        {
            **{**everyone, "alert_id": "a5", "kind": "source_drift", "subject": "avis", "since": day("2026-06-08"), "segment": "region"},
            **{"segment_value": "Nord", "last_seen": day("2026-06-14"), "until": day("2026-06-21"), "n_days": 7, "q": 0.02},
            "message_fr": "La source « avis » a changé.",
            "message_en": "Source “avis” has changed.",
            "evidence": json.dumps(
                {
                    **{"volume": {"now": 12, "before": 44.5, "q": 0.02}, "language": {"now": 0.7, "before": 0.2, "language": "nl"}},
                    **{"last_day": "2026-06-14", "odds": 0.001, "mentions": "none"},
                }
            ),
        },
    ]


def _journey_rows(said: dict[tuple[str, str], list[str]]) -> list[dict[str, Any]]:
    rows = []
    for segment, value, scale in (("all", "all", 1.0), ("region", "Nord", 0.4), ("region", "Sud", 0.35)):
        where = {"snapshot_id": SNAPSHOT, "segment": segment, "segment_value": value}
        for row in [*_as_is(said, scale), *_to_be(said, scale), *_day(scale)]:
            n = row.get("n_feedback", 20)
            known = {"touchpoint": "all", "position": 0, "unit": "", "detail": "{}", **row}
            rows.append({**where, **known, "n_feedback": n, "n_authors": row.get("n_authors", max(n - 1, 0))})
    return rows


Said = dict[tuple[str, str], list[str]]


def _as_is(said: Said, scale: float) -> list[dict[str, Any]]:
    rows = [_mark_row("all", "all", "volume", 1239 * scale, 1239 * scale, None, PERIOD)]
    rows.append(_mark_row("all", "all", "nps", 12.0, 812 * scale, 5.0))
    for stage, (n, friction, emotion) in JOURNEY.items():
        half = 0.9 / max(n * scale, 4) ** 0.5
        for item, value, around in (("volume", n * scale, None), ("friction", friction, half / 2), ("emotion", emotion, half)):
            rows.append(_mark_row(stage, "all", item, value, n * scale, around))
    # Nobody speaks of loyalty.
    rows.append(_mark_row("loyalty", "all", "volume", None, 0, None))
    for stage, touchpoint, n, nps in CELLS:
        rows.append(_mark_row(stage, touchpoint, "volume", n * scale, n * scale, None))
        rows.append(_mark_row(stage, touchpoint, "friction", 0.4, n * scale, 0.05))
        rows += [_mark_row(stage, touchpoint, "nps", nps, n * scale, 9.0)] if nps is not None else []
    return [*rows, *_subjects(said, scale), *_hopes(said)]


def _mark_row(stage: str, touchpoint: str, item: str, value: float | None, n: float, half: float | None, detail: Any = None):
    at = {"map_kind": "as_is", "stage": stage, "touchpoint": touchpoint, "item": item, "unit": item, "n_feedback": int(n)}
    ends = {"value_low": value - half, "value_high": value + half} if value is not None and half is not None else {}
    return {**at, "value": value, **ends, "detail": json.dumps(detail or {})}


def _subjects(said: Said, scale: float) -> list[dict[str, Any]]:
    """A subject of a stage names where it is told most in `detail`; what has no subject is its cell."""
    words = (
        *(("pain_point", "purchase", "payment", 0, "t_card_refused", 0.71), ("pain_point", "purchase", "website", 1, None, 0.3)),
        *(("pain_point", "support", "phone", 0, "t_on_hold", 0.8), ("delight", "use", "product", 0, "t_comfort", 0.9)),
        *(("delight", "purchase", "store", 0, None, 0.62),),
    )
    rows = []
    for item, stage, touchpoint, position, topic, share in words:
        detail = {"touchpoint": touchpoint, "mentions": said[stage, touchpoint][:3]}
        at = {"map_kind": "as_is", "item": item, "stage": stage, "touchpoint": "all" if topic else touchpoint, "position": position}
        figure = {"value": share, "unit": "share", "n_feedback": int(100 * share * scale)}
        rows.append({**at, **figure, "topic_id": topic, "detail": json.dumps(detail)})
    return rows


def _hopes(said: Said) -> list[dict[str, Any]]:
    known = (("unmet", "Attentes déçues", "Expectations not met"), ("met", "Attentes tenues", "Expectations met"))
    rows = []
    for position, (kind, french, english) in enumerate(known):
        detail = json.dumps({"kind": kind, "mentions": said["delivery", "delivery"][position : position + 2]})
        at = {"map_kind": "as_is", "item": "expectation", "stage": "delivery", "position": position, "detail": detail, "unit": "feedbacks"}
        rows.append({**at, "label_fr": french, "label_en": english, "n_feedback": 9, "value": 9})
    # Withheld: neither figure nor mention.
    few = {"map_kind": "as_is", "item": "expectation", "stage": "delivery", "position": 2, "unit": "feedbacks", "n_feedback": 2}
    return [*rows, {**few, "detail": json.dumps({"kind": "exceeded"})}]


def _to_be(said: Said, scale: float) -> list[dict[str, Any]]:
    promise = ("Payer en deux minutes, carte acceptée du premier coup", "Pay in two minutes, card accepted first time")
    chance = ("De 0,62 à 0,30, il y aurait 8,7 % de friction en moins.", "From 0.62 to 0.30, friction would be 8.7% less.")
    return [
        _target("purchase", "payment", 0.3, 0.62, "missed", "Équipe paiement", promise),
        _target("delivery", "delivery", 0.4, 0.34, "met", "Logistique", ("Livré au jour dit", "Delivered on the day announced")),
        _target("use", "all", 0.28, 0.29, "unsure", None, None),
        # Too few people: the promise stands, what is lived is withheld.
        {**_target("loyalty", "store", 0.2, 0.0, "unsure", None, None), "value": None, "detail": '{"target": 0.2, "verdict": "unsure"}'},
        _chance(said, 0, ("purchase", "payment"), 0.083, scale, chance),
        _chance(said, 1, ("support", "phone"), 0.041, scale, ("L'attente use les clients", "Waiting wears customers out")),
    ]


def _target(stage: str, touchpoint: str, wanted: float, lived: float, verdict: str, owner: str | None, words: tuple[str, str] | None):
    detail = {"target": wanted, "delivered": lived, "delivered_low": lived - 0.05, "delivered_high": lived + 0.05}
    detail |= {"gap": lived - wanted, "verdict": verdict}
    labels = {"label_fr": words[0], "label_en": words[1]} if words else {}
    at = {"map_kind": "to_be", "item": "target", "stage": stage, "touchpoint": touchpoint, "unit": "friction", "owner": owner}
    return {**at, **labels, "value": wanted, "detail": json.dumps(detail), "n_feedback": 100}


def _chance(said: Said, position: int, cell: tuple[str, str], value: float, scale: float, words: tuple[str, str]):
    detail = {"friction_share": 0.168 - position / 20, "gap": 0.52, "confidence": 0.95, "level": 0.3, "level_from": "target"}
    at = {"map_kind": "to_be", "item": "opportunity", "stage": cell[0], "touchpoint": cell[1], "position": position, "unit": "share"}
    told = {"label_fr": words[0], "label_en": words[1], "n_feedback": int(120 * scale), "owner": None if position else "Équipe paiement"}
    return {**at, **told, "value": value, "detail": json.dumps(detail | {"mentions": said[cell][:3]})}


def _day(scale: float) -> list[dict[str, Any]]:
    """Evenings are busy and rough; at night hardly anybody writes, and no friction is told."""
    at = {"map_kind": "day_in_life", "stage": "all", "unit": "friction"}
    hours = [(h, (2 + (h > 7) * 10 + (17 < h < 23) * 25) * scale) for h in range(24)]
    days = [(d, (40 + 30 * (d == 0) + 10 * d) * scale) for d in range(7)]
    rows = []
    for item, found in (("hour", hours), ("weekday", days)):
        for p, n in found:
            friction = None if n < 5 else 0.2 + 0.015 * p
            ends = {} if friction is None else {"value_low": friction - 0.05, "value_high": friction + 0.05}
            rows.append({**at, "item": item, "position": p, "n_feedback": int(n), "value": friction, **ends})
    return rows


def _actions() -> list[dict[str, Any]]:
    def one(identity: str, title: str, owner: str | None, status: str, effort: str, due: str | None, cells: Any, topics: Any, **rest: Any):
        made = {
            "made_by": "claire",
            "changed_by": "claire",
            "made_at": pd.Timestamp("2026-08-01T09:00:00Z"),
            "changed_at": pd.Timestamp("2026-09-01T09:00:00Z"),
        }
        targets = {"cells": json.dumps(cells), "topics": json.dumps(topics)}
        when = {"due": pd.Timestamp(due) if due else None, "started_at": None, "done_at": None, "note": None}
        said = {"action_id": identity, "title": title, "owner": owner, "status": status, "effort": effort}
        return {**said, **targets, **when, **made, **rest}

    begun, over = pd.Timestamp("2026-07-20"), pd.Timestamp("2026-08-10")
    payment = [["purchase", "payment"]]
    return [
        one("act_card", "Réparer <b>3-D Secure</b>", "Équipe paiement", "started", "low", "2026-09-01", payment, ["t_card_refused"]),
        one(
            "act_hold",
            "Rappeler au lieu d'attendre",
            "Service client",
            "planned",
            "high",
            "2026-10-30",
            [["support", "phone"]],
            [],
        ),
        one(
            *(
                "act_parcel",
                "Nouveau transporteur",
                "Logistique",
                "done",
                "medium",
                "2026-08-15",
                [["delivery", "delivery"]],
                [],
            ),
            started_at=begun,
            done_at=over,
        ),
        one("act_mail", "Relire les courriels de fidélité", None, "planned", "low", None, [["loyalty", "email"]], ["t_gone"]),
        one("act_partner", "Former les partenaires", None, "dropped", "high", None, [["support", "partner"]], []),
    ]


def _plan() -> list[dict[str, Any]]:
    rows = (
        *(("act_card", 0.168, "quick_win", 1), ("act_hold", 0.077, "big_bet", 2), ("act_mail", 0.012, "fill_in", 3)),
        *(("act_parcel", 0.138, "big_bet", 4), ("act_partner", None, "later", 5)),
    )
    return [{"snapshot_id": SNAPSHOT, "action_id": a, "impact": i, "quadrant": q, "priority": p} for a, i, q, p in rows]


def _effects() -> list[dict[str, Any]]:
    def effect(measure: str, method: str, before: float, after: float, gain: float, verdict: str, french: str, english: str):
        known = {"before": before, "after": after, "effect": gain, "effect_low": gain - 0.04, "effect_high": gain + 0.04}
        words = {"verdict": verdict, "reason_fr": french, "reason_en": english, "n_before": 160, "n_after": 212}
        at = {"snapshot_id": SNAPSHOT, "action_id": "act_parcel", "target": "delivery/delivery", "measure": measure, "method": method}
        return {**at, **known, **words}

    early = {"snapshot_id": SNAPSHOT, "action_id": "act_card", "target": "t_card_refused", "measure": "friction", "method": "control"}
    why = ("Trop tôt : 9 retours depuis, il en faut 20.", "Too early: 9 feedbacks since, 20 are needed.")
    against = "Comparé aux cellules qui n'ont pas changé.", "Compared with the cells that did not change."
    return [
        effect("friction", "control", 0.46, 0.34, -0.11, "better", *against),
        effect("weight", "interrupted_series", 0.21, 0.19, -0.01, "no_clear_change", "Suite de 12 semaines.", "Series of 12 weeks."),
        {**early, "n_before": 80, "n_after": 9, "verdict": "too_early", "reason_fr": why[0], "reason_en": why[1]},
    ]
