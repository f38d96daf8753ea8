"""Agreement figures on readings whose agreement can be counted by hand."""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.evaluation.agreement import NOTHING, Reading, ceiling, confusion, figures, sentiment, standard_errors, with_both
from voc.evaluation.gold import read_gold
from voc.evaluation.measure import of_feedback

USE, BUY, SHIP = ("use", "product"), ("purchase", "website"), ("delivery", "delivery")
readings = st.builds(
    Reading,
    st.lists(st.tuples(st.sampled_from(["use", "support", "unplaced"]), st.sampled_from(["phone", "product"])), min_size=1, max_size=4).map(
        tuple
    ),
    st.sampled_from(["negative", "neutral", "positive", "mixed"]),
    st.booleans(),
)
pairs = st.lists(st.tuples(readings, readings), min_size=1, max_size=12)


def test_sets_are_counted_over_all_comments() -> None:
    reference = [Reading((USE, SHIP), "negative", False), Reading((BUY,), "negative", False)]
    other = [Reading((USE,), "negative", False), Reading((("purchase", "payment"), SHIP), "negative", False)]
    got = figures(reference, other)
    # stages: 2 in common of 3 + 3 said; touchpoints and pairs: 1 in common of 3 + 3.
    assert got["stage"] == pytest.approx(2 * 2 / 6)
    assert got["touchpoint"] == pytest.approx(2 * 1 / 6)
    assert got["pair"] == pytest.approx(2 * 1 / 6)
    assert got["primary_stage"] == 1.0
    assert got["primary_touchpoint"] == 0.5


def test_polarity_leaves_mixed_out_of_the_plain_three_only_where_the_reference_says_it() -> None:
    reference = [Reading((USE,), o, False) for o in ("mixed", "negative", "positive", "negative")]
    other = [Reading((USE,), o, False) for o in ("negative", "mixed", "positive", "negative")]
    got = sentiment(reference, other)
    assert got["accuracy"] == 0.5
    assert got["accuracy_plain"] == pytest.approx(2 / 3)
    assert got["macro_f1"] == pytest.approx((0 + 2 * 1 / 4 + 1) / 3)
    assert got["macro_f1_plain"] == pytest.approx((2 * 1 / 3 + 1) / 2)


def test_a_figure_that_cannot_be_told_is_nan_and_not_a_crash() -> None:
    always = [Reading((USE,), "mixed", False)]
    assert math.isnan(figures(always, always)["polarity3"])
    assert figures(always, always)["effort_f1"] == 0.0


def test_a_standard_error_is_that_of_a_share() -> None:
    reference = [Reading((USE,), "negative", False)] * 400
    read = [Reading((USE if i % 4 else BUY,), "negative", False) for i in range(400)]
    told = standard_errors(reference, reference, read)
    # A share of .75 of 400: the root of .75 * .25 / 400.
    assert told["primary_stage"] == pytest.approx(0.0217, rel=0.2)
    assert told["polarity3"] == 0.0
    assert told == standard_errors(reference, reference, read)
    assert standard_errors(reference[:1], reference[:1], read[:1]) == {}


def test_confusion_counts_each_comment_once_and_keeps_the_order_of_the_journey() -> None:
    reference = [Reading((USE,), "neutral", False), Reading((SHIP,), "neutral", False), Reading((SHIP,), "neutral", False)]
    other = [Reading((USE,), "neutral", False), Reading((USE,), "neutral", False), NOTHING]
    got = confusion(reference, other, lambda r: r.places[0][0], ["delivery", "use", "unplaced"])
    assert got == {"ids": ["delivery", "use", "unplaced"], "counts": [[0, 0, 0], [1, 1, 0], [1, 0, 0]]}


@settings(max_examples=50, deadline=None)
@given(pairs)
def test_figures_are_shares_and_sets_agree_both_ways(read: list[tuple[Reading, Reading]]) -> None:
    a, b = [x for x, _ in read], [y for _, y in read]
    there, back = figures(a, b), figures(b, a)
    assert all(math.isnan(v) or 0 <= v <= 1 for v in there.values())
    for name in ("stage", "touchpoint", "pair", "primary_stage", "primary_touchpoint", "effort_f1"):
        assert there[name] == back[name]
    assert figures(a, a)["pair"] == 1.0


@pytest.mark.data
def test_figures_equal_the_definition_on_the_real_gold(voc_data: Path, tmp_path: Path) -> None:
    """The same feedback.parquet, scored by the script that defines the figures and by us."""
    gold = voc_data / "labelled" / "journey_dev.jsonl"
    comments = read_gold(gold)
    chance = random.Random(7)
    noisy = [chance.choice([c.a, c.b, chance.choice(comments).a]) for c in comments]
    rows = [
        {
            "id": c.id,
            "placements": json.dumps([[*p, "neutral"] for p in r.places]) if chance.random() > 0.05 else "[]",
            "sentiment_label": r.overall,
            "effort": chance.choice([0.5, 0.9]) if r.effort else chance.choice([None, 0.49, 0.0]),
        }
        for c, r in zip(comments, noisy, strict=True)
        if chance.random() > 0.03
    ]
    pd.DataFrame(rows).to_parquet(tmp_path / "feedback.parquet")
    script = [sys.executable, str(voc_data / "score_journey.py"), str(gold), str(tmp_path / "feedback.parquet"), "--json"]
    wanted = json.loads(subprocess.run(script, capture_output=True, text=True, check=True).stdout)

    read = of_feedback(pd.read_parquet(tmp_path / "feedback.parquet"))
    groups = {"all": comments}
    for name in ("language", "source"):
        for value in {c.groups[name] for c in comments}:
            groups[f"{name} {value}"] = [c for c in comments if c.groups[name] == value]
    assert set(groups) == set(wanted) - {"n", "missing"}
    assert sum(c.id not in read for c in comments) == wanted["missing"] > 0
    for name, members in groups.items():
        a, b, model = [c.a for c in members], [c.b for c in members], [read.get(c.id, NOTHING) for c in members]
        assert {"n": len(members), "model": with_both(a, b, model), "ceiling": ceiling(a, b)} == wanted[name], name
