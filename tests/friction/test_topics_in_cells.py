from datetime import date

import pytest

from voc.config import Config
from voc.friction.measure import measure


def test_topics_share_a_cell_s_friction(journey, settings, feedback_of, mentions_of):
    mentions = mentions_of(
        [(0, "delivery", "store", 0.9), (0, "delivery", "store", 0.3), (1, "delivery", "store", 0.6), (2, "delivery", "store", 0.4)],
        topic_id=["late", "rude", "late", None],
    )
    out = measure(mentions, feedback_of(3), Config(journey=journey, friction=settings, seed=1), date(2026, 5, 31))["heatmap_topic"]
    assert set(out["period"]) == {"month", "last_28_days", "all"}
    rows = out[out["period"] == "all"].set_index("topic_id")
    # The cell's summed friction is 0.6 + 0.6 + 0.4; a mention weighs one half in the first feedback.
    assert rows.loc["late", "friction_share"] == pytest.approx((0.45 + 0.6) / 1.6)
    assert rows.loc["late", "friction"] == pytest.approx(0.75)
    assert rows.loc["late", ["n_mentions", "n_authors"]].tolist() == [2, 2]
    assert rows.loc["rude", "suppressed"]
    assert rows.loc["rude", ["friction", "friction_share"]].isna().all()


def test_no_topic_no_row(journey, settings, feedback_of, mentions_of):
    out = measure(
        mentions_of([(0, "delivery", "store", 0.9)]), feedback_of(1), Config(journey=journey, friction=settings, seed=1), date(2026, 5, 31)
    )
    assert out["heatmap_topic"].empty
