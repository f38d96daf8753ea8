"""A whole snapshot of a company that does not exist: every published table filled, with known numbers in known places."""

from __future__ import annotations

import json
from datetime import date
from functools import cache

import pandas as pd

from voc.tables import published_tables

DAY = date(2026, 9, 13)
PHASES = (
    *(("awareness", "Découverte", "Awareness"), ("consideration", "Considération", "Consideration"), ("decision", "Décision", "Decision")),
    *(("purchase", "Achat", "Purchase"), ("post_purchase", "Après-achat", "After purchase"), ("loyalty", "Fidélité", "Loyalty")),
    ("unplaced", "Non situé", "Unplaced"),
)
STAGES = (
    ("awareness", "awareness", "Découverte", "Awareness"),
    ("consideration", "consideration", "Considération", "Consideration"),
    ("decision", "decision", "Décision", "Decision"),
    ("purchase", "purchase", "Achat", "Purchase"),
    ("delivery", "post_purchase", "Livraison", "Delivery"),
    ("use", "post_purchase", "Utilisation", "Use"),
    ("support", "post_purchase", "Assistance", "Support"),
    ("loyalty", "loyalty", "Fidélité", "Loyalty"),
    ("unplaced", None, "Non situé", "Unplaced"),
)
TOUCHPOINTS = (
    *(("website", "Site web", "Website"), ("mobile_app", "Application mobile", "Mobile app"), ("store", "Magasin", "Store")),
    *(
        ("customer_account", "Espace client", "Customer account"),
        ("advertising", "Publicité", "Advertising"),
        ("phone", "Téléphone", "Phone"),
    ),
    *(("email", "E-mail", "Email"), ("chat", "Messagerie", "Chat"), ("payment", "Paiement", "Payment"), ("product", "Produit", "Product")),
    *(("billing_pricing", "Facturation et prix", "Billing and pricing"), ("delivery", "Livraison", "Delivery")),
    *(("returns_refunds", "Retours et remboursements", "Returns and refunds"), ("customer_service", "Service client", "Customer service")),
    *(("paperwork", "Démarches et documents", "Paperwork"), ("partner", "Partenaire", "Partner"), ("unplaced", "Non situé", "Unplaced")),
)
# Where it hurts: feedbacks, friction, change of share, trend.
CELLS = {
    ("purchase", "payment"): (141, 0.62, 0.058, "worse"),
    ("delivery", "delivery"): (212, 0.34, -0.041, "better"),
    ("support", "customer_service"): (96, 0.55, 0.004, "steady"),
    ("support", "phone"): (61, 0.66, 0.006, "steady"),
    ("use", "product"): (188, 0.21, -0.003, "steady"),
    ("purchase", "website"): (120, 0.24, 0.002, "steady"),
    ("use", "mobile_app"): (74, 0.41, -0.008, "steady"),
    ("support", "returns_refunds"): (48, 0.58, 0.001, "steady"),
    ("consideration", "website"): (66, 0.18, -0.002, "steady"),
    ("decision", "billing_pricing"): (52, 0.33, 0.0, "steady"),
    ("use", "customer_account"): (37, 0.47, 0.003, "steady"),
    ("purchase", "store"): (83, 0.12, -0.001, "steady"),
    ("loyalty", "email"): (22, 0.28, None, "unknown"),
    ("awareness", "advertising"): (14, 0.31, None, "unknown"),
    # Too few spoke before: the change is told, its figures are withheld.
    ("support", "chat"): (19, 0.39, None, "better"),
    ("unplaced", "unplaced"): (240, 0.17, 0.0, "steady"),
    ("unplaced", "product"): (44, 0.15, 0.0, "steady"),
    ("use", "unplaced"): (39, 0.27, 0.0, "steady"),
}
WITHHELD = (("delivery", "email"), ("loyalty", "store"))
# Kind, first day, last day, weight of the feedback in it.
PERIODS = (
    ("last_28_days", "2026-08-17", "2026-09-13", 1.0),
    ("all", "2026-01-04", "2026-09-13", 6.0),
    *(("month", f"2026-{m:02d}-01", f"2026-{m:02d}-{last}", w) for m, last, w in ((7, 31, 1.1), (8, 31, 1.0), (9, 13, 0.4))),
    *(("week", f"2026-08-{d:02d}", f"2026-08-{d + 6:02d}", 0.25) for d in (10, 24)),
)
SEGMENTS = (("all", "all", 1.0), ("region", "Nord", 0.55), ("region", "Sud", 0.45))
TOPICS = (
    ("t_card_refused", "Carte refusée au paiement", "Card refused at checkout", "active", None),
    ("t_late_parcel", "Colis en retard", "Late parcel", "active", None),
    ("t_on_hold", "Attente au téléphone", "Waiting on hold", "active", None),
    ("t_refund", "Remboursement qui tarde", "Slow refund", "active", None),
    ("t_app_crash", "L'application se ferme", "App closes by itself", "emerging", None),
    ("t_comfort", "Confort du canapé", "Sofa comfort", "active", None),
    ("t_parcel_late", "Livraison en retard", "Delivery is late", "merged", "t_late_parcel"),
)
EMOTIONS = (
    *(("awareness", 0.12, 0.30, 14), ("consideration", 0.34, 0.12, 81), ("decision", 0.05, 0.14, 58), ("purchase", -0.38, 0.07, 344)),
    *(("delivery", 0.02, 0.06, 219), ("use", 0.31, 0.05, 338), ("support", -0.52, 0.08, 224)),
)
# Stage, touchpoint or all, topic, where it is told most, part of the stage's friction or of those who speak of it, feedbacks.
PAINS = (
    ("purchase", "all", "t_card_refused", "payment", 0.62, 118),
    ("purchase", "website", None, None, 0.14, 31),
    ("delivery", "all", "t_late_parcel", "delivery", 0.51, 74),
    ("use", "all", "t_app_crash", "mobile_app", 0.37, 29),
    ("support", "all", "t_on_hold", "phone", 0.46, 52),
    ("support", "all", "t_refund", "returns_refunds", 0.31, 40),
    ("decision", "billing_pricing", None, None, 0.39, 21),
)
DELIGHTS = (
    ("use", "all", "t_comfort", "product", 0.81, 96),
    ("purchase", "store", None, None, 0.77, 44),
    ("delivery", "delivery", None, None, 0.64, 38),
    ("consideration", "website", None, None, 0.58, 22),
)
# Stage, touchpoint or all, target, delivered, verdict, promise, owner.
TARGETS = (
    ("purchase", "all", 0.25, 0.57, "missed", "Payer en deux minutes, sans rappel", "Pay in two minutes, no call-back", "E-commerce"),
    ("delivery", "all", 0.35, 0.37, "unsure", "Le colis arrive le jour dit", "The parcel comes on the day", "Logistique"),
    ("support", "all", 0.35, 0.64, "missed", "Une réponse en un seul appel", "One call, one answer", "Service client"),
    ("use", "all", 0.30, 0.225, "met", "Un canapé qui tient dix ans", "A sofa that lasts ten years", "Produit"),
    ("decision", "billing_pricing", 0.2, 0.33, "missed", "Tous les frais dès le panier", "All fees from the basket on", "Prix"),
    ("loyalty", "all", 0.2, None, "unsure", "Un merci qui compte", "A thank-you that counts", "CRM"),
)


@cache
def _tables(shift: float) -> dict[str, pd.DataFrame]:
    heat = _heatmap(shift)
    parts = {
        **{"heatmap": heat, "heatmap_topic": _heatmap_topic(), "heatmap_phase": _heatmap_phase(), "score": _scores(shift)},
        **{"topic": _topics(), "topic_audit": [], "driver": _drivers(), "alert": _alerts(), "journey_map": _journey_map()},
        **{
            "validity": [
                {"source": "all", "score": s, "n": n, "rank_correlation": r} for s, n, r in (("nps", 812, -0.58), ("csat", 9, None))
            ]
        },
        **{"phase": [{"phase": p, "position": i, "name_fr": f, "name_en": e} for i, (p, f, e) in enumerate(PHASES)]},
        **{"stage": [{"stage": s, "position": i, "phase": p, "name_fr": f, "name_en": e} for i, (s, p, f, e) in enumerate(STAGES)]},
        **{"touchpoint": [{"touchpoint": t, "position": i, "name_fr": f, "name_en": e} for i, (t, f, e) in enumerate(TOUCHPOINTS)]},
        **_actions(),
    }
    return {n: _typed(n, rows) for n, rows in parts.items()}


def tables(shift: float = 0.0) -> dict[str, pd.DataFrame]:
    """Every published table; `shift` is added to the friction of Purchase × Payment, so that two nights differ."""
    return {n: f.copy() for n, f in _tables(shift).items()}


def _typed(name: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    table = published_tables()[name]
    filled = [{"snapshot_id": "", **r} for r in rows]
    return table.check(pd.DataFrame(filled)) if filled else table.empty()


def _heatmap(shift: float) -> list[dict[str, object]]:
    rows = []
    for kind, start, end, weight in PERIODS:
        for segment, value, part in SEGMENTS:
            if segment != "all" and kind not in ("last_28_days", "month", "all"):
                continue
            whole = sum(n * f for n, f, _, _ in CELLS.values())
            for stage, *_ in STAGES:
                for touchpoint, *_ in TOUCHPOINTS:
                    keys = {"period": kind, "period_start": start, "period_end": end, "segment": segment, "segment_value": value}
                    place = {**keys, "stage": stage, "touchpoint": touchpoint}
                    rows.append({**place, **_cell((stage, touchpoint), weight * part, whole, shift, kind in ("last_28_days", "week"))})
    return rows


def _cell(key: tuple[str, str], weight: float, whole: float, shift: float, compared: bool) -> dict[str, object]:
    silent = {"n_feedback": 0, "n_mentions": 0, "n_authors": 0, "trend": "unknown", "suppressed": False, "silent": True}
    if key in WITHHELD:
        return {**silent, "n_feedback": 2, "n_mentions": 3, "n_authors": 2, "suppressed": True, "silent": False}
    if key not in CELLS:
        return silent
    n, friction, change, trend = CELLS[key]
    count = max(round(n * weight), 5)
    felt = friction + (shift if key == ("purchase", "payment") else 0.0)
    half = min(0.25, 0.6 / count**0.5)
    now = {
        **{"n_feedback": count, "n_mentions": round(count * 1.2), "n_authors": count, "suppressed": False, "silent": False},
        **{"friction": felt, "friction_low": max(felt - half, 0.0), "friction_high": min(felt + half, 1.0)},
        **{"friction_share": n * friction / whole, "negative_share": min(friction * 1.2, 1.0), "effort_share": friction / 2},
        **{"sentiment_mean": 0.5 - friction * 1.3, "nps_mean": 9.0 - 7 * friction, "trend": trend if compared else "unknown"},
    }
    q = 0.02 if trend in ("worse", "better") else 0.7
    if not compared or change is None:
        return {**now, "change_q": q} if compared and trend != "unknown" else now
    moved = {"change": change, "change_low": change - 0.02, "change_high": change + 0.02, "change_q": q}
    felt_more = {"friction_change": change * 2, "friction_change_low": change * 2 - 0.05, "friction_change_high": change * 2 + 0.05}
    return {**now, **moved, **felt_more, "friction_change_q": q}


def _heatmap_topic() -> list[dict[str, object]]:
    keys = {"period": "last_28_days", "period_start": "2026-08-17", "period_end": "2026-09-13", "segment": "all", "segment_value": "all"}
    parts = (
        ("purchase", "payment", "t_card_refused", 118, 0.64, 0.83),
        ("purchase", "payment", "t_app_crash", 12, 0.51, 0.09),
        ("delivery", "delivery", "t_late_parcel", 74, 0.51, 0.71),
        ("support", "phone", "t_on_hold", 52, 0.68, 0.9),
        ("support", "returns_refunds", "t_refund", 40, 0.61, 0.88),
    )
    shown = [
        {**keys, "stage": s, "touchpoint": t, "topic_id": i, "n_mentions": n, "n_authors": n, "friction": f, "friction_share": p}
        for s, t, i, n, f, p in parts
    ]
    hidden = {"stage": "purchase", "touchpoint": "payment", "topic_id": "t_refund", "n_mentions": 2, "n_authors": 2, "suppressed": True}
    return [*({**r, "suppressed": False} for r in shown), {**keys, **hidden}]


def _heatmap_phase() -> list[dict[str, object]]:
    keys = {"period": "last_28_days", "period_start": "2026-08-17", "period_end": "2026-09-13", "segment": "all", "segment_value": "all"}
    figures = {
        "friction": 0.4,
        "friction_low": 0.35,
        "friction_high": 0.45,
        "friction_share": 0.2,
        "negative_share": 0.4,
        "sentiment_mean": 0.0,
    }
    counts = {"n_feedback": 90, "n_mentions": 110, "n_authors": 88, "suppressed": False, "silent": False}
    return [{**keys, "phase": p, **counts, **figures} for p, *_ in PHASES]


def _scores(shift: float) -> list[dict[str, object]]:
    rows = []
    for at, (kind, start, end, weight) in enumerate(PERIODS):
        for segment, value, part in SEGMENTS:
            keys = {"period": kind, "period_start": start, "period_end": end, "segment": segment, "segment_value": value}
            n = round(400 * weight * part)
            nps = round(20 - 3 * at + (5 if value == "Nord" else 0) - 10 * shift, 1)
            known = n >= 20
            figures = {"value": nps, "value_low": nps - 6, "value_high": nps + 6, "mean": 7.4} if known else {}
            rows.append(
                {**keys, "stage": "all", "touchpoint": "all", "score": "nps", "n": n, "n_authors": n, "suppressed": not known, **figures}
            )
    cell = {
        **keys,
        "period": "last_28_days",
        "period_start": "2026-08-17",
        "period_end": "2026-09-13",
        "segment": "all",
        "segment_value": "all",
    }
    figures = {"value": -31.0, "value_low": -44.0, "value_high": -18.0, "mean": 5.1}
    rows.append(
        {**cell, "stage": "purchase", "touchpoint": "payment", "score": "nps", "n": 96, "n_authors": 96, "suppressed": False, **figures}
    )
    return rows


def _topics() -> list[dict[str, object]]:
    rows = [
        {
            **{"topic_id": t, "kind": "subject", "name_fr": fr, "name_en": en, "named_by": "auto", "pinned": False, "status": status},
            **{"keywords_fr": "[]", "keywords_en": "[]", "n_mentions": 300 - 40 * i, "merged_into": into, "valid_from": "2026-03-01"},
            "valid_to": "2026-08-30" if into else None,
        }
        for i, (t, fr, en, status, into) in enumerate(TOPICS)
    ]
    return [*rows, {**rows[0], "topic_id": "t_theme", "kind": "theme", "name_fr": "L'achat et l'argent", "name_en": "Buying and money"}]


def _drivers() -> list[dict[str, object]]:
    figures = ("score_all", "score_with", "impact_leave_out", "impact_leave_out_low", "impact_leave_out_high")
    added = ("impact_additive", "impact_additive_low", "impact_additive_high")
    known = (
        ("topic", "t_card_refused", (12.0, -48.0, -10.2, -13.1, -7.4), (-7.2, -9.8, -4.9), 118, 694),
        ("touchpoint", "phone", (12.0, -39.0, -4.0, -6.1, -2.2), (-2.9, -4.6, -1.3), 61, 751),
        ("topic", "t_comfort", (12.0, 58.0, 5.6, 3.9, 7.4), (4.8, 3.1, 6.5), 96, 716),
    )
    rows = [
        {
            "score": "nps",
            "driver_kind": k,
            "driver_id": i,
            "n_with": w,
            "n_without": o,
            **dict(zip((*figures, *added), (*f, *a), strict=True)),
        }
        for k, i, f, a, w, o in known
    ]
    return [*rows, {"score": "nps", "driver_kind": "topic", "driver_id": "t_app_crash", "n_with": 7, "n_without": 805}]


def _alerts() -> list[dict[str, object]]:
    common = {"segment": "all", "segment_value": "all", "evidence": json.dumps({"mentions": ["m1", "m2"]})}
    words = {"message_fr": "Achat × Paiement s'aggrave.", "message_en": "Purchase × Payment is getting worse."}
    return [
        {
            **common,
            **words,
            "alert_id": "a1",
            "kind": "worse",
            "subject": "purchase/payment",
            "since": "2026-09-07",
            "last_seen": "2026-09-13",
        }
        | {"n_days": 7, "q": 0.004},
        {**common, **words, "alert_id": "a2", "kind": "emerging_topic", "subject": "t_app_crash", "since": "2026-09-10"}
        | {"last_seen": "2026-09-13", "n_days": 4, "q": 0.03},
        {**common, **words, "alert_id": "a3", "kind": "better", "subject": "delivery/delivery", "since": "2026-08-20"}
        | {"last_seen": "2026-08-30", "until": "2026-09-06", "n_days": 11, "q": 0.01},
    ]


def _journey_map() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []

    def add(kind: str, stage: str, touchpoint: str, item: str, n: int, unit: str, **rest: object) -> None:
        position = sum(r["map_kind"] == kind and (r["stage"], r["item"]) == (stage, item) for r in rows)
        base = {"segment": "all", "segment_value": "all", "map_kind": kind, "stage": stage, "touchpoint": touchpoint, "item": item}
        detail = json.dumps(rest.pop("detail", {}))
        rows.append({**base, "position": position, "n_feedback": n, "n_authors": n, "unit": unit, "detail": detail, **rest})

    period = {"period": "last_28_days", "start": "2026-08-17", "end": "2026-09-13"}
    add("as_is", "all", "all", "volume", 1278, "feedbacks", value=1278.0, detail=period)
    add("as_is", "all", "all", "emotion", 1278, "sentiment", value=-0.05, value_low=-0.08, value_high=-0.02)
    add("as_is", "unplaced", "all", "emotion", 240, "sentiment", value=-0.9, value_low=-0.95, value_high=-0.8)
    for stage, mean, half, n in EMOTIONS:
        add("as_is", stage, "all", "emotion", n, "sentiment", value=mean, value_low=mean - half, value_high=mean + half)
        felt = 0.38 - 0.5 * mean
        add("as_is", stage, "all", "friction", n, "friction", value=felt, value_low=max(felt - half / 2, 0), value_high=felt + half / 2)
        add("as_is", stage, "all", "volume", n, "feedbacks", value=float(n))
    add("as_is", "loyalty", "all", "emotion", 3, "sentiment")
    for item, found in (("pain_point", PAINS), ("delight", DELIGHTS)):
        for stage, touchpoint, topic, told, value, n in found:
            add("as_is", stage, touchpoint, item, n, "share", topic_id=topic, value=value, detail={"touchpoint": told} if told else {})
    add("to_be", "support", "phone", "opportunity", 61, "share", value=0.12, label_fr="Rappeler", label_en="Call back")
    for stage, touchpoint, value, delivered, verdict, fr, en, owner in TARGETS:
        detail = {"target": value, "delivered": delivered, "verdict": verdict}
        words = {"label_fr": fr, "label_en": en, "owner": owner}
        add("to_be", stage, touchpoint, "target", 200, "friction", value=value if delivered else None, detail=detail, **words)
    for hour in (9, 18, 21):
        add("day_in_life", "all", "all", "hour", 40, "friction", value=0.2 + hour / 100)
    return rows


def _actions() -> dict[str, list[dict[str, object]]]:
    common = {"owner": "E-commerce", "effort": "low", "topics": "[]", "made_by": "Ana"}
    times = {"made_at": pd.Timestamp("2026-06-01T08:00:00Z"), "changed_by": "Ana", "changed_at": pd.Timestamp("2026-08-01T08:00:00Z")}
    action = {"action_id": "x1", "title": "=cmd|' /C calc'!A0", "status": "done", "cells": '[["delivery", "delivery"]]'}
    effect = {
        "action_id": "x1",
        "target": "delivery/delivery",
        "method": "control",
        "reason_fr": "Face à l'usage.",
        "reason_en": "Against use.",
    }
    figures = {"n_before": 210, "n_after": 180, "before": 0.44, "after": 0.33, "effect": -0.09, "effect_low": -0.14, "effect_high": -0.04}
    early = {"measure": "weight", "n_before": 210, "n_after": 12, "verdict": "too_early"}
    return {
        "action": [{**common, **times, **action, "started_at": "2026-07-01", "done_at": "2026-07-10", "due": "2026-07-15"}],
        "action_plan": [{"action_id": "x1", "impact": 0.11, "quadrant": "quick_win", "priority": 1}],
        "action_effect": [{**effect, **figures, "measure": "friction", "verdict": "better"}, {**effect, **early}],
    }
