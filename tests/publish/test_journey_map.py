"""The document `journey_map.json` of planted tables."""

import json
from datetime import date

import jsonschema
import pandas as pd
import pytest

from voc import tables
from voc.publish import publish
from voc.publish.journey_map import NAME, journey_map_document, journey_map_json

PLACE = {"snapshot_id": "s_1", "segment": "all", "segment_value": "all", "map_kind": "as_is"}


@pytest.fixture(scope="session")
def schema(root):
    return json.loads((root / "docs" / "journey_map.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def dimensions():
    stages = [("purchase", "buy", "Achat", "Purchase"), ("delivery", "after", "Livraison", "Delivery"), ("use", "after", "Usage", "Use")]
    stages += [("unplaced", None, "Non situé", "Unplaced")]
    touchpoints = [("store", "Magasin", "Store"), ("phone", "Téléphone", "Phone"), ("unplaced", "Non situé", "Unplaced")]
    stage = pd.DataFrame(stages, columns=["stage", "phase", "name_fr", "name_en"])
    touchpoint = pd.DataFrame(touchpoints, columns=["touchpoint", "name_fr", "name_en"])
    phase = pd.DataFrame([("buy", "Achat", "Buying"), ("after", "Après", "After")], columns=["phase", "name_fr", "name_en"])
    topic = {"topic_id": "t_1", "kind": "subject", "name_fr": "Colis en retard", "name_en": "Late parcel", "named_by": "auto"}
    topic |= {"pinned": False, "keywords_fr": "[]", "keywords_en": "[]", "status": "active", "valid_from": pd.Timestamp("2026-01-01")}
    return {
        "stage": tables.Stage.check(stage.assign(position=range(4))),
        "touchpoint": tables.Touchpoint.check(touchpoint.assign(position=range(3))),
        "phase": tables.Phase.check(phase.assign(position=range(2))),
        "topic": tables.Topic.check(pd.DataFrame([{**topic, "n_mentions": 9}])),
    }


def row(stage, touchpoint, item, position=0, detail=None, **rest):
    blank = {"n_feedback": 9, "n_authors": 8, "unit": "friction"}
    body = {"stage": stage, "touchpoint": touchpoint, "item": item, "position": position, "detail": json.dumps(detail or {})}
    return {**PLACE, **blank, **body, **rest}


@pytest.fixture
def planted():
    period = {"period": "last_28_days", "start": "2026-05-04", "end": "2026-05-31", "n_mentions": 12}
    reasons = {"friction": 0.8, "friction_low": 0.7, "friction_high": 0.9, "friction_share": 0.5, "level": 0.3, "level_from": "target"}
    target = {"target": 0.3, "delivered": 0.8, "delivered_low": 0.7, "delivered_high": 0.9, "gap": 0.5, "verdict": "missed"}
    late = {"touchpoint": "store", "friction": 0.8, "sentiment": -0.7, "n_mentions": 9, "mentions": ["m1", "m2"]}
    hoped = {"kind": "unmet", "mentions": ["m3"], "spans": {"m3": [4, 30]}, "origins": {"promised": 6}}
    to_be, day = {"map_kind": "to_be"}, {"map_kind": "day_in_life"}
    nobody = {"n_feedback": 0, "n_authors": 0}
    words = {"label_fr": "Attentes déçues", "label_en": "Expectations not met"}
    rows = [
        row("all", "all", "volume", value=20.0, unit="feedbacks", detail=period),
        row("delivery", "all", "volume", value=9.0, unit="feedbacks"),
        row("purchase", "all", "volume", unit="feedbacks", n_feedback=2, n_authors=2),
        row("use", "all", "volume", unit="feedbacks", n_feedback=0, n_authors=0),
        row("delivery", "all", "emotion", value=-0.4, value_low=-0.6, value_high=-0.2, unit="sentiment"),
        row("delivery", "phone", "friction", value=0.5, value_low=0.4, value_high=0.6),
        row("delivery", "store", "friction", value=0.8, value_low=0.7, value_high=0.9),
        row("delivery", "store", "nps", value=-20.0, unit="nps"),
        row("delivery", "all", "pain_point", value=0.6, unit="share", topic_id="t_1", detail=late),
        row("delivery", "phone", "pain_point", 1, value=0.2, unit="share", detail={**late, "touchpoint": "phone", "mentions": []}),
        row("delivery", "all", "expectation", value=6.0, unit="feedbacks", detail=hoped, **words),
        row("all", "all", "expectation", unit="feedbacks", n_authors=2, detail={"kind": "unmet"}, **words),
        row("delivery", "store", "target", value=0.3, owner="Logistics", label_fr="À l'heure", label_en="On time", detail=target, **to_be),
        row("delivery", "all", "target", n_authors=0, n_feedback=0, detail={"target": 0.4, "verdict": "unsure"}, **to_be),
        row("delivery", "store", "opportunity", value=0.3, unit="share", owner="Logistics", label_fr="…", label_en="…",
            detail={**reasons, "gap": 0.6, "confidence": 0.99, "mentions": ["m1"]}, **to_be),
        *(row("all", "all", "hour", h, value=0.4 if h == 9 else None, **({} if h == 9 else nobody), **day) for h in range(24)),
        row("all", "all", "weekday", 0, value=0.4, label_fr="lundi", label_en="Monday", **day),
    ]  # fmt: skip
    rows += [{**r, "segment": "persona", "segment_value": "étudiant"} for r in rows[:2]]
    return tables.JourneyMap.check(pd.DataFrame(rows)).sort_values(tables.JourneyMap.keys(), ignore_index=True)


def test_the_document_is_as_its_schema_says(planted, dimensions, schema):
    body = json.loads(journey_map_json({"journey_map": planted, **dimensions}))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(body)


def test_the_schema_refuses_what_is_not_so(planted, dimensions, schema):
    body = journey_map_document({"journey_map": planted, **dimensions})
    body["maps"][0]["as_is"]["phases"][0]["stages"][0]["surprise"] = 1
    assert not jsonschema.Draft202012Validator(schema).is_valid(body)


def test_all_that_was_planted_is_in_its_place(planted, dimensions):
    body = journey_map_document({"journey_map": planted, **dimensions})
    assert body["period"] == {"kind": "last_28_days", "start": "2026-05-04", "end": "2026-05-31"}
    assert [(m["segment"], m["value"]) for m in body["maps"]] == [("all", "all"), ("persona", "étudiant")]
    whole = body["maps"][0]
    assert [(p["phase"], [s["stage"] for s in p["stages"]]) for p in whole["as_is"]["phases"]] == [
        ("buy", ["purchase"]),
        ("after", ["delivery", "use"]),
    ]
    assert whole["as_is"]["phases"][1]["name"] == {"fr": "Après", "en": "After"}
    purchase = whole["as_is"]["phases"][0]["stages"][0]
    delivery, use = whole["as_is"]["phases"][1]["stages"]
    assert (purchase["volume"]["withheld"], use["volume"]["withheld"]) == (True, False)
    assert [t["touchpoint"] for t in delivery["touchpoints"]] == ["store", "phone"]
    assert delivery["touchpoints"][0]["kpis"]["nps"]["value"] == -20.0
    assert [p["name"]["en"] for p in delivery["pain_points"]] == ["Late parcel", "Phone"]
    assert delivery["expectations"][0]["mentions"] == [{"mention_id": "m3", "span": [4, 30]}]
    assert [e["emotion"] and e["emotion"]["value"] for e in whole["as_is"]["emotion_curve"]] == [None, -0.4, None]
    stage, cell = whole["to_be"]["targets"]
    assert (stage["touchpoint"], stage["target"], stage["delivered"], stage["expected"]) == (None, 0.4, None, None)
    assert (cell["gap"], cell["owner"], cell["verdict"], cell["expected"]["en"]) == (0.5, "Logistics", "missed", "On time")
    assert whole["to_be"]["opportunities"][0]["reasoning"]["gap"] == 0.6
    assert [h["hour"] for h in whole["day_in_life"]["hours"]] == list(range(24))
    assert whole["day_in_life"]["weekdays"][0]["name"]["fr"] == "lundi"


def test_without_dimensions_ids_stand_for_names(planted):
    body = journey_map_document({"journey_map": planted})
    assert body["maps"][0]["to_be"]["targets"][0]["stage_name"] == {"fr": "delivery", "en": "delivery"}


def test_an_empty_map_is_a_document_too(schema):
    body = json.loads(journey_map_json({n: t.empty() for n, t in tables.published_tables().items()}))
    jsonschema.Draft202012Validator(schema).validate(body)
    assert len(body["maps"]) == 1


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_does_not_matter(planted, dimensions, seed):
    shuffled = planted.sample(frac=1.0, random_state=seed, ignore_index=True)
    assert journey_map_json({"journey_map": shuffled, **dimensions}) == journey_map_json({"journey_map": planted, **dimensions})


def test_it_carries_the_snapshot_it_lies_in(planted, dimensions, tmp_path):
    def extras(folder, final):
        (folder / NAME).write_text(journey_map_json(final), encoding="utf-8")

    made = publish(tmp_path, {"journey_map": planted, **dimensions}, date(2026, 5, 31), {}, 3, extras)
    body = json.loads((made.folder / NAME).read_text(encoding="utf-8"))
    assert body["snapshot_id"] == made.snapshot_id
    assert body["maps"] == journey_map_document({"journey_map": planted, **dimensions})["maps"]
    assert NAME in json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))["files"]
