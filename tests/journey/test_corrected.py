"""What an analyst said wins over what was read."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from voc.config import Config
from voc.journey import FIELDS
from voc.steps import obey
from voc.tables import Mention


def mentions() -> pd.DataFrame:
    rows = {
        "mention_id": ["m1", "m2"], "feedback_id": "f1", "position": [0, 1], "start": [0, 10], "end": [9, 20],
        "sentiment": [-0.8, 0.1], "sentiment_label": ["negative", "neutral"], "p_negative": [0.9, 0.2], "p_neutral": [0.0, 0.5],
        "p_positive": [0.1, 0.3], "effort": [0.7, np.nan], "stage": ["use", "support"], "stage_confidence": [0.6, 0.5],
        "touchpoint": ["product", "phone"], "touchpoint_confidence": [0.4, 0.9], "evidence": ["« x »", None], "friction": [0.5, 0.1],
        "model_version": "v",
    }  # fmt: skip
    return Mention.conform(pd.DataFrame(rows))


def said(mention_id: str, **fields: str) -> pd.DataFrame:
    row = {"mention_id": mention_id, "author": "Ana", **dict.fromkeys(FIELDS), **fields}
    return pd.DataFrame([row]).astype({c: "str" for c in ("mention_id", "author")} | dict.fromkeys(FIELDS, "object"))


def test_a_place_is_put_right_and_sure(config: Config) -> None:
    out = obey(mentions(), said("m1", touchpoint="mobile_app"), config)
    assert out["touchpoint"].tolist() == ["mobile_app", "phone"]
    assert out["touchpoint_confidence"].tolist() == [1.0, 0.9]
    assert out["stage"].tolist() == ["use", "support"]
    assert out["stage_confidence"].tolist() == [0.6, 0.5]
    assert out["evidence"].iloc[0] == "✎ Ana"
    assert out["evidence"].isna().tolist() == [False, True]


def test_a_feeling_is_put_right_and_friction_follows(config: Config) -> None:
    out = obey(mentions(), said("m1", sentiment_label="positive"), config)
    assert out[["p_negative", "p_neutral", "p_positive", "sentiment"]].iloc[0].tolist() == [0.0, 0.0, 1.0, 1.0]
    # What is left is the effort: 0.7 of 0.5.
    assert out["friction"].iloc[0] == pytest.approx(0.35)
    Mention.check(out)


def test_nothing_said_changes_nothing(config: Config) -> None:
    assert_frame_equal(obey(mentions(), said("m1").head(0), config), mentions())
    assert obey(mentions(), said("somebody else"), config)["stage"].tolist() == ["use", "support"]
