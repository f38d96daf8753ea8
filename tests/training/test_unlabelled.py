"""Comments that nobody labelled: whatever was labelled or is measured on stays out."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from voc.config import Config, load_config
from voc.shipped import shipped
from voc.training import unlabelled as module
from voc.training.batches import UNKNOWN, label_rows
from voc.training.data import Label, LabelledComment
from voc.training.measured import MEASURED
from voc.training.unlabelled import unlabelled

HERE = [
    ("r1", "The lift is broken again. Nobody came."),
    ("r2", "The doctor listened to me."),
    ("r3", "Two hours in the waiting room, then sent home."),
    ("r4", "the DOCTOR listened  to me."),
    ("r5", "Lovely nurses"),
    ("r6", "Parking is dear"),
]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """One permissive source with six rows, one that may not be trained on, and the rest left away."""
    monkeypatch.setenv("VOC_DATA", str(tmp_path))
    rows = pd.DataFrame(HERE, columns=["id", "comment"])
    rows.to_csv(tmp_path / "ours.csv", index=False)
    rows.to_csv(tmp_path / "theirs.csv", index=False)
    (tmp_path / "sources").mkdir()
    for name, file in (("health_survey", "ours.csv"), ("bank_reviews", "theirs.csv")):
        (tmp_path / "sources" / f"{name}.yml").write_text(
            f"name: {name}\nkind: review\npath: {tmp_path / file}\ntime_zone: Europe/London\ncolumns: {{id: id, text: comment}}\n"
        )
    (tmp_path / "voc.yml").write_text("company:\n  name: Clinic\nsources: [sources/*.yml]\n")
    return load_config(tmp_path / "voc.yml", shipped("configs/journey.yml"))


def known(own: str, text: str) -> LabelledComment:
    return LabelledComment(own, text, ((0, len(text)),), (Label("use", "product", 0, False),), "en", "review", "", "health_survey")


def test_only_what_is_permissive_and_new_and_not_measured(config: Config, tmp_path: Path) -> None:
    (tmp_path / MEASURED).write_text(json.dumps({"text": "Lovely   nurses"}) + "\n", encoding="utf-8")
    found = unlabelled(config, [known("health_survey:r3", "?"), known("w1", "Parking is dear")], [tmp_path])
    assert sorted(c.id for c in found) == ["health_survey:r1", "health_survey:r2"]
    first = next(c for c in found if c.id.endswith("r1"))
    assert first.mentions() == ["The lift is broken again.", "Nobody came."]
    # Nobody said anything on any head, effort included.
    assert {int(v) for c in found for v in label_rows(c, ["use"], ["phone"]).ravel()} == {UNKNOWN}


def test_a_large_source_is_drawn_from_by_id(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every = {c.id for c in unlabelled(config, [], [tmp_path])}
    monkeypatch.setattr(module, "OF_ONE_SOURCE", 2)
    some = [c.id for c in unlabelled(config, [], [tmp_path])]
    assert len(every) == 5
    assert len(some) == 2
    assert set(some) < every
