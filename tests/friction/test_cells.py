from datetime import date

import numpy as np
import pytest

from voc.config import Config
from voc.friction.measure import measure

DAY = date(2026, 5, 31)


def _heatmap(mentions, feedback, journey, settings, day=DAY):
    return measure(mentions, feedback, Config(journey=journey, friction=settings, seed=1), day)["heatmap"]


def _all(heatmap):
    kept = heatmap[(heatmap["period"] == "all") & (heatmap["segment"] == "all")]
    return kept.set_index(["stage", "touchpoint"])


def test_a_tiny_journey_by_hand(journey, settings, feedback_of, mentions_of):
    feedback = feedback_of(
        5, nps=[0.0, 10.0, 4.0, np.nan, 9.0], author_key=["a", "b", "a", None, None], duplicate_of=[None] * 4 + ["f00000"]
    )
    mentions = mentions_of(
        [
            (0, "purchase", "payment", 0.2),
            (0, "purchase", "payment", 0.6),
            (1, "purchase", "payment", 0.8),
            (2, "purchase", "payment", 0.3),
            (2, "delivery", "store", 0.4),
            (3, "delivery", "store", 0.1),
            (3, "unplaced", "unplaced", 0.0),
            (3, "dropped_stage", "phone", 0.0),
            (4, "delivery", "store", 1.0),
        ],
        sentiment=[-0.5, -0.1, -1.0, 0.1, 0.2, 0.4, 0.0, 0.0, -1.0],
        sentiment_label=["negative", "negative", "negative", "positive", "negative", "positive", "neutral", "neutral", "negative"],
        effort=[0.5] + [np.nan] * 8,
    )
    table = _all(_heatmap(mentions, feedback, journey, settings))
    assert len(table) == 4 * 5
    payment = table.loc[("purchase", "payment")]
    assert payment[["n_feedback", "n_mentions", "n_authors"]].tolist() == [3, 4, 2]
    # Means per feedback 0.4, 0.8, 0.3 of the journey's 1.5 + 0.4 + 0.1.
    assert payment["friction_share"] == pytest.approx(1.5 / 2.0)
    assert payment["negative_share"] == pytest.approx(2 / 3)
    assert payment["effort_share"] == pytest.approx(1 / 3)
    assert payment["sentiment_mean"] == pytest.approx((-0.3 - 1.0 + 0.1) / 3)
    assert payment["nps_mean"] == pytest.approx(14 / 3)
    store = table.loc[("delivery", "store")]
    assert store[["n_feedback", "n_authors"]].tolist() == [2, 2]
    assert store["nps_mean"] == pytest.approx(4.0)
    assert 0.2 < store["friction"] < payment["friction"] < 0.5
    assert table.loc[("unplaced", "unplaced"), "suppressed"]
    assert table.loc[("unplaced", "phone"), "n_mentions"] == 1
    assert table.loc[("support", "phone"), "silent"]


def test_suppressed_and_silent_cells_hold_no_number_but_counts(journey, settings, feedback_of, mentions_of):
    feedback = feedback_of(6, author_key=["a", "a", "b", "c", "d", "e"])
    rows = [(0, "support", "phone", 0.9), (1, "support", "phone", 0.8)] + [(i, "delivery", "store", 0.2) for i in range(2, 6)]
    table = _all(_heatmap(mentions_of(rows), feedback, journey, settings))
    phone = table.loc[("support", "phone")]
    assert phone["suppressed"]
    assert not phone["silent"]
    assert phone["n_feedback"] == 2
    withheld = table[table["suppressed"] | table["silent"]]
    assert len(withheld) == 19
    assert withheld.filter(regex="friction|share|mean|change").isna().all(axis=None)
    assert (table["trend"] == "unknown").all()


@pytest.mark.parametrize("alike", [True, False])
def test_three_angry_comments_do_not_outrank_three_hundred(alike, journey, settings, feedback_of, mentions_of):
    rng = np.random.default_rng(2)
    wide = journey.model_copy(update={"touchpoints": tuple(journey.touchpoints[0].model_copy(update={"id": f"t{i}"}) for i in range(16))})
    angry = [(i, "support", "t0", f) for i, f in enumerate([0.92, 0.92, 0.92] if alike else [0.95, 0.88, 0.93])]
    many = [(i, "purchase", "t1", 0.88 if alike else f) for i, f in enumerate(rng.beta(7, 1, 300), start=3)]
    places = [(s, f"t{t}") for s in ("purchase", "delivery", "support") for t in range(16)]
    calm_places = [place for place in places if place not in (("support", "t0"), ("purchase", "t1"))]
    calm = [
        (303 + 12 * p + i, *place, 0.2 if alike else f) for p, place in enumerate(calm_places) for i, f in enumerate(rng.beta(0.4, 1.6, 12))
    ]
    feedback = feedback_of(303 + len(calm))
    table = _all(_heatmap(mentions_of(angry + many + calm), feedback, wide, settings))
    few, three_hundred = table.loc[("support", "t0")], table.loc[("purchase", "t1")]
    assert few["friction"] < three_hundred["friction"]
    assert three_hundred["friction"] == pytest.approx(0.88, abs=0.03)
    assert few["friction_high"] - few["friction_low"] > 2 * (three_hundred["friction_high"] - three_hundred["friction_low"])
    assert table["friction_share"].idxmax() == ("purchase", "t1")


def test_undated_rows_count_in_all_only_and_later_rows_nowhere(journey, settings, feedback_of, mentions_of):
    times = ["2026-05-12T10:00Z", "2026-05-31T21:59Z", "2026-05-31T22:00Z", "2026-09-01T00:00Z"]
    feedback = feedback_of(4, received_at=times, time_known=[True, True, True, False])
    mentions = mentions_of([(i, "delivery", "store", 0.5) for i in range(4)])
    heatmap = _heatmap(mentions, feedback, journey, settings)
    store = heatmap[(heatmap["stage"] == "delivery") & (heatmap["touchpoint"] == "store") & (heatmap["segment"] == "all")]
    assert dict(zip(store["period"], store["n_feedback"], strict=True)) == {"all": 3, "last_28_days": 2, "month": 2}


def test_segments_are_cut_and_each_value_has_a_whole_map(journey, settings, feedback_of, mentions_of):
    regions = ["Nord", "Sud"] * 10
    feedback = feedback_of(20, attributes=[f'{{"region": "{r}"}}' for r in regions])
    rows = [(i, "delivery", "store", 0.8 if r == "Nord" else 0.1) for i, r in enumerate(regions)]
    heatmap = _heatmap(mentions_of(rows), feedback, journey, settings)
    region = heatmap[(heatmap["segment"] == "region") & (heatmap["period"] == "all")]
    assert region.groupby("segment_value").size().to_dict() == {"Nord": 20, "Sud": 20}
    said = region[~region["silent"]].set_index("segment_value")
    assert said["friction"].to_dict() == pytest.approx({"Nord": 0.8, "Sud": 0.1}, abs=0.05)


def test_nothing_said_is_a_silent_map(journey, settings, feedback_of, mentions_of):
    heatmap = _heatmap(mentions_of([]), feedback_of(0), journey, settings)
    assert heatmap["silent"].all()
    assert set(heatmap["period"]) == {"month", "last_28_days", "all"}
