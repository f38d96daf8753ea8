"""From mentions to their feedback."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.journey import roll_up
from voc.tables import Mention

SIGNS = {"negative": (0.9, 0.08, 0.02), "neutral": (0.05, 0.9, 0.05), "positive": (0.02, 0.08, 0.9)}
LEVELS = st.tuples(
    st.sampled_from(["delivery", "purchase", "use", "unplaced"]),
    st.sampled_from(["delivery", "payment", "product", "unplaced"]),
    st.sampled_from(list(SIGNS)),
    st.integers(0, 60),
    st.one_of(st.none(), st.floats(0.05, 1)),
)
Said = tuple[str, str, str, int, float | None]


def read(*said: Said, feedback_id: str = "f") -> pd.DataFrame:
    """Mentions one after the other, as (stage, touchpoint, sign, length, effort)."""
    rows, start = [], 0
    for position, (stage, touchpoint, sign, length, effort) in enumerate(said):
        negative, neutral, positive = SIGNS[sign]
        rows.append(
            {
                "mention_id": f"{feedback_id}{position}", "feedback_id": feedback_id, "position": position,
                "start": start, "end": start + length, "sentiment": positive - negative, "sentiment_label": sign,
                "p_negative": negative, "p_neutral": neutral, "p_positive": positive, "effort": effort,
                "stage": stage, "stage_confidence": 0.8, "touchpoint": touchpoint, "touchpoint_confidence": 0.8,
                "friction": negative,
            }
        )  # fmt: skip
        start += length + 1
    return Mention.conform(pd.DataFrame(rows, columns=[c for c in Mention.columns if not rows or c in rows[0]]))


def whole(*said: Said) -> pd.Series:
    return roll_up(pd.DataFrame({"feedback_id": ["f"]}), read(*said)).iloc[0]


LATE: Said = ("delivery", "delivery", "negative", 60, 0.6)
KIND: Said = ("use", "product", "positive", 50, None)
HELLO: Said = ("unplaced", "unplaced", "neutral", 40, None)


def test_one_mention_is_its_feedback() -> None:
    row = whole(LATE)
    assert json.loads(row["placements"]) == [["delivery", "delivery", "negative"]]
    assert (row["primary_stage"], row["primary_touchpoint"], row["sentiment_label"]) == ("delivery", "delivery", "negative")
    assert row["effort"] == pytest.approx(0.6 * 3 / (0.6 * 3 + 0.4))
    assert row["friction"] == pytest.approx(0.9)


def test_praise_and_blame_are_mixed_and_the_longer_comes_first() -> None:
    row = whole(KIND, LATE)
    assert row["sentiment_label"] == "mixed"
    assert json.loads(row["placements"]) == [["delivery", "delivery", "negative"], ["use", "product", "positive"]]


def test_a_greeting_places_nothing_and_decides_nothing() -> None:
    row = whole(HELLO, LATE)
    assert json.loads(row["placements"]) == [["delivery", "delivery", "negative"]]
    assert row["sentiment_label"] == "negative"


def test_effort_is_that_some_mention_speaks_of_it() -> None:
    assert pd.isna(whole(KIND)["effort"])
    odds = (1 - 0.4 * 0.4) / (0.4 * 0.4)
    assert whole(LATE, LATE)["effort"] == pytest.approx(3 * odds / (3 * odds + 1))


def test_a_feedback_without_mentions_has_a_row() -> None:
    rows = roll_up(pd.DataFrame({"feedback_id": ["f", "empty"]}), read(LATE))
    assert rows["feedback_id"].tolist() == ["f", "empty"]
    assert json.loads(rows["placements"].iloc[1]) == [["unplaced", "unplaced", "neutral"]]
    assert rows[["effort", "friction"]].iloc[1].isna().all()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(LEVELS, min_size=1, max_size=6), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_every_feedback_has_one_row_whatever_the_order(comments: list[list[Said]], random: object) -> None:
    mentions = pd.concat([read(*said, feedback_id=f"f{i}") for i, said in enumerate(comments)], ignore_index=True)
    feedback = pd.DataFrame({"feedback_id": [f"f{i}" for i in range(len(comments))]})
    rows = roll_up(feedback, mentions)
    assert rows["feedback_id"].tolist() == feedback["feedback_id"].tolist()
    order = random.sample(range(len(mentions)), len(mentions))  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(roll_up(feedback, mentions.iloc[order]), rows)
    for said, (_, row) in zip(comments, rows.iterrows(), strict=True):
        places = json.loads(row["placements"])
        assert 1 <= len(places) <= 4
        assert {(s, t) for s, t, _ in places} <= {(s, t) for s, t, *_ in said}
        assert [row["primary_stage"], row["primary_touchpoint"]] == places[0][:2]
        assert 0 <= row["friction"] <= 1
        assert pd.isna(row["effort"]) or 0 <= row["effort"] <= 1
