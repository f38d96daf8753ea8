"""Gold files of the right shape, and of every wrong one."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from tests.evaluation.conftest import GOLD

from voc.errors import SourceError, VocError
from voc.evaluation.gold import read_gold


def written(folder: Path, *lines: str) -> Path:
    file = folder / "gold.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def changed(**values: Any) -> str:
    return json.dumps({**copy.deepcopy(GOLD[1]), **values})


def test_none_is_unplaced_and_no_mention_is_nothing(gold_file: Path) -> None:
    comments = {c.id: c for c in read_gold(gold_file)}
    assert comments["g2"].b.places == (("delivery", "unplaced"),)
    assert comments["g4"].a.places == comments["g4"].b.places == (("unplaced", "unplaced"),)
    assert comments["g3"].a.overall == "negative"
    assert comments["g1"].groups == {"language": "fr", "source": "reviews", "sector": "shops"}


def test_a_line_separator_inside_a_comment_does_not_end_the_line(tmp_path: Path) -> None:
    row = json.dumps({**GOLD[1], "text": "One.\u2028Two.\x85Three."}, ensure_ascii=False)
    assert read_gold(written(tmp_path, row, ""))[0].text == "One.\u2028Two.\x85Three."


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"id": "x", "text": "secret words"}', "language"),
        (changed(annotations={"A": GOLD[0]["annotations"]["A"]}), "annotations.B"),  # type: ignore[index]
        (changed(annotations={"A": {"mentions": [["use"]], "overall": "neg", "effort": True}, "B": 1}), "annotations.A.mentions.0"),
        (changed(annotations={"A": {"mentions": [], "overall": "secret words", "effort": True}, "B": {}}), "annotations.A.overall"),
        (changed(annotations={"A": {"mentions": [], "overall": "neg", "effort": "secret words"}, "B": {}}), "annotations.A.effort"),
        (changed(text=["secret words"]), "text"),
        ("[1, 2]", "(line)"),
        ("{secret words", "not JSON"),
        (json.dumps(GOLD[0]), "also on line 1"),
    ],
)
def test_another_shape_names_line_and_key_and_no_text(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(VocError) as caught:
        read_gold(written(tmp_path, json.dumps(GOLD[0]), "", line))
    assert "line 3" in str(caught.value)
    assert says in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("content", "says"), [(b"", "no comment"), (b"\n\n", "no comment"), ('{"id": "é"}'.encode("cp1252"), "UTF-8")])
def test_a_file_without_a_comment_or_of_another_encoding(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "gold.jsonl").write_bytes(content)
    with pytest.raises(SourceError, match=says):
        read_gold(tmp_path / "gold.jsonl")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot read"):
        read_gold(tmp_path / "none.jsonl")
