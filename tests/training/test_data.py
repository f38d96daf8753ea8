"""Labelled comments as texts with spans."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from voc.errors import SourceError
from voc.training.data import SETS, Label, LabelledComment, labelled

ROW: dict[str, Any] = {
    "id": 7,
    "segments": ["Le colis  était ouvert.", " ", "Mais le livreur était aimable."],
    "labels": [["delivery", "delivery", "neg", True], ["none", "none", "neu", False], ["delivery", "none", "pos", False]],
    "language": "fr",
    "kind": "review",
    "sector": "retail",
    "source": "shop",
}


def write(folder: Path, name: str, *rows: object) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return folder


def one(tmp_path: Path, **change: object) -> LabelledComment:
    return labelled([write(tmp_path / "data", SETS[0], {**ROW, **change})])[0]


def test_spans_are_the_cleaned_segments_and_empty_ones_leave(tmp_path: Path) -> None:
    comment = one(tmp_path)
    assert comment.mentions() == ["Le colis était ouvert.", "Mais le livreur était aimable."]
    assert comment.text == "Le colis était ouvert. Mais le livreur était aimable."
    assert comment.id == "7"


def test_labels_are_the_journeys_own_words(tmp_path: Path) -> None:
    assert one(tmp_path).labels == (Label("delivery", "delivery", 0, True), Label("delivery", "unplaced", 2, False))


def test_the_question_is_read_first_and_is_no_mention(tmp_path: Path) -> None:
    comment = one(tmp_path, question="Que pensez-vous de la livraison ?")
    assert comment.text.startswith("Que pensez-vous de la livraison ?\nLe colis")
    assert comment.mentions()[0] == "Le colis était ouvert."


def test_sets_come_in_order_and_the_first_folder_that_has_one_counts(tmp_path: Path) -> None:
    first = write(tmp_path / "a", SETS[1], {**ROW, "id": "authored"})
    second = write(tmp_path / "b", SETS[0], {**ROW, "id": "x"}, {**ROW, "id": "y"})
    write(second, SETS[1], {**ROW, "id": "shadowed"})
    assert [c.id for c in labelled([first, second])] == ["x", "y", "authored"]


def test_the_set_for_measuring_is_not_among_those_to_learn_from(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no labelled comments"):
        labelled([write(tmp_path / "data", "journey_dev.jsonl", ROW)])


@pytest.mark.parametrize(
    "change",
    [
        {"labels": []},
        {"labels": [["delivery", "delivery", "angry", True]] * 3},
        {"labels": [["delivery"]] * 3},
        {"segments": None},
        {"language": None, "segments": [None, "a", "b"]},
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, change: dict[str, object]) -> None:
    folder = write(tmp_path / "data", SETS[0], ROW, {**ROW, **change})
    with pytest.raises(SourceError, match="line 2"):
        labelled([folder])
