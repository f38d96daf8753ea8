"""A report about a company that does not exist, with known numbers in known places."""

from __future__ import annotations

import json
from datetime import date, timedelta

import numpy as np
import pandas as pd
from planted_measures import measures

from voc.tables import Alert, Heatmap, HeatmapTopic, Stage, Topic, TopicAudit, Touchpoint, Validity
from voc.web.report import VERBATIM_COLUMNS, Report

DAY = date(2026, 9, 13)
SNAPSHOT = "2026-09-13-4f1c2a"
STAGES = (
    ("awareness", "awareness", "Découverte", "Awareness"),
    ("consideration", "consideration", "Considération", "Consideration"),
    ("decision", "decision", "Décision", "Decision"),
    ("purchase", "purchase", "Achat", "Purchase"),
    ("delivery", "post_purchase", "Livraison", "Delivery"),
    ("use", "post_purchase", "Utilisation", "Use"),
    ("support", "post_purchase", "Assistance", "Support"),
    ("loyalty", "loyalty", "Fidélité", "Loyalty"),
)
TOUCHPOINTS = (
    *(
        ("website", "Site web", "Website"),
        ("mobile_app", "Application mobile", "Mobile app"),
        ("customer_account", "Espace client", "Customer account"),
    ),
    *(("advertising", "Publicité", "Advertising"), ("social_media", "Réseaux sociaux", "Social media"), ("store", "Magasin", "Store")),
    *(("phone", "Téléphone", "Phone"), ("email", "E-mail", "Email"), ("chat", "Messagerie", "Chat"), ("payment", "Paiement", "Payment")),
    *(
        ("billing_pricing", "Facturation et prix", "Billing and pricing"),
        ("delivery", "Livraison", "Delivery"),
        ("product", "Produit", "Product"),
    ),
    *(("returns_refunds", "Retours et remboursements", "Returns and refunds"), ("customer_service", "Service client", "Customer service")),
    *(("paperwork", "Démarches et documents", "Paperwork"), ("partner", "Partenaire", "Partner")),
)
# Where it hurts: cell, weight of feedback, friction.
PLANTED = {
    ("purchase", "payment"): (141, 0.62),
    ("delivery", "delivery"): (212, 0.34),
    ("support", "customer_service"): (96, 0.55),
    ("support", "phone"): (61, 0.66),
    ("use", "product"): (188, 0.21),
    ("purchase", "website"): (120, 0.24),
    ("use", "mobile_app"): (74, 0.41),
    ("support", "returns_refunds"): (48, 0.58),
    ("consideration", "website"): (66, 0.18),
    ("decision", "billing_pricing"): (52, 0.33),
    ("use", "customer_account"): (37, 0.47),
    ("purchase", "store"): (83, 0.12),
    ("loyalty", "email"): (22, 0.28),
    ("awareness", "advertising"): (14, 0.31),
    ("support", "chat"): (19, 0.39),
    ("use", "paperwork"): (11, 0.44),
    ("unplaced", "unplaced"): (240, 0.17),
    ("unplaced", "product"): (44, 0.15),
    ("use", "unplaced"): (39, 0.27),
    ("purchase", "unplaced"): (18, 0.25),
}
WITHHELD = (("delivery", "email"), ("loyalty", "store"))
SENTENCES = (
    (
        "fr",
        "Commande passée samedi, tout allait bien. ",
        "Le paiement a été refusé trois fois alors que ma carte fonctionne partout ailleurs",
        ", et personne ne m'a rappelé.",
    ),
    ("fr", "", "Colis laissé sous la pluie devant le portail", ". Le canapé, lui, est superbe."),
    ("fr", "Bonjour. ", "J'attends mon remboursement depuis six semaines !", " Merci de faire le nécessaire."),
    ("en", "Lovely sofa, shame about the rest. ", "The card page spins forever and then logs me out", ". I gave up and went to the shop."),
    ("en", "", "Forty minutes on hold, twice, to be told to write an email", "."),
    ("fr", "", "RAS", ""),
    ("nl", "", "De bezorging was te laat en niemand belde", "."),
    ("fr", "Vendeuse adorable, ", "conseils au top", " et magasin bien rangé."),
)
TOPICS = (
    ("t_card_refused", "Carte refusée au paiement", "Card refused at checkout"),
    ("t_late_parcel", "Colis en retard", "Late parcel"),
    ("t_on_hold", "Attente au téléphone", "Waiting on hold"),
    ("t_refund", "Remboursement qui tarde", "Slow refund"),
    ("t_app_crash", "L'application se ferme", "App closes by itself"),
    ("t_comfort", "Confort du canapé", "Sofa comfort"),
)
THEME = "t_theme"


def report(*, trends: bool = True, verbatims_per_cell: int = 12, weeks: int = 16, texts: tuple[str, ...] = (), **changes: object) -> Report:
    """The planted report; `texts` are put in front of the comments of Purchase × Payment."""
    heatmap = _heatmap(weeks, trends)
    tables = {
        "heatmap": heatmap,
        "heatmap_topic": _heatmap_topic(heatmap),
        "topic": _topics(),
        "topic_audit": _audit(),
        "stage": Stage.conform(
            pd.DataFrame([{"stage": s, "position": i, "phase": p, "name_fr": f, "name_en": e} for i, (s, p, f, e) in enumerate(STAGES)])
        ),
        "touchpoint": Touchpoint.conform(
            pd.DataFrame([{"touchpoint": t, "position": i, "name_fr": f, "name_en": e} for i, (t, f, e) in enumerate(TOUCHPOINTS)])
        ),
        "validity": Validity.conform(
            pd.DataFrame(
                [
                    {"snapshot_id": SNAPSHOT, "source": "all", "score": "nps", "n": 812, "rank_correlation": -0.58},
                    {"snapshot_id": SNAPSHOT, "source": "all", "score": "rating", "n": 1430, "rank_correlation": -0.44},
                    {"snapshot_id": SNAPSHOT, "source": "tickets", "score": "csat", "n": 12, "rank_correlation": None},
                ]
            )
        ),
    }
    verbatims = _verbatims(verbatims_per_cell, texts)
    planted = measures(heatmap, verbatims)
    if not trends:
        planted["alert"] = Alert.empty()
    tables |= planted
    values = {
        "tables": tables,
        "verbatims": verbatims,
        "run": RUN,
        "company": "Brindille",
        "snapshot_id": SNAPSHOT,
        "min_authors": 5,
        "time_zone": "Europe/Paris",
    }
    return Report(**{**values, **changes})  # type: ignore[arg-type]


def empty_report() -> Report:
    """A first night on which no source delivered anything."""
    return Report({}, pd.DataFrame({c: [] for c in VERBATIM_COLUMNS}), {"day": DAY, "status": "kept", "degraded": True}, "", "none", 5)


RUN = {
    "day": DAY,
    "status": "published",
    "degraded": False,
    "code_version": "0.1.0",
    "model_version": "e5-small-int8-8c1d",
    "config_hash": "9f31c08a77d2e410",
    "steps": [
        {"step": "gather", "rows_in": 1622, "rows_out": 1622, "seconds": 1.2},
        {"step": "prepare", "rows_in": 1622, "rows_out": 1571, "seconds": 9.4},
        {"step": "measure", "rows_in": 2204, "rows_out": 3060, "seconds": 4.4},
    ],
    "sources": [
        *(
            {
                "source": s,
                "rows_in": i,
                "new": n,
                "updated": 2,
                "unchanged": i - n - 2 - d - q,
                "duplicates": d,
                "quarantined": q,
                "files_skipped": 0,
                "status": "ok",
            }
            for s, i, n, d, q in (("enquete", 640, 31, 12, 4), ("avis", 702, 44, 17, 0), ("tickets", 280, 9, 3, 1))
        )
    ],
    "issues": [
        {
            "severity": "warning",
            "source": "enquete",
            "record": "enquete.csv:88",
            "what": "rating 11 of 10",
            "expected": "0 to 10",
            "advice": "correct the export",
        },
        {"severity": "info", "source": "avis", "record": "avis.xlsx", "what": "separator guessed: ;", "expected": "", "advice": ""},
        {
            "severity": "error",
            "source": "tickets",
            "record": "tickets.jsonl:4",
            "what": "the row is not JSON",
            "expected": "one object per line",
            "advice": "re-send",
        },
    ],
    "gate": [
        {"name": "min_feedback", "value": 1571, "limit": 1, "passed": True, "advice": ""},
        {"name": "max_unplaced", "value": 0.183, "limit": 0.9, "passed": True, "advice": ""},
    ],
}


def _periods(weeks: int) -> list[tuple[str, date, date, float]]:
    last = DAY - timedelta(days=6)
    out = [("last_28_days", DAY - timedelta(days=27), DAY, 1.0), ("all", date(2026, 5, 25), DAY, 3.9)]
    out += [("week", last - timedelta(weeks=i), last - timedelta(weeks=i) + timedelta(days=6), 0.25) for i in range(weeks)]
    return [*out, *(("month", date(2026, m, 1), date(2026, m, 30), 1.05) for m in (6, 7, 8, 9))]


def _heatmap(weeks: int, trends: bool) -> pd.DataFrame:
    random = np.random.default_rng(7)
    rows: list[dict[str, object]] = []
    for period, start, end, scale in _periods(weeks):
        groups = [("all", "all", 1.0)]
        if period in ("last_28_days", "all"):
            groups += [("region", "Nord", 0.4), ("region", "Sud", 0.35), ("profil", "senior", 0.2)]
        for segment, value, part in groups:
            rows += _slice(period, start, end, segment, value, scale * part, random, trends and period == "last_28_days")
    return Heatmap.conform(pd.DataFrame(rows))


def _slice(period, start, end, segment, value, scale, random, trends):
    exact = (period, segment) == ("last_28_days", "all")
    cells = {}
    for key, (n, friction) in PLANTED.items():
        count = n if exact else max(int(n * scale * random.uniform(0.8, 1.2)), 0)
        cells[key] = (count, friction if exact else float(np.clip(friction + random.normal(0, 0.04), 0.02, 0.95)))
    sums = sum(n * f for n, f in cells.values()) or 1.0
    out = []
    for stage in (*[s[0] for s in STAGES], "unplaced"):
        for touchpoint in (*[t[0] for t in TOUCHPOINTS], "unplaced"):
            n, friction = cells.get((stage, touchpoint), (2 if (stage, touchpoint) in WITHHELD else 0, 0.5))
            known, half = n >= 5, 0.5 / max(n, 1) ** 0.5
            trend = (
                "unknown" if not trends else {"payment": "worse", "delivery": "better"}.get(touchpoint, "steady") if known else "unknown"
            )
            moved = {"worse": 0.062, "better": -0.031, "steady": 0.002}.get(trend)
            row = {
                **{"snapshot_id": SNAPSHOT, "period": period, "period_start": pd.Timestamp(start), "period_end": pd.Timestamp(end)},
                **{"segment": segment, "segment_value": value, "stage": stage, "touchpoint": touchpoint},
                **{
                    "n_feedback": n,
                    "n_mentions": int(n * 1.2),
                    "n_authors": max(n - 2, 0) if known else n,
                    "suppressed": 0 < n < 5,
                    "silent": n == 0,
                },
                "trend": trend,
            }
            if known:
                row |= {"friction": friction, "friction_low": max(friction - half, 0), "friction_high": min(friction + half, 1)}
                row |= {
                    "friction_share": n * friction / sums,
                    "negative_share": min(friction * 1.1, 1),
                    "effort_share": friction / 2,
                    "sentiment_mean": 1 - 2 * friction,
                }
                row |= {"change": moved, "change_low": moved and moved - 0.02, "change_high": moved and moved + 0.02}
                if moved:
                    felt = {"worse": 0.14, "better": -0.05, "steady": 0.01}[trend]
                    row |= {"friction_change": felt, "friction_change_low": felt - 0.06, "friction_change_high": felt + 0.06}
                    q = {"worse": (0.0004, 0.02), "better": (0.04, 0.3), "steady": (0.6, 0.8)}[trend]
                    row |= {"change_q": q[0], "friction_change_q": q[1]}
            out.append(row)
    return out


def _heatmap_topic(heatmap: pd.DataFrame) -> pd.DataFrame:
    homes = {
        "t_card_refused": [("purchase", "payment", 0.71), ("purchase", "website", 0.3)],
        "t_late_parcel": [("delivery", "delivery", 0.64)],
        "t_on_hold": [("support", "phone", 0.8), ("support", "customer_service", 0.35)],
        "t_refund": [("support", "returns_refunds", 0.55)],
        "t_app_crash": [("use", "mobile_app", 0.47)],
        "t_comfort": [("use", "product", 0.5)],
    }
    cells = pd.DataFrame([(t, *home) for t, own in homes.items() for home in own], columns=["topic_id", "stage", "touchpoint", "part"])
    keys = heatmap[heatmap["segment"] == "all"].merge(cells, on=["stage", "touchpoint"])
    keys = keys[~keys["silent"]]
    return HeatmapTopic.conform(
        keys.assign(
            n_mentions=(keys["n_mentions"] * keys["part"]).astype("int64"),
            friction_share=keys["part"].where(~keys["suppressed"]),
        )
    )


def _topics() -> pd.DataFrame:
    rows = [
        {
            **{
                "topic_id": t,
                "name_fr": fr,
                "name_en": en,
                "kind": "subject",
                "pinned": False,
                "named_by": "auto" if i else "analyst",
                "status": "emerging" if t == "t_app_crash" else "active",
            },
            **{"keywords_fr": json.dumps(fr.lower().split()), "keywords_en": json.dumps(en.lower().split()), "n_mentions": 300 - 40 * i},
            **{"valid_from": pd.Timestamp("2026-06-01") + pd.Timedelta(days=9 * i)},
        }
        for i, (t, fr, en) in enumerate(TOPICS)
    ]
    frame = pd.DataFrame(rows)
    theme = {
        **rows[0],
        "topic_id": THEME,
        "kind": "theme",
        "name_fr": "L'achat et l'argent",
        "name_en": "Buying & money",
        "status": "active",
    }
    under = frame.assign(
        parent_id=frame["topic_id"].where(frame["topic_id"].isin(["t_refund", "t_card_refused"])).map(lambda t: THEME, na_action="ignore")
    )
    return Topic.conform(pd.concat([under, pd.DataFrame([theme])], ignore_index=True))


def _audit() -> pd.DataFrame:
    """The first topic is a heap, the second has a near neighbour, the third is of one language."""
    advice = ["split", "merge", "language"]
    rows = [
        {
            **{"topic_id": t, "n_distinct": 100 - i, "cohesion": 0.3 + i / 20, "separation": 0.5 - i / 20, "nearest": TOPICS[i - 1][0]},
            **{"main_language": "fr", "main_language_share": 0.6, "sentiment_mean": -0.4, "sentiment_spread": 0.3},
            "advice": advice[i] if i < len(advice) else "ok",
        }
        for i, (t, _, _) in enumerate(TOPICS)
    ]
    return TopicAudit.conform(pd.DataFrame(rows))


def _verbatims(per_cell: int, texts: tuple[str, ...]) -> pd.DataFrame:
    rows: list[dict[str, object]] = []
    keys = [*PLANTED, *WITHHELD]
    for k, (stage, touchpoint) in enumerate(keys):
        n = 2 if (stage, touchpoint) in WITHHELD else per_cell
        for i in range(n):
            language, before, mention, after = SENTENCES[(i + k) % len(SENTENCES)]
            text = before + mention + after
            if i == 3:
                text = text + " " + "Nous avions pourtant tout préparé pour ce jour-là, les enfants comptaient dessus. " * 14
            rows.append(_verbatim(len(rows), stage, touchpoint, language, text, len(before), len(before) + len(mention), i))
    for text in texts:
        rows.append({**_verbatim(len(rows), "purchase", "payment", "fr", text, 0, len(text), 0), "friction": 0.999})
    return pd.DataFrame(rows)


def _verbatim(number, stage, touchpoint, language, text, start, end, i):
    dated = i % 7 != 6
    survey = i % 3 == 0
    friction = round(0.95 - 0.07 * i % 0.9, 3)
    label = "negative" if friction > 0.5 else "neutral" if friction > 0.3 else "positive"
    return {
        **{"mention_id": f"m{number:05d}", "feedback_id": f"f{number - number % 2:05d}", "stage": stage, "touchpoint": touchpoint},
        **{"topic_id": TOPICS[number % len(TOPICS)][0] if i % 4 else None, "topic_strength": 0.5 + (number % 50) / 100},
        **{"sentiment_label": label, "sentiment": 1 - 2 * friction, "effort": 0.4 if i % 2 else None, "friction": friction},
        **{
            "evidence": "« paiement refusé »",
            "stage_confidence": 0.82,
            "touchpoint_confidence": 0.91,
            "start": start,
            "end": end,
            "text": text,
        },
        **{"title": "Déçue" if i % 5 == 1 else None, "question": "Que pourrions-nous améliorer ?" if survey else None},
        **{
            "source": "enquete" if survey else "avis" if i % 3 == 1 else "tickets",
            "kind": "survey" if survey else "review" if i % 3 == 1 else "ticket",
        },
        **{
            "channel": "web" if i % 2 else None,
            "language": language,
            "received_at": pd.Timestamp("2026-09-12T22:30:00Z") - pd.Timedelta(days=5 * i),
        },
        **{
            "time_known": dated,
            "rating": 2.0 if i % 3 == 1 else None,
            "rating_max": 5.0 if i % 3 == 1 else None,
            "nps": float(i % 11) if survey else None,
            "attributes": json.dumps({"region": "Nord" if i % 2 else "Sud", "shoe_size": i}),
        },
    }
