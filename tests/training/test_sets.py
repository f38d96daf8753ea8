"""What a second reading changes, and what it leaves alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.errors import SourceError
from voc.shipped import shipped
from voc.training.data import Label, LabelledComment, labelled
from voc.training.finetune import HELD_OUT, parted
from voc.training.sets import READ_AGAIN, read_again

FIRST = Label("use", "product", 0, False)


def comment(own: str, segments: int) -> LabelledComment:
    text = "abc " * segments
    spans = tuple((4 * i, 4 * i + 3) for i in range(segments))
    return LabelledComment(own, text, spans, (FIRST,) * segments, "en", "review", "", "authored")


def written(folder: Path, *rows: object) -> Path:
    file = folder / READ_AGAIN
    file.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return file


def test_only_the_named_segment_of_the_named_comment_changes(tmp_path: Path) -> None:
    file = written(tmp_path, {"id": "b", "labels": {"1": ["none", "phone", "pos", 1]}})
    first, second = read_again([comment("a", 3), comment("b", 3)], file)
    assert first == comment("a", 3)
    assert second.labels == (FIRST, Label("unplaced", "phone", 2, True), FIRST)
    assert second.mentions() == comment("b", 3).mentions()


def test_no_second_reading_changes_nothing(tmp_path: Path) -> None:
    assert read_again([comment("a", 2)], tmp_path / READ_AGAIN) == [comment("a", 2)]


@pytest.mark.parametrize("labels", [{"2": ["use", "phone", "neg", 0]}, {"x": ["use", "phone", "neg", 0]}, {"0": ["use", "phone"]}, [1]])
def test_a_line_that_fits_no_segment_is_said_to_be_wrong(tmp_path: Path, labels: object) -> None:
    with pytest.raises(SourceError, match="b"):
        read_again([comment("b", 2)], written(tmp_path, {"id": "b", "labels": labels}))


@given(st.integers(1, 6), st.sets(st.integers(0, 5)))
def test_as_many_labels_as_before(tmp_path_factory: pytest.TempPathFactory, segments: int, named: set[int]) -> None:
    labels = {str(i): ["support", "phone", "neg", 1] for i in named if i < segments}
    file = written(tmp_path_factory.mktemp("read"), {"id": "a", "labels": labels})
    (found,) = read_again([comment("a", segments)], file)
    assert [x != FIRST for x in found.labels] == [str(i) in labels for i in range(segments)]


def test_what_ships_names_segments_that_exist_and_nothing_that_is_held_out() -> None:
    folder = shipped("models/training")
    own = labelled([folder])
    again = {json.loads(line)["id"] for line in (folder / READ_AGAIN).read_text(encoding="utf-8").splitlines()}
    assert sum(a != b for a, b in zip(own, read_again(own, folder / READ_AGAIN), strict=True)) > 1000
    assert not again & {c.id for c in parted(own, HELD_OUT)[1]}
