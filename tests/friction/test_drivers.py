"""Drivers of a score: what is planted is found, parts add up, and too little is said to be too little."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from voc.config import FrictionSettings
from voc.friction.scores.drivers import drivers
from voc.topics.general import HEAP

DAY = date(2026, 5, 31)
SETTINGS = FrictionSettings(min_authors=5, driver_least=20)


def company(seed, n=1500, effects=(-1.2, 0.6, 0.0), together=0.0, grumpy=0.0):
    """Ratings out of five that topics a, b, c move by `effects`; b comes with a in `together` of the cases; one source is `grumpy`."""
    rng = np.random.default_rng(seed)
    said = rng.random((n, 3)) < (0.25, 0.2, 0.3)
    said[:, 1] |= said[:, 0] & (rng.random(n) < together)
    source = rng.random(n) < 0.4
    said[:, 2] |= source & (rng.random(n) < 0.6 * (grumpy != 0))
    rating = 3.2 + said @ np.array(effects) + grumpy * source + rng.normal(0, 0.5, n)
    feedback = pd.DataFrame(
        {
            "feedback_id": [f"f{i:05d}" for i in range(n)],
            "source": np.where(source, "tickets", "survey"),
            "day": pd.Timestamp(DAY),
            "author": np.arange(n),
            **dict.fromkeys(("nps", "csat", "ces"), np.nan),
            "rating": rating,
            "rating_max": 5.0,
        }
    )
    row, topic = np.nonzero(said)
    mentions = pd.DataFrame({"row": row, "topic_id": np.array(["a", "b", "c"], dtype=object)[topic], "touchpoint": "unplaced"})
    return mentions, feedback, said, rating


def found(mentions, feedback, settings=SETTINGS):
    return drivers(mentions, feedback, settings, {}, DAY).set_index("driver_id")


def test_leaving_out_is_the_plain_difference():
    mentions, feedback, said, rating = company(1)
    out = found(mentions, feedback)
    for at, name in enumerate("abc"):
        assert out.loc[name, "impact_leave_out"] == pytest.approx(rating.mean() - rating[~said[:, at]].mean(), abs=1e-6)
        assert (out.loc[name, "n_with"], out.loc[name, "n_without"]) == (said[:, at].sum(), (~said[:, at]).sum())
        assert out.loc[name, "score_with"] == pytest.approx(rating[said[:, at]].mean(), abs=1e-6)


def test_parts_add_up_to_what_those_without_any_would_not_lack():
    mentions, feedback, said, rating = company(2, together=0.7)
    out = found(mentions, feedback.assign(source="one"))
    without_any = rating[~said.any(axis=1)].mean()
    assert out["impact_additive"].sum() == pytest.approx(rating.mean() - without_any, abs=0.05)


def test_what_always_comes_together_is_not_counted_twice():
    """b is praise that comes with a complaint: leaving it out makes it look bad, its part of the sum does not."""
    mentions, feedback, said, _ = company(3, together=0.9)
    out = found(mentions, feedback)
    assert out.loc["b", "impact_leave_out"] < 0
    assert out.loc["b", "impact_additive"] == pytest.approx(0.6 * said[:, 1].mean(), abs=0.05)


def test_a_grumpy_source_does_not_make_its_topics_look_bad():
    mentions, feedback, _, _ = company(4, grumpy=-1.0)
    out = found(mentions, feedback)
    assert out.loc["c", "impact_leave_out_high"] < -0.1
    assert out.loc["c", "impact_additive_low"] < 0 < out.loc["c", "impact_additive_high"]


def test_ninety_percent_intervals_hold_the_planted_part():
    effects, share = np.array((-1.2, 0.6, 0.0)), np.array((0.25, 0.2, 0.3))
    held = []
    for seed in range(80):
        mentions, feedback, _, _ = company(100 + seed, n=400)
        out = found(mentions, feedback).loc[list("abc")]
        truth = effects * share
        held += ((out["impact_additive_low"] <= truth) & (truth <= out["impact_additive_high"])).tolist()
    assert 0.84 <= np.mean(held) <= 0.95


def test_one_author_s_comments_are_one_customer():
    mentions, feedback, _, _ = company(5, n=600)
    own, shared = found(mentions, feedback), found(mentions, feedback.assign(author=feedback.index // 30))
    width = [(o["impact_leave_out_high"] - o["impact_leave_out_low"]).min() for o in (own, shared)]
    assert shared["impact_leave_out"].equals(own["impact_leave_out"])
    assert width[0] > 0
    assert width[1] != width[0]


def test_not_enough_data_is_said_with_counts():
    mentions, feedback, said, _ = company(6, n=60)
    out = found(mentions, feedback)
    rare = [name for at, name in enumerate("abc") if said[:, at].sum() < 20]
    assert rare
    assert out.loc[rare, ["impact_leave_out", "impact_additive", "score_all"]].isna().all(axis=None)
    assert (out.loc[rare, "n_with"] > 0).all()


def test_last_year_s_answers_do_not_count_and_nothing_gives_nothing():
    mentions, feedback, _, _ = company(7, n=100)
    old = feedback.assign(day=pd.Timestamp(DAY) - pd.Timedelta(days=366))
    assert drivers(mentions, old, SETTINGS, {}, DAY).empty
    assert drivers(mentions.iloc[:0], feedback, SETTINGS, {}, DAY).empty


def test_miscellaneous_remarks_move_no_score():
    mentions, feedback, _, _ = company(5)
    heap = mentions.assign(topic_id=mentions["topic_id"].replace("a", HEAP.topic_id))
    assert set(found(heap, feedback).index) == {"b", "c"}
