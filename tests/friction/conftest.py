"""A small journey and builders of mentions and feedback with planted friction."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from voc import tables
from voc.config import Entry, FrictionSettings, Journey, Names, Phase, StageEntry

STAGES = ("purchase", "delivery", "support")
TOUCHPOINTS = ("website", "store", "phone", "payment")


@pytest.fixture(scope="session")
def journey() -> Journey:
    return Journey(
        phases=(Phase(id="purchase", name=Names(fr="Achat", en="Purchase")),),
        stages=tuple(StageEntry(id=s, name=Names(fr=s + "_fr", en=s), phase="purchase") for s in STAGES),
        touchpoints=tuple(Entry(id=t, name=Names(fr=t + "_fr", en=t)) for t in TOUCHPOINTS),
    )


@pytest.fixture(scope="session")
def settings() -> FrictionSettings:
    return FrictionSettings(resamples=40, periods=("month", "last_28_days", "all"), segment_periods=("all",), min_authors=2)


@pytest.fixture(scope="session")
def feedback_of() -> Callable[..., pd.DataFrame]:
    def build(n: int, **columns: Any) -> pd.DataFrame:
        """n feedbacks f000.. of 12 May 2026, each by an author of its own, unless a column says otherwise."""
        given = {
            "feedback_id": [f"f{i:05d}" for i in range(n)],
            "source": "survey",
            "kind": "survey",
            "received_at": pd.Timestamp("2026-05-12T10:00", tz="UTC"),
            "time_known": True,
            "language": "fr",
            "language_confidence": 1.0,
            "text": "",
            "author_key": [f"k{i:05d}" for i in range(n)],
            "attributes": "{}",
            "content_hash": "",
            "run_id": "",
        }
        return tables.Feedback.check(pd.DataFrame({**given, **columns}, index=range(n)))

    return build


@pytest.fixture(scope="session")
def mentions_of() -> Callable[..., pd.DataFrame]:
    def build(rows: Sequence[tuple[int, str, str, float]], **columns: Any) -> pd.DataFrame:
        """Mentions from (number of the feedback, stage, touchpoint, friction)."""
        number, stage, touchpoint, friction = (list(c) for c in zip(*rows, strict=True)) if rows else ([], [], [], [])
        given = {
            "mention_id": [f"m{i:05d}" for i in range(len(rows))],
            "feedback_id": [f"f{i:05d}" for i in number],
            "position": 0,
            "start": 0,
            "end": 1,
            "stage": stage,
            "touchpoint": touchpoint,
            "friction": np.array(friction, dtype=float),
        }
        return tables.Mention.check(pd.DataFrame({**given, **columns}, index=range(len(rows))))

    return build
