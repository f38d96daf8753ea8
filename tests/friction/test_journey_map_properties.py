"""What holds of every journey map, whatever customers wrote."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc import tables
from voc.config import Entry, FrictionSettings, Journey, JourneyMapSettings, Names, Phase, StageEntry, Target
from voc.friction.cells import cells
from voc.friction.counted import counted_feedback, counted_mentions
from voc.friction.grid import grid_of
from voc.friction.journey_map.clustered import mean, proportion, share_of
from voc.friction.journey_map.journey_map import journey_map
from voc.friction.periods import Period
from voc.friction.segments import segments

DAY, ZONE = date(2026, 5, 31), "Europe/Paris"
FRICTION = FrictionSettings(resamples=20, segment_periods=("all",), min_authors=3)
MAP = JourneyMapSettings(period="all", segments=("persona", "nobody"), verbatims=2)
JOURNEY = Journey(
    phases=(Phase(id="buy", name=Names(fr="Achat", en="Buy")),),
    stages=tuple(StageEntry(id=s, name=Names(fr=s, en=s), phase="buy") for s in ("purchase", "delivery")),
    touchpoints=tuple(Entry(id=t, name=Names(fr=t, en=t)) for t in ("store", "phone")),
    targets=(Target(stage="delivery", friction=0.3), Target(stage="purchase", touchpoint="store", friction=0.2, owner="Shop")),
)
TEXTS = (
    "Je m'attendais à mieux que ça, franchement.",
    "I was promised a refund & nothing came <b>back</b>.",
    "ok",
    "=1+1",
    "Livré comme prévu.",
)

voice = st.fixed_dictionaries(
    {
        "author": st.sampled_from(["a", "b", "c", "d", "e", None]),
        "text": st.sampled_from(TEXTS),
        "stage": st.sampled_from(["purchase", "delivery", "unplaced", "gone"]),
        "touchpoint": st.sampled_from(["store", "phone", "unplaced"]),
        "friction": st.floats(0, 1),
        "label": st.sampled_from(["negative", "neutral", "positive", None]),
        "topic": st.sampled_from(["t1", "t2", None]),
        "persona": st.sampled_from(["x", "y", None]),
        "day": st.integers(0, 60),
        "dated": st.booleans(),
    }
)


def frames(voices):
    """Feedback and mentions of the voices, one mention each."""
    n = len(voices)
    if not n:
        return tables.Feedback.empty(), tables.Mention.empty()
    blank = {"source": "s", "kind": "survey", "language": "und", "language_confidence": 1.0, "content_hash": "", "run_id": ""}
    feedback = {
        "feedback_id": [f"f{i:03d}" for i in range(n)],
        "received_at": pd.to_datetime(["2026-04-01T09:30"] * n, utc=True) + pd.to_timedelta([v["day"] for v in voices], unit="D"),
        "time_known": [v["dated"] for v in voices],
        "text": [v["text"] for v in voices],
        "author_key": [v["author"] for v in voices],
        "attributes": [json.dumps({"persona": v["persona"]}) for v in voices],
    }
    felt = [{"negative": -0.7, "neutral": 0.0, "positive": 0.7}.get(v["label"], np.nan) for v in voices]
    mentions = {
        "mention_id": [f"m{i:03d}" for i in range(n)],
        "feedback_id": feedback["feedback_id"],
        "position": 0,
        "start": 0,
        "end": [len(v["text"]) for v in voices],
        "sentiment": felt,
        "sentiment_label": [v["label"] for v in voices],
        "stage": [v["stage"] for v in voices],
        "touchpoint": [v["touchpoint"] for v in voices],
        "friction": [v["friction"] for v in voices],
        "topic_id": [v["topic"] for v in voices],
    }
    return tables.Feedback.check(pd.DataFrame({**blank, **feedback})), tables.Mention.check(pd.DataFrame(mentions))


def drawn(feedback, mentions):
    answers = counted_feedback(feedback, ZONE, DAY)
    grid, cuts = grid_of(JOURNEY), segments(answers, (), 12)
    said = counted_mentions(mentions, answers, grid, FRICTION.w_effort)
    days = answers["day"].dropna()
    whole = Period("all", days.min().date() if len(days) else DAY, days.max().date() if len(days) else DAY)
    heatmap = cells(said, answers, cuts, [whole], grid, FRICTION, seed=1)
    out = journey_map(said, answers, cuts, heatmap, tables.Score.empty(), JOURNEY, MAP, FRICTION, ZONE, DAY)
    return tables.JourneyMap.check(out)


@settings(max_examples=15)
@given(st.lists(voice, max_size=20))
def test_every_map_keeps_its_contract_and_withholds_what_few_said(voices):
    out = drawn(*frames(voices))
    few = out[out["n_authors"] < FRICTION.min_authors]
    assert few[["value", "value_low", "value_high", "topic_id"]].isna().all().all()
    assert not few["detail"].str.contains("mentions|delivered|friction").any()
    known = out.dropna(subset=["value", "value_low"])
    assert (known["value_low"] <= known["value"] + 1e-9).all()
    assert (known["value"] <= known["value_high"] + 1e-9).all()
    assert {tuple(r) for r in out[["stage", "touchpoint"]].to_numpy()} <= {
        (s, t) for s in ("all", "purchase", "delivery", "unplaced") for t in ("all", "store", "phone", "unplaced")
    }
    for detail in out["detail"].map(json.loads):
        assert len(detail.get("mentions", [])) <= MAP.verbatims


@settings(max_examples=6)
@given(st.lists(voice, min_size=2, max_size=15), st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_the_authors_keys_matter(voices, random):
    feedback, mentions = frames(voices)
    order, back = list(range(len(voices))), list(range(len(voices)))
    random.shuffle(order)
    random.shuffle(back)
    renamed = feedback.assign(author_key=feedback["author_key"].map(lambda k: f"z{k}", na_action="ignore").astype("str"))
    again = drawn(renamed.iloc[order].reset_index(drop=True), mentions.iloc[back].reset_index(drop=True))
    pd.testing.assert_frame_equal(again, drawn(feedback, mentions), check_exact=True)


def test_nobody_wrote():
    out = drawn(tables.Feedback.empty(), tables.Mention.empty())
    assert set(out["item"]) == {"volume", "target"}
    assert (out["n_feedback"] == 0).all()
    assert out["value"].isna().all()


def test_one_author_says_much_and_is_shown_nowhere():
    same = {"author": "a", "text": TEXTS[0], "stage": "delivery", "touchpoint": "store", "friction": 0.9, "label": "negative"}
    out = drawn(*frames([{**same, "topic": "t1", "persona": "x", "day": d, "dated": True} for d in range(10)]))
    assert out["value"].isna().all()
    assert not out["item"].isin(["pain_point", "delight", "opportunity"]).any()


def test_intervals_of_clustered_means_cover():
    """Authors of one to six comments each, who differ more from each other than their own comments do."""
    rng = np.random.default_rng(11)
    hits = 0
    for _ in range(600):
        authors = np.repeat(np.arange(25), rng.integers(1, 7, 25))
        values = rng.normal(0, 0.4, 25)[authors] + rng.normal(0, 0.2, len(authors))
        found = mean(values, authors, 0.9, (-9.0, 9.0))
        hits += found.low <= 0.0 <= found.high
    assert 0.87 <= hits / 600 <= 0.93


def test_intervals_of_shares_cover():
    rng = np.random.default_rng(12)
    hits = 0
    for _ in range(600):
        authors = np.repeat(np.arange(40), rng.integers(1, 4, 40))
        whole = rng.uniform(0, 1, len(authors))
        part = np.where(rng.uniform(size=len(authors)) < 0.3, whole, 0.0)
        found = share_of(part, whole, authors, 0.9)
        hits += found.low <= 0.3 <= found.high
    assert 0.86 <= hits / 600 <= 0.94


def test_what_is_not_known_is_null_or_the_whole_range():
    nothing = mean(np.array([np.nan]), np.array([0]), 0.9, (0.0, 1.0))
    assert (nothing.n, np.isnan(nothing.value)) == (0, True)
    single = mean(np.array([0.4, 0.6]), np.array([7, 7]), 0.9, (0.0, 1.0))
    assert (single.value, single.low, single.high) == (pytest.approx(0.5), 0.0, 1.0)
    assert np.isnan(share_of(np.zeros(2), np.zeros(2), np.array([0, 1]), 0.9).value)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_a_proportion_is_never_certain(shares):
    low, high = proportion(np.array(shares), 0.9)
    assert 0.0 <= low <= np.mean(shares) + 1e-9
    assert np.mean(shares) - 1e-9 <= high <= 1.0
    assert high - low > 0.02
