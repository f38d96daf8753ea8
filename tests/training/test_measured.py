"""Nothing that voc is measured on is learnt from."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.errors import SourceError
from voc.training.measured import BEGINNING, MEASURED, beginning, measured
from voc.training.sets import every_comment

LONG = "Le dossier est parti en mars, et depuis plus rien : ni courrier, ni appel, ni excuse."


def lines(folder: Path, *texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / MEASURED).write_text("".join(json.dumps({"id": t[:3], "text": t}) + "\n" for t in texts), encoding="utf-8")
    return folder


def line(own: str, *segments: str, **more: str) -> str:
    about = {"id": own, "language": "fr", "kind": "review", "source": "authored", **more}
    return json.dumps(about | {"segments": segments, "labels": [["use", "product", "neg", 0]] * len(segments)}) + "\n"


def test_a_labelled_comment_that_is_measured_on_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("VOC_DATA", raising=False)
    folder = lines(tmp_path / "data", LONG)
    head, tail = LONG[:40], LONG[40:]
    rows = [line("whole", LONG), line("cut", head, tail), line("asked", LONG, question="Pourquoi ?"), line("other", "Autre chose.")]
    (folder / "mentions_annotated.jsonl").write_text("".join(rows), encoding="utf-8")
    kept = {c.id for c in every_comment([folder])}
    assert "other" in kept
    assert not kept & {"whole", "cut", "asked"}
    assert "3 labelled comments" in capsys.readouterr().err


def test_without_measured_comments_nothing_is_left_out(tmp_path: Path) -> None:
    assert measured([tmp_path]) == set()


def test_a_line_that_is_no_comment_is_said_to_be_wrong(tmp_path: Path) -> None:
    (tmp_path / MEASURED).write_text('{"id": "a"}\n', encoding="utf-8")
    with pytest.raises(SourceError, match="line 1"):
        measured([tmp_path])


@given(st.text(max_size=200), st.sampled_from([" ", "\n", " , ", "…"]))
def test_spacing_punctuation_capitals_and_what_follows_make_no_difference(text: str, between: str) -> None:
    known = beginning(text)
    assert len(known) <= BEGINNING
    assert beginning(between.join(text)) == known
    if len(known) == BEGINNING:
        assert beginning(text + "and more") == known


@pytest.mark.data
def test_no_comment_of_the_real_sets_is_among_the_measured_ones() -> None:
    data = os.environ.get("VOC_DATA")
    if not data:
        pytest.skip("VOC_DATA does not say where the labelled comments are")
    folder = Path(data) / "labelled"
    # Looked for otherwise than it is done: any forty letters of the measured comment, anywhere in a labelled one.
    told = [json.loads(line)["text"] for line in (folder / MEASURED).read_text(encoding="utf-8").splitlines()]
    parts = [p for p in (_letters(t)[10:50] for t in told) if len(p) == 40]
    learnt = "\n".join(_letters(c.text) for c in every_comment([folder]))
    assert len(parts) > 250
    assert learnt.count("\n") > 20_000
    assert [p for p in parts if p in learnt] == []


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
