"""`voc evaluate` on labelled mentions, on planted tables and on a tiny file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from tests.evaluation.conftest import FlatEncoder, OneAnswer

from voc.config import Config
from voc.errors import PublishError, SourceError
from voc.evaluation.by_mention import ByMention, confusion, evaluate_mentions, is_cut, read_mentions, since, write_by_mention
from voc.journey import Taxonomy
from voc.training.data import labelled

LINES = [
    {"id": f"{sector}{i}", "language": language, "kind": "review", "sector": sector, "source": "ours"}
    | {
        "segments": ["The parcel came late.", "Nobody answers"],
        "labels": [["delivery", "delivery", "neg", 1], ["support", "phone", "neg", 0]],
    }
    for i in range(11)
    for sector, language in (("shops", "en"), ("banks", "fr"))
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cut.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    return path


@pytest.fixture
def result(file: Path, config: Config) -> ByMention:
    reader = OneAnswer([s.id for s in config.journey.stages], [t.id for t in config.journey.touchpoints])
    comments = labelled([file.parent], [file.name])
    return evaluate_mentions(comments, FlatEncoder(), reader, Taxonomy.of(config.journey), date(2026, 3, 2))


def test_a_reader_that_always_says_the_same_has_the_figures_it_deserves(result: ByMention) -> None:
    told = result.as_dict()
    assert told["right"]["all"] == {"mentions": 44, "stage": 0.5, "touchpoint": 0.5, "pair": 0.5, "sentiment": 1.0, "effort": 0.5}
    assert set(told["right"]) == {"all", "language en", "language fr", "source ours", "sector shops", "sector banks"}
    # Quite sure of everything, and right half the time.
    assert told["calibration_error"]["sector shops"]["stage"] == pytest.approx(0.5, abs=0.05)
    assert told["calibration_error"]["all"]["sentiment"] == pytest.approx(0.0, abs=0.05)


def test_confusions_count_every_mention_once(result: ByMention) -> None:
    table = confusion(result.read, "stage")
    assert table.loc["delivery", ["delivery", "support"]].tolist() == [22, 22]
    assert int(table.to_numpy().sum()) == 44
    assert confusion(result.read, "effort").loc["yes"].to_dict() == {"no": 22, "yes": 22}


def test_what_is_written_can_be_read_again_and_holds_no_word_of_a_customer(result: ByMention, tmp_path: Path) -> None:
    page, data, picture = write_by_mention(result, tmp_path / "out")
    assert read_mentions(data) == result.as_dict()
    body = page.read_text(encoding="utf-8")
    for part in ("44 mentions of 22 comments", "| sector banks | 22 |", "## Effort: voc (rows)", "calibration.svg"):
        assert part in body
    assert "parcel" not in body + data.read_text(encoding="utf-8")
    assert picture.read_text(encoding="utf-8").count("<circle") == 4


def test_two_evaluations_side_by_side_say_what_changed(result: ByMention, tmp_path: Path) -> None:
    earlier = result.as_dict() | {"measured_on": "2026-03-01"}
    earlier["right"]["all"]["stage"] = 0.4
    assert "0.500 (+0.100)" in since(result, earlier)
    page, *_ = write_by_mention(result, tmp_path, earlier)
    assert "## Against 2026-03-01" in page.read_text(encoding="utf-8")


def test_files_are_told_apart(file: Path, gold_file: Path, tmp_path: Path) -> None:
    assert is_cut(file)
    assert not is_cut(gold_file)
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    assert not is_cut(tmp_path / "empty.jsonl")
    with pytest.raises(SourceError):
        is_cut(tmp_path / "none.jsonl")
    with pytest.raises(SourceError, match=r"mentions\.json"):
        read_mentions(file)


def test_a_folder_that_cannot_be_written(result: ByMention, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(PublishError, match="taken"):
        write_by_mention(result, tmp_path / "taken")


def test_groups_too_small_to_say_anything_are_left_out(result: ByMention) -> None:
    few = ByMention(result.measured_on, pd.concat([result.read, result.read.head(3).assign(sector="rare")]))
    assert "sector rare" not in few.groups()
