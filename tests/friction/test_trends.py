"""What changed, cell by cell: what is told, what is withheld."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from voc.config import Config, FrictionSettings
from voc.friction.measure import measure

DAY = date(2026, 5, 31)


@pytest.fixture
def told(journey, feedback_of, mentions_of):
    def build(before, now, min_authors=5, quiet=40):
        """The last 28 days of purchase × payment: `before` complaints in the 28 before, `now` since; a steady world around."""
        places = [("delivery", "store"), ("support", "phone"), ("purchase", "website"), ("delivery", "website")]
        rows, received = [], []
        for extra, at in ((before, "2026-04-20"), (now, "2026-05-20")):
            n = len(received)
            received += [pd.Timestamp(at, tz="UTC")] * (quiet * len(places) + extra)
            rows += [(n + i, *places[i % len(places)], (0.2, 0.7)[i % 3 == 0]) for i in range(quiet * len(places))]
            rows += [(n + quiet * len(places) + i, "purchase", "payment", 0.9) for i in range(extra)]
        settings = FrictionSettings(resamples=20, periods=("last_28_days",), min_authors=min_authors)
        feedback = feedback_of(len(received), received_at=received)
        out = measure(mentions_of(rows), feedback, Config(journey=journey, friction=settings), DAY)["heatmap"]
        return out[out["segment"] == "all"].set_index(["stage", "touchpoint"])

    return build


def test_a_cell_that_comes_up_is_worse_and_its_steady_neighbours_are_not(told):
    out = told(before=6, now=60)
    bug = out.loc[("purchase", "payment")]
    assert bug["trend"] == "worse"
    assert bug["change_q"] < 0.001
    assert 0 < bug["change_low"] < bug["change"] < bug["change_high"]
    assert set(out.drop(("purchase", "payment"))["trend"]) == {"steady", "unknown"}
    assert (out.loc[[("delivery", "store"), ("support", "phone")], "change"] < 0).all()


def test_a_cell_that_calms_down_is_better(told):
    assert told(before=60, now=6).loc[("purchase", "payment"), "trend"] == "better"


def test_nobody_spoke_before_is_said_openly(told):
    bug = told(before=0, now=30).loc[("purchase", "payment")]
    assert bug["trend"] == "worse"
    assert bug["change"] == bug["friction_share"]
    assert np.isnan(bug["friction_change"])


def test_a_few_people_s_share_is_not_given_away_by_the_difference(told):
    bug = told(before=3, now=30).loc[("purchase", "payment")]
    assert bug["trend"] == "worse"
    assert bug[["change", "change_low", "change_high", "friction_change"]].isna().all()
    assert bug["change_q"] < 0.01


def test_too_few_now_is_unknown(told):
    gone = told(before=40, now=3).loc[("purchase", "payment")]
    assert gone["suppressed"]
    assert gone["trend"] == "unknown"
    assert gone[["change", "change_q", "friction_change_q"]].isna().all()


def test_nothing_before_is_unknown_everywhere(journey, feedback_of, mentions_of):
    config = Config(journey=journey, friction=FrictionSettings(resamples=20, min_authors=2))
    mentions = mentions_of([(i, "delivery", "store", 0.5) for i in range(9)])
    out = measure(mentions, feedback_of(9, received_at=pd.Timestamp("2026-05-30", tz="UTC")), config, DAY)["heatmap"]
    assert set(out["trend"]) == {"unknown"}
