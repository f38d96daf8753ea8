"""The action plan: impact without counting twice, quadrants, priorities."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc import tables
from voc.friction.plan import plan

WHEN = pd.Timestamp("2026-11-12", tz="UTC")
CELLS = (("purchase", "payment"), ("purchase", "website"), ("delivery", "store"), ("support", "phone"))
TOPICS = ("t_card", "t_late")


def act(action_id, cells=(), topics=(), effort="low", status="planned", due=None):
    return {
        **{"action_id": action_id, "title": action_id, "status": status, "effort": effort, "due": due and pd.Timestamp(due)},
        **{"cells": json.dumps(cells), "topics": json.dumps(topics), "made_by": "Ana", "made_at": WHEN},
        **{"changed_by": "Ana", "changed_at": WHEN},
    }


def acts(*rows):
    return tables.Action.conform(pd.DataFrame(list(rows), columns=list(tables.Action.columns)))


def heatmap(shares, period="last_28_days", segment="all"):
    """Cells and their part of the journey's friction; null where withheld."""
    keys = {"snapshot_id": "s", "period": period, "period_start": "2026-10-16", "period_end": "2026-11-12", "segment": segment}
    rows = [
        {**keys, "segment_value": "all", "stage": s, "touchpoint": t, "friction_share": share, "trend": "unknown"}
        for (s, t), share in shares.items()
    ]
    zero = dict.fromkeys(("n_feedback", "n_mentions", "n_authors"), 0)
    frame = pd.DataFrame(rows, columns=[*keys, "segment_value", "stage", "touchpoint", "friction_share", "trend"])
    return tables.Heatmap.conform(frame.assign(**zero, suppressed=False, silent=False))


def behind(shares, period="last_28_days"):
    """Topics and their part of a cell's friction."""
    keys = {"snapshot_id": "s", "period": period, "period_start": "2026-10-16", "period_end": "2026-11-12", "segment": "all"}
    rows = [
        {**keys, "segment_value": "all", "stage": s, "touchpoint": t, "topic_id": topic, "friction_share": share}
        for (s, t, topic), share in shares.items()
    ]
    frame = pd.DataFrame(rows, columns=[*keys, "segment_value", "stage", "touchpoint", "topic_id", "friction_share"])
    return tables.HeatmapTopic.conform(frame.assign(n_mentions=0, n_authors=0, suppressed=False))


SHARES = {CELLS[0]: 0.30, CELLS[1]: 0.20, CELLS[2]: 0.04, CELLS[3]: np.nan}
BEHIND = {(*CELLS[0], "t_card"): 0.5, (*CELLS[1], "t_card"): 0.25, (*CELLS[2], "t_late"): np.nan, (*CELLS[3], "t_late"): 0.5}


def of(actions, shares=SHARES, topics=BEHIND):
    return plan(actions, heatmap(shares), behind(topics)).set_index("action_id")


def test_a_topic_counts_only_where_its_cell_does_not():
    found = of(acts(act("a", [CELLS[0]], ["t_card"]), act("b", [], ["t_card"]), act("c", [CELLS[0], CELLS[1]], ["t_card"])))
    assert found.loc["a", "impact"] == pytest.approx(0.30 + 0.25 * 0.20)
    assert found.loc["b", "impact"] == pytest.approx(0.5 * 0.30 + 0.25 * 0.20)
    assert found.loc["c", "impact"] == pytest.approx(0.50)


def test_what_is_withheld_counts_nothing_and_nothing_known_is_no_impact():
    found = of(acts(act("a", [CELLS[3]], ["t_late"]), act("b", [CELLS[2], CELLS[3]]), act("c", [("gone", "gone")], ["t_gone"])))
    assert np.isnan(found.loc["a", "impact"])
    assert found.loc["b", "impact"] == pytest.approx(0.04)
    assert np.isnan(found.loc["c", "impact"])
    assert found.loc["c", "quadrant"] == "fill_in"


def test_the_matrix():
    rows = [act(f"{size}_{e}", [CELLS[i]], effort=e) for size, i in (("much", 1), ("little", 2)) for e in ("low", "medium", "high")]
    found = of(acts(*rows))["quadrant"].to_dict()
    assert found == {
        **{"much_low": "quick_win", "much_medium": "big_bet", "much_high": "big_bet"},
        **{"little_low": "fill_in", "little_medium": "later", "little_high": "later"},
    }


def test_open_actions_first_then_the_matrix_then_impact_effort_and_due():
    rows = [
        act("done", [CELLS[0]], status="done"),
        act("dropped", [CELLS[1]], status="dropped"),
        act("later", [CELLS[2]], effort="high"),
        act("fill_b", [CELLS[2]]),
        act("fill_a", [CELLS[2]]),
        act("fill_due", [CELLS[2]], due="2026-12-01"),
        act("bet_medium", [CELLS[0]], effort="medium"),
        act("bet_high", [CELLS[0]], effort="high"),
        act("win_small", [CELLS[1]], status="started"),
        act("win_big", [CELLS[0]]),
    ]
    found = of(acts(*rows)).sort_values("priority")
    assert found.index.tolist() == [
        *("win_big", "win_small", "bet_medium", "bet_high", "fill_due", "fill_a", "fill_b", "later", "done", "dropped"),
    ]
    assert found["priority"].tolist() == list(range(1, 11))
    assert of(acts(*rows[::-1])).equals(of(acts(*rows)))


def test_all_time_stands_in_where_the_last_days_say_nothing():
    one = acts(act("a", [CELLS[0]], ["t_card"]))
    silent, whole = heatmap(dict.fromkeys(CELLS, np.nan)), heatmap({CELLS[0]: 0.1, CELLS[1]: 0.4}, period="all")
    ever = behind({(*CELLS[1], "t_card"): 0.5}, period="all")
    found = plan(one, pd.concat([silent, whole]), pd.concat([ever, behind(BEHIND)]))
    assert found["impact"].tolist() == pytest.approx([0.1 + 0.4 * 0.5])
    others = heatmap({CELLS[0]: 0.9}, segment="country")
    assert plan(one, pd.concat([others, whole]), ever)["impact"].tolist() == pytest.approx([0.3])


def test_no_action_no_row_and_an_empty_map():
    assert plan(acts(), heatmap(SHARES), behind(BEHIND)).empty
    found = plan(acts(act("a", [CELLS[0]], ["t_card"])), tables.Heatmap.empty(), tables.HeatmapTopic.empty())
    assert tables.ActionPlan.check(found)["impact"].isna().all()


SPLIT = st.lists(st.floats(0, 1), min_size=4, max_size=4).filter(lambda parts: sum(parts) > 0.01)


@given(SPLIT, SPLIT, st.lists(st.sampled_from(CELLS), unique=True), st.lists(st.sampled_from(TOPICS), unique=True))
def test_impact_is_a_share_and_more_targets_never_mean_less(cells, halves, aimed, topics):
    shares = {cell: part / sum(cells) for cell, part in zip(CELLS, cells, strict=True)}
    parts = {
        (*cell, topic): (part if topic == "t_card" else 1 - part) for cell, part in zip(CELLS, halves, strict=True) for topic in TOPICS
    }
    rows = acts(act("a", aimed, topics), act("b", list(CELLS), topics), act("c", aimed), act("d", [], TOPICS))
    found = of(rows, shares, parts)["impact"]
    assert found["b"] == pytest.approx(1.0)
    assert found["d"] == pytest.approx(1.0)
    if aimed or topics:
        assert 0 <= found["a"] <= 1
        assert found["a"] >= (0 if np.isnan(found["c"]) else found["c"]) - 1e-9
