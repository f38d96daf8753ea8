"""NPS, CSAT, CES, rating: the conventions and the intervals."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.config import ColumnMap, Config, FrictionSettings, Source
from voc.friction.measure import measure
from voc.friction.scores.answers import points

DAY = date(2026, 5, 31)


@pytest.fixture
def scored(journey, feedback_of, mentions_of):
    def build(rows=(), scale=(1, 5), **columns):
        n = len(next(iter(columns.values())))
        source = Source(name="survey", kind="survey", path="x", columns=ColumnMap(text=("t",), csat_scale=scale))
        config = Config(journey=journey, friction=FrictionSettings(resamples=20, periods=("all",), min_authors=2), sources=(source,))
        return measure(mentions_of(rows), feedback_of(n, **columns), config, DAY)["score"]

    return build


def whole(out, score):
    kept = (out["segment"] == "all") & (out["stage"] == "all") & (out["score"] == score)
    return out[kept].iloc[0]


def test_nps_is_promoters_less_detractors(scored):
    nps = whole(scored(nps=[10.0, 9.0, 9.0, 8.0, 7.0, 6.0, 0.0, None, 10.0, 3.0]), "nps")
    assert (nps["n"], nps["value"]) == (9, pytest.approx(100 * (4 - 3) / 9))
    assert nps["mean"] == pytest.approx(62 / 9)
    assert -100 <= nps["value_low"] < nps["value"] < nps["value_high"] <= 100


@pytest.mark.parametrize(
    ("scale", "answers", "satisfied"),
    [((1, 5), [1, 2, 3, 4, 5], 40), ((1, 7), [1, 4, 5, 6, 7], 40), ((0, 10), [0, 7, 8, 9, 10], 60), ((0, 1), [0, 0, 1, 1, 1], 60)],
)
def test_csat_is_the_share_of_the_top_boxes(scored, scale, answers, satisfied):
    assert whole(scored(scale=scale, csat=[float(a) for a in answers]), "csat")["value"] == satisfied


def test_ratings_of_different_scales_are_brought_to_five(scored):
    out = whole(scored(rating=[5.0, 8.0, 10.0, 1.0], rating_max=[5.0, 10.0, 10.0, 5.0]), "rating")
    assert out["value"] == pytest.approx((5 + 4 + 5 + 1) / 4)


def test_those_who_speak_of_a_cell_and_everybody(scored):
    rows = [(0, "delivery", "store", 0.9), (1, "delivery", "store", 0.9), (1, "delivery", "store", 0.1), (2, "support", "phone", 0.1)]
    out = scored(rows, nps=[0.0, 10.0, 9.0, 9.0, 9.0])
    cell = out[(out["segment"] == "all") & (out["stage"] == "delivery")].iloc[0]
    assert (cell["n"], cell["value"]) == (2, 0)
    assert whole(out, "nps")["n"] == 5
    few = out[(out["segment"] == "all") & (out["stage"] == "support")].iloc[0]
    assert few["suppressed"]
    assert few[["value", "value_low", "value_high", "mean"]].isna().all()


def test_a_hundred_answers_of_two_people_are_less_sure_than_of_a_hundred(scored):
    answers = [10.0, 3.0] * 50
    sure, unsure = (whole(scored(nps=answers, author_key=[f"k{i % m}" for i in range(100)]), "nps") for m in (100, 2))
    assert unsure["value_high"] - unsure["value_low"] > 1.5 * (sure["value_high"] - sure["value_low"])


def test_ninety_percent_intervals_of_nps_hold_the_truth():
    from voc.friction.grid import Grid
    from voc.friction.periods import periods
    from voc.friction.scores.scores import scores

    rng = np.random.default_rng(1)
    journeys, n = 200, 60
    p = rng.dirichlet((3, 2, 4), journeys)
    answer = np.array([[rng.choice([3.0, 8.0, 10.0], p=p[j]) for _ in range(n)] for j in range(journeys)]).ravel()
    feedback = pd.DataFrame(
        {
            "feedback_id": [f"f{i:06d}" for i in range(journeys * n)],
            "day": pd.Timestamp(DAY),
            "author": np.arange(journeys * n),
            "source": "s",
            "nps": answer,
            **dict.fromkeys(("csat", "ces", "rating", "rating_max"), np.nan),
        }
    )
    cuts = feedback[["feedback_id"]].assign(segment="j", segment_value=np.repeat(np.arange(journeys), n).astype(str))
    kinds = {"row": "int64", "cell": "int64", "friction": "float", "sentiment": "float", "effort": "float"}
    nothing = pd.DataFrame({c: pd.Series(dtype=kinds.get(c, "str")) for c in (*kinds, "sentiment_label", "mention_id")})
    settings = FrictionSettings(segment_periods=("all",))
    out = scores(nothing, feedback, cuts, periods(DAY, ["all"], DAY), Grid(("a",), ("b",)), settings, {})
    out = out[out["segment"] == "j"]
    truth = 100 * (p[:, 2] - p[:, 0])[out["segment_value"].astype(int)]
    assert 0.86 <= ((out["value_low"] <= truth) & (truth <= out["value_high"])).mean() <= 0.94


@given(st.lists(st.one_of(st.none(), st.integers(0, 10)), min_size=1, max_size=30))
def test_points_are_null_exactly_where_nothing_was_asked(answers):
    frame = pd.DataFrame(
        {"source": "s", "nps": pd.Series(answers, dtype=float), **dict.fromkeys(("csat", "ces", "rating", "rating_max"), np.nan)}
    )
    out = points(frame, {})
    assert (out["nps"].isna() == frame["nps"].isna()).all()
    assert out[["csat", "ces", "rating"]].isna().all(axis=None)
    assert set(out["nps"].dropna()) <= {-100.0, 0.0, 100.0}
