"""What the pages make of scores, drivers, alerts, actions and changes: planted figures are found again."""

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import planted_report as planted
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.tables import Alert, Driver, Score
from voc.web.cells import Slice, maps, phases
from voc.web.changes import certainty, figures, sure
from voc.web.charts import score_line
from voc.web.contents import contents
from voc.web.drivers import boards, drivers
from voc.web.incidents import incidents
from voc.web.periods import compared
from voc.web.phrases import phrases
from voc.web.plan import Action
from voc.web.scores import JOURNEY, scores
from voc.web.site import Site
from voc.web.views import actions as actions_page
from voc.web.wording import Wording

FR, EN = Wording(phrases("fr")), Wording(phrases("en"))
DAY = planted.DAY


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture(scope="module")
def known():
    return contents(planted.report(verbatims_per_cell=4, weeks=6))


def test_then_and_now_of_a_cell_are_those_that_the_change_tells(known):
    share, friction = figures(known.cell(("purchase", "payment"), known.start))
    assert (share.before, share.now) == (pytest.approx(0.168 - 0.062, abs=5e-4), pytest.approx(0.168, abs=5e-4))
    assert (friction.before, friction.now, friction.change) == (pytest.approx(0.48), pytest.approx(0.62), pytest.approx(0.14))
    assert certainty(known.cell(("purchase", "payment"), known.start)) == "sure_almost"
    assert certainty(known.cell(("delivery", "delivery"), known.start)) == "sure_very"


def test_a_change_without_figures_has_no_then():
    report = planted.report(verbatims_per_cell=1, weeks=2)
    heatmap = report.table("heatmap").assign(change=None, friction_change=None)
    cell = contents(replace(report, tables={**report.tables, "heatmap": heatmap})).ranking[0]
    assert cell.trend == "worse"
    assert all(f.before is None and f.change is None for f in figures(cell))


@pytest.mark.parametrize(
    ("q", "word"),
    [(0.0, "sure_almost"), (0.01, "sure_almost"), (0.05, "sure_very"), (0.1, "sure_rather"), (0.4, "sure_little"), (None, "")],
)
def test_how_sure_in_words(q, word):
    assert sure(q) == word


def test_a_period_says_what_it_is_compared_with():
    slices = [Slice("last_28_days", date(2026, 8, 17), date(2026, 9, 13)), Slice("week", date(2026, 9, 7), DAY), None]
    told = [plain(compared(s, phrases("en"))) for s in slices]
    assert told[0] == "compared with the 28 days before (20 Jul – 16 Aug 2026)"
    assert told[1:] == ["compared with the four weeks before", ""]
    assert compared(Slice("all", date(2026, 5, 1), DAY), phrases("fr")) == ""


def test_phases_have_the_figures_that_were_published(known):
    found = known.phases[known.start]
    assert found["purchase"].share == pytest.approx(
        sum(c.share for c in known.cells(known.start).values() if c.stage == "purchase" and c.share)
    )
    assert phases(known.report.table("heatmap_phase"), set()) == {}


def test_scores_of_the_journey_over_time_and_of_cells_now(known):
    marks = known.scores[JOURNEY][known.start]
    assert list(marks) == ["nps", "csat", "rating"]
    assert (marks["nps"].value, marks["nps"].low, marks["nps"].high, marks["nps"].n) == (12.0, 7.0, 17.0, 812)
    assert list(known.scores["purchase", "payment"]) == [known.start]
    withheld = known.scores["purchase", "payment"][known.start]["csat"]
    assert (withheld.value, withheld.n) == (None, 0)


def test_a_score_has_a_line_by_week_and_by_month_when_weeks_are_too_few(known):
    over_time = known.scores[JOURNEY]
    assert score_line(over_time, "nps").kind == "week"
    months = {s: m for s, m in over_time.items() if s.period != "week"}
    assert score_line(months, "nps").kind == "month"
    assert score_line({s: m for s, m in months.items() if s.period != "month"}, "nps") is None
    assert score_line(over_time, "ces") is None


def test_no_score_is_no_error():
    assert scores(Score.empty(), None, ()) == {}
    assert boards(drivers(Driver.empty())) == []


def test_boards_put_the_most_harmful_first_and_thin_data_apart(known):
    nps, touch, ces, rating, delivery = boards(known.drivers)
    assert [d.id for d in nps.rows] == ["t_card_refused", "t_on_hold", "t_late_parcel", "t_comfort"]
    assert [d.id for d in nps.thin] == ["t_refund"]
    assert nps.total == pytest.approx(-6.4 - 4.1 - 2.2 + 5.3)
    assert nps.reach == touch.reach == pytest.approx(7.8 + 1.9)
    assert (ces.rows, ces.total, [d.id for d in ces.thin]) == ((), None, ["t_on_hold"])
    assert (rating.score, delivery.rows[0].main.sure) == ("rating", False)


def test_a_driver_of_which_only_the_usual_figure_is_known_is_drawn_by_it(known):
    row = {"snapshot_id": "s", "score": "nps", "driver_kind": "topic", "driver_id": "x", "n_with": 30, "n_without": 60}
    impact = {"impact_leave_out": -2.0, "impact_leave_out_low": -3.0, "impact_leave_out_high": -1.0}
    (found,) = drivers(Driver.conform(pd.DataFrame([row | impact])))
    assert (found.known, found.main.value, found.main.sure) == (True, -2.0, True)
    assert boards([found])[0].total is None


def test_open_alerts_come_first_the_latest_first(known):
    assert [a.id for a in known.incidents] == ["a1", "a3", "a2", "a4", "a5"]
    assert [a.open for a in known.incidents] == [True, True, True, False, False]
    assert known.incidents[2].place == ("purchase", "payment")
    assert known.incidents[0].place is None


def test_alerts_of_all_customers_come_before_those_of_some():
    base = planted.report(verbatims_per_cell=1, weeks=2).table("alert").iloc[[1]]
    some = base.assign(alert_id="a0", segment="region", segment_value="Nord")
    assert [a.id for a in incidents(Alert.check(pd.concat([some, base])))] == ["a2", "a0"]


def test_alerts_of_one_day_begin_with_the_surest():
    base = planted.report(verbatims_per_cell=1, weeks=2).table("alert").iloc[[1]]
    several = [base.assign(alert_id=name, q=q) for name, q in (("a7", 0.04), ("a8", float("nan")), ("a9", 0.001))]
    assert [a.id for a in incidents(Alert.check(pd.concat(several)))] == ["a9", "a7", "a8"]


def test_evidence_in_words(known):
    by_id = {a.id: a for a in known.incidents}
    worse = [(n, plain(v)) for n, v in FR.evidence(by_id["a2"].figures)]
    assert worse == [
        ("Période", "17 août – 13 sept. 2026"),
        ("Part de la friction", "16,8 %"),
        ("Écart de part", "+6,2 pts (+4,2 à +8,2)"),
        ("Friction", "0,62"),
        ("Retours", "141"),
    ]
    assert dict(EN.evidence(by_id["a1"].figures)) == {"Mentions": "31", "People": "27", "Languages": "fr 19, en 12"}
    drift = dict(EN.evidence(by_id["a5"].figures))
    assert drift["Feedbacks a week"] == "12 instead of 44, very likely"
    assert drift["Language"] == "nl 70.0% instead of 20.0%"
    assert drift["Such a silence happens"] == "once in 1,000"
    assert EN.evidence(by_id["a4"].figures) == []
    assert EN.evidence({"odds": 0.0}) == [("Such a silence happens", "less than once in a million")]


VALUES = st.none() | st.booleans() | st.floats() | st.integers(-(10**9), 10**9) | st.text(max_size=12)


@given(
    st.dictionaries(
        st.sampled_from(
            ["period", "period_start", "change", "change_low", "change_high", "odds", "last_day", "language", "x_share", "q", "ø"]
        ),
        VALUES
        | st.dictionaries(st.sampled_from(["now", "before", "q", "language", "fr"]), VALUES, max_size=4)
        | st.lists(VALUES, max_size=2),
        max_size=8,
    )
)
@settings(max_examples=200)
def test_any_evidence_can_be_told(found):
    for language in (FR, EN):
        assert all(isinstance(name, str) and text for name, text in language.evidence(json.loads(json.dumps(found))))


def action(**changes: object) -> Action:
    blank = dict.fromkeys(("owner", "due", "started", "done", "note", "impact", "quadrant"))
    given_ = {"id": "a", "title": "t", "status": "planned", "effort": "low", "cells": (), "topics": (), "priority": 1, "effects": ()}
    return Action(**{**blank, **given_, **changes})


@pytest.mark.parametrize(
    ("changes", "french", "english"),
    [
        ({"due": date(2026, 9, 12)}, "en retard de 1 jour (12 sept. 2026)", "1 day overdue (12 Sep 2026)"),
        ({"due": date(2026, 9, 1)}, "en retard de 12 jours (1er sept. 2026)", "12 days overdue (1 Sep 2026)"),
        ({"due": date(2026, 9, 13)}, "à rendre le jour même des données (13 sept. 2026)", "due on the data day itself (13 Sep 2026)"),
        ({"due": date(2026, 9, 15)}, "dans 2 jours (15 sept. 2026)", "in 2 days (15 Sep 2026)"),
        ({}, "sans échéance", "no date"),
        ({"status": "done", "due": date(2026, 1, 1), "done": date(2026, 9, 2)}, "terminée le 2 sept. 2026", "done on 2 Sep 2026"),
        ({"status": "dropped", "due": date(2026, 1, 1)}, "1er janv. 2026", "1 Jan 2026"),
    ],
)
def test_when_an_action_is_due_is_told_from_the_data_day(changes, french, english):
    assert (plain(FR.due(action(**changes), DAY)), plain(EN.due(action(**changes), DAY))) == (french, english)


def test_a_done_action_without_a_day_and_a_report_without_one():
    assert EN.due(action(status="done"), DAY) == "done"
    assert plain(EN.due(action(due=date(2026, 9, 1)), None)) == "1 Sep 2026"


def test_the_matrix_holds_each_live_action_once(known):
    page = actions_page.page(Site(known, phrases("en")))
    placed = [a.id for _, row in page["matrix"] for _, found in row for a in found]
    assert sorted(placed) == sorted(a.id for a in page["live"]) == ["act_card", "act_hold", "act_mail"]
    assert [a.id for a in page["live"]] == ["act_card", "act_hold", "act_mail"]
    assert [a.id for a in page["ended"]] == ["act_parcel", "act_partner"]
    assert {e.verdict for a in page["ended"] for e in a.effects} == {"better", "no_clear_change"}


def test_scores_are_written_in_their_unit():
    assert [plain(FR.score(s, v)) for s, v in (("nps", -8.4), ("csat", 71.3), ("ces", 3.217), ("rating", 3.94))] == [
        "−8",
        "71 %",
        "3,22",
        "3,94",
    ]
    assert [EN.impact(s, v) for s, v in (("nps", -6.42), ("rating", 0.171), ("csat", None))] == ["−6.4", "+0.17", "–"]
    assert [plain(FR.confidence(v)) for v in (0.95, 0.9999, None)] == ["95 %", "> 99 %", "–"]


def test_the_heatmap_of_an_older_snapshot_without_changes_of_friction_is_read():
    heatmap = planted.report(verbatims_per_cell=1, weeks=2).table("heatmap").drop(columns=["friction_change", "friction_change_q"])
    assert all(c.rise is None for cells in maps(heatmap).values() for c in cells.values())
