"""The journey map as the page shows it."""

import json
from dataclasses import replace

import pandas as pd
import planted_report as planted
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.tables import JOURNEY_ITEMS, JourneyMap
from voc.web.contents import contents
from voc.web.journeys import journeys
from voc.web.phrases import phrases
from voc.web.site import Site
from voc.web.views import journey


def site(table: pd.DataFrame | None = None) -> Site:
    report = planted.report(verbatims_per_cell=4, weeks=2)
    tables = report.tables if table is None else {**report.tables, "journey_map": table}
    return Site(contents(replace(report, tables=tables)), phrases("fr"))


@pytest.fixture(scope="module")
def maps():
    return journey.page(site())["maps"]


def test_all_customers_come_first_then_each_segment_value(maps):
    assert [(m["map"].segment, m["map"].value) for m in maps] == [("all", "all"), ("region", "Nord"), ("region", "Sud")]
    assert [m["map"].id for m in maps] == ["everyone", "region--Nord", "region--Sud"]


def test_figures_lead_to_the_comments_of_period_and_customers(maps):
    assert maps[0]["period"].span == "last_28_days:2026-08-17:2026-09-13"
    assert maps[0]["filter"] == "#p=last_28_days%3A2026-08-17%3A2026-09-13"
    assert maps[1]["filter"].endswith("&g=region%3DNord")


def test_columns_are_the_spoken_stages_in_order_and_silent_ones_are_named(maps):
    assert [c.stage.id for c in maps[0]["columns"]] == [s[0] for s in planted.STAGES if s[0] != "loyalty"]
    assert [s.id for s in maps[0]["silent"]] == ["loyalty"]
    assert maps[0]["phases"] == [("awareness", 1), ("consideration", 1), ("decision", 1), ("purchase", 1), ("post_purchase", 3)]


def test_a_stage_has_its_touchpoints_and_what_hurts_and_pleases(maps):
    purchase = next(c for c in maps[0]["columns"] if c.stage.id == "purchase")
    assert [(t, m["volume"].n) for t, m in purchase.contacts] == [("payment", 141), ("website", 120), ("store", 83)]
    assert purchase.contacts[0][1]["nps"].value == -31.0
    assert [(i.topic, i.told_at) for i in purchase.pains] == [
        ("t_card_refused", ("purchase", "payment")),
        (None, ("purchase", "website")),
    ]
    assert [i.told_at for i in purchase.delights] == [("purchase", "store")]


def test_expectations_go_from_unmet_to_exceeded(maps):
    delivery = next(c for c in maps[0]["columns"] if c.stage.id == "delivery")
    assert [(i.state, i.value) for i in delivery.expectations] == [("unmet", 9.0), ("met", 9.0), ("exceeded", None)]


def test_the_curve_stays_in_its_frame_and_falls_where_customers_are_displeased(maps):
    curve = maps[0]["curve"]
    assert curve.reach == 0.6
    points = curve.drawn.points
    assert [p.x for p in points] == [50.0 + 100 * i for i in range(7)]
    assert max(points, key=lambda p: p.y) == points[-1]
    assert all(0 <= y <= 120 for p in points for y in (p.y, p.low, p.high))


def test_targets_follow_the_journey_and_a_withheld_one_keeps_its_promise(maps):
    found = maps[0]["targets"]
    assert [(i.cell, i.state) for i in found] == [
        (("purchase", "payment"), "missed"),
        (("delivery", "delivery"), "met"),
        (("use", "all"), "unsure"),
        (("loyalty", "store"), "unsure"),
    ]
    assert (found[3].value, found[3].figure("target"), found[3].figure("delivered")) == (None, 0.2, None)


def test_bars_are_as_high_as_there_are_feedbacks(maps):
    hours = maps[0]["hours"]
    assert len(hours) == 24
    assert [b.position for b in hours if b.height == 1.0] == [18, 19, 20, 21, 22]
    assert hours[0].item.value is None
    assert len(maps[0]["weekdays"]) == 7
    assert journey.bars([], 24) == []


def test_no_map_and_an_empty_map_are_no_error():
    assert journey.page(site(JourneyMap.empty()))["maps"] == []
    row = {"snapshot_id": "s", "segment": "all", "segment_value": "all", "map_kind": "as_is", "stage": "all", "touchpoint": "all"}
    blank = {**row, "item": "volume", "position": 0, "n_feedback": 0, "n_authors": 0, "unit": "feedbacks", "detail": "[1, 2]"}
    (empty,) = journey.page(site(JourneyMap.check(pd.DataFrame([blank]))))["maps"]
    assert (empty["columns"], empty["curve"], empty["period"], empty["hours"]) == ([], None, None, [])


SITE = site(JourneyMap.empty())
ROW = st.fixed_dictionaries(
    {
        "map_kind": st.sampled_from(["as_is", "to_be", "day_in_life"]),
        "stage": st.sampled_from(["all", "purchase", "unplaced", "strange<"]),
        "touchpoint": st.sampled_from(["all", "payment", "strange<"]),
        "item": st.sampled_from(JOURNEY_ITEMS),
        "position": st.integers(0, 30),
        "n_feedback": st.integers(0, 9),
        "value": st.none() | st.floats(-5, 5),
        "value_low": st.none() | st.floats(-5, 5),
        "topic_id": st.none() | st.sampled_from(["t_refund", "gone<"]),
        "label_fr": st.none() | st.just("<i>mots"),
        "owner": st.none() | st.just("<i>qui"),
        "detail": st.sampled_from(
            [
                "{",
                "[]",
                json.dumps({"mentions": ["m00001", "gone"], "share": "x", "verdict": 3, "delivered": 0.2, "gap": None}),
                json.dumps({"period": "week", "start": "no day", "end": 4, "touchpoint": ["a"], "kind": "unheard", "level": {}}),
            ]
        ),
    }
)


@given(st.lists(ROW, max_size=12))
@settings(max_examples=40, deadline=None)
def test_whatever_the_rows_the_page_is_drawn_and_escaped(rows):
    from voc.web.pages import _page

    blank = {
        "snapshot_id": "s",
        "segment": "all",
        "segment_value": "all",
        "n_authors": 1,
        "unit": "x",
        "value_high": None,
        "label_en": None,
    }
    table = JourneyMap.conform(pd.DataFrame([{**blank, **r} for r in rows])) if rows else JourneyMap.empty()
    shown = Site(replace(SITE.contents, journeys=journeys(table)), phrases("fr"))
    _, html = _page(shown, "journey.html", "journey.html", journey.page(shown))
    assert "<i>" not in html
    assert "strange<" not in html
