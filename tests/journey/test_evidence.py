"""Why a mention is where it is, in one line."""

from __future__ import annotations

import pandas as pd

from voc.journey import evidence


def test_cues_come_first_then_words_then_the_example() -> None:
    found = evidence(
        ["« carte refusée »", None, None, None],
        [(["refusée", "banque"], "Ma carte est refusée."), (["attente"], None), ([], "I was left on hold."), ([], None)],
    )
    assert found.tolist()[:3] == ["« carte refusée », « banque » ≈ « Ma carte est refusée. »", "« attente »", "≈ « I was left on hold. »"]
    assert pd.isna(found[3])


def test_four_reasons_are_enough() -> None:
    found = evidence(["« a », « b », « c »"], [(["dd", "ee"], None)])
    assert found.item() == "« a », « b », « c », « dd »"
