"""Properties of all measures together."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc import tables
from voc.config import Config
from voc.friction.measure import measure

DAY = date(2026, 5, 31)
STAGES = ("purchase", "delivery", "support", "unplaced")
TOUCHPOINTS = ("website", "store", "phone", "payment", "unplaced")
seeds = st.integers(0, 10_000)


@pytest.fixture(scope="session")
def company(feedback_of, mentions_of):
    def build(seed):
        """Some feedbacks of repeating authors, with mentions anywhere."""
        rng = np.random.default_rng(seed)
        n = int(rng.integers(1, 80))
        authors = rng.integers(0, max(1, n // 2), n)
        feedback = feedback_of(
            n,
            author_key=[None if a == 0 else f"k{a}" for a in authors],
            received_at=pd.Timestamp("2026-04-20", tz="UTC") + pd.to_timedelta(rng.integers(0, 50 * 86400, n), unit="s"),
            time_known=rng.random(n) < 0.9,
            duplicate_of=[None if x < 0.9 else "f00000" for x in rng.random(n)],
            source=rng.choice(["survey", "tickets"], n),
            nps=rng.integers(0, 11, n).astype(float),
        )
        m = int(rng.integers(1, 160))
        rows = [
            (int(f), str(s), str(t), 0.0)
            for f, s, t in zip(rng.integers(0, n, m), rng.choice(STAGES, m), rng.choice(TOUCHPOINTS, m), strict=True)
        ]
        p = rng.random(m).round(2)
        topic = [None if t == 0 else f"t{t}" for t in rng.integers(0, 4, m)]
        return mentions_of(
            rows, p_negative=p, sentiment=1 - 2 * p, sentiment_label=np.where(p > 0.5, "negative", "positive"), topic_id=topic
        ), feedback

    return build


def of(journey, request, **changes):
    """A configuration with the test's journey and settings."""
    return Config(journey=journey, friction=request.getfixturevalue("settings").model_copy(update=changes), seed=5)


def _bytes(out):
    return {name: tables.all_tables()[name].to_arrow(frame).to_pandas().to_csv() for name, frame in out.items()}


@settings(max_examples=2, deadline=None)
@given(seeds)
def test_row_order_and_author_keys_do_not_matter(company, journey, request, seed):
    config = of(journey, request)
    mentions, feedback = company(seed)
    expected = _bytes(measure(mentions, feedback, config, DAY))
    shuffled = mentions.sample(frac=1, random_state=seed), feedback.sample(frac=1, random_state=seed)
    assert _bytes(measure(*shuffled, config, DAY)) == expected
    renamed = feedback.assign(author_key=feedback["author_key"].map(lambda k: k if k != k else f"z{k[::-1]}"))
    assert _bytes(measure(mentions, renamed, config, DAY)) == expected


@settings(max_examples=5, deadline=None)
@given(seeds)
def test_counts_shares_and_intervals_hold_together(company, journey, request, seed):
    config = of(journey, request, min_authors=1)
    mentions, feedback = company(seed)
    heatmap = measure(mentions, feedback, config, DAY)["heatmap"]
    maps = heatmap.groupby(["period", "period_start", "segment", "segment_value"])
    assert (maps.size() == 20).all()
    spoken = maps["n_feedback"].sum() > 0
    hurt = maps["friction_share"].max() > 0
    assert maps["friction_share"].sum()[spoken & hurt].to_numpy() == pytest.approx(1.0, abs=1e-6)
    counted = feedback[feedback["duplicate_of"].isna() & ~(feedback["time_known"] & (feedback["received_at"] >= "2026-05-31T22:00Z"))]
    placed = mentions["feedback_id"].isin(counted["feedback_id"]).sum()
    everyone = heatmap[(heatmap["period"] == "all") & (heatmap["segment"] == "all")]
    assert everyone["n_mentions"].sum() == placed
    said = heatmap[~heatmap["silent"]]
    assert ((said["friction_low"] <= said["friction"]) & (said["friction"] <= said["friction_high"])).all()
    assert (said["n_authors"] <= said["n_feedback"]).all()
    assert (said["n_feedback"] <= said["n_mentions"]).all()


@settings(max_examples=5, deadline=None)
@given(seeds, st.floats(0.05, 0.3))
def test_friction_of_a_cell_grows_with_its_negativity(company, journey, request, seed, more):
    config = of(journey, request, min_authors=1, periods=("all",))
    mentions, feedback = company(seed)
    mentions = mentions.assign(friction=mentions["p_negative"] * 0.7, p_negative=np.nan, sentiment=np.nan)
    feedback = feedback.assign(duplicate_of=None, time_known=False)
    place = mentions.loc[0, ["stage", "touchpoint"]]
    there = (mentions[["stage", "touchpoint"]] == place).all(axis=1)
    worse = mentions.assign(friction=mentions["friction"] + np.where(there, more, 0.0))
    before, after = (_cell(measure(m, feedback, config, DAY)["heatmap"], place) for m in (mentions, worse))
    assert after["friction"] > before["friction"]
    assert after["friction_share"] >= before["friction_share"]


def _cell(heatmap, place):
    kept = (heatmap["segment"] == "all") & (heatmap["stage"] == place["stage"]) & (heatmap["touchpoint"] == place["touchpoint"])
    return heatmap[kept].iloc[0]


def test_all_tables_come_sorted_by_key_and_keep_their_promise(company, journey, request):
    mentions, feedback = company(1)
    untouched = mentions.copy(), feedback.copy()
    out = measure(mentions, feedback, of(journey, request), DAY)
    assert mentions.equals(untouched[0])
    assert feedback.equals(untouched[1])
    assert list(out) == [
        "heatmap",
        "heatmap_phase",
        "heatmap_topic",
        "score",
        "driver",
        "validity",
        "journey_map",
        "action",
        "action_plan",
        "action_effect",
        "phase",
        "stage",
        "touchpoint",
    ]
    for name in ("heatmap", "heatmap_phase", "heatmap_topic", "score", "driver", "validity"):
        keys = tables.all_tables()[name].keys()
        assert out[name].equals(out[name].sort_values(keys, ignore_index=True))


def test_unread_mentions_and_strangers_are_left_out(journey, request, feedback_of, mentions_of):
    mentions = mentions_of([(0, "delivery", "store", 0.5), (0, "delivery", "store", np.nan), (7, "delivery", "store", 0.5)])
    out = measure(mentions, feedback_of(1), of(journey, request), DAY)
    everyone = out["heatmap"][(out["heatmap"]["period"] == "all") & (out["heatmap"]["segment"] == "all")]
    assert everyone["n_mentions"].sum() == 1
