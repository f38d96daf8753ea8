"""The whole evaluation on a tiny gold file, with a reader that always says the same."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from tests.evaluation.conftest import GOLD

from voc.analyze import Tools, analyze, source_of
from voc.config import Config
from voc.errors import PublishError, SourceError
from voc.evaluation import Evaluation, changes, compared, evaluate, read_evaluation, readme_table, write_evaluation
from voc.evaluation.measure import of_feedback

DAY = date(2026, 3, 2)


@pytest.fixture
def result(gold_file: Path, config: Config, tools: Tools) -> Evaluation:
    return evaluate(gold_file, config, tools, today=DAY)


def test_a_reader_that_always_says_the_same_has_the_figures_it_deserves(result: Evaluation) -> None:
    voc = result.agreement["all"]["model"]
    # A: delivery is right twice among 4 said and 4 told (1, 1, 2 the same stage, 1 unplaced); so for B.
    assert voc["stage"] == voc["primary_stage"] == 0.5
    assert voc["primary_touchpoint"] == pytest.approx((2 / 4 + 1 / 4) / 2, abs=1e-3)
    assert result.sentiment["all"]["model"]["accuracy"] == 0.5
    assert voc["effort_f1"] == pytest.approx(2 * 2 / 6, abs=1e-3)
    assert (result.comments, result.missing) == (4, 0)
    assert result.confusions["first stage"] == {
        "ids": ["purchase", "delivery", "unplaced"],
        "counts": [[0, 0, 0], [1, 2, 1], [0, 0, 0]],
    }
    # It says negative and effort of everything; annotator A does not.
    assert set(result.confusions) == {"first stage", "first touchpoint", "polarity", "effort"}
    assert [sum(row) for row in result.confusions["effort"]["counts"]] == [0, 4]
    assert sum(result.confusions["polarity"]["counts"][result.confusions["polarity"]["ids"].index("negative")]) == 4


def test_groups_are_the_languages_sources_and_sectors_of_the_file(result: Evaluation) -> None:
    assert list(result.agreement) == ["all", "language en", "language fr", "source reviews", "source survey", "sector shops"]
    assert list(result.sentiment) == ["all", "language en", "language fr"]
    assert all(set(v) - {"error"} == {"n", "model", "keyword_list", "majority", "ceiling"} for v in result.agreement.values())
    assert {g for g, v in result.agreement.items() if "error" in v} == {"all", "language en", "language fr"}


def test_evaluate_reads_what_analyze_reads(gold_file: Path, config: Config, tools: Tools, result: Evaluation) -> None:
    source, _ = source_of(gold_file, {}, "review")
    read = of_feedback(analyze(source, config, tools, DAY).feedback)
    assert set(read) == {str(row["id"]) for row in GOLD}
    assert {r.places for r in read.values()} == {(("delivery", "delivery"),)}


def test_a_comment_without_text_counts_as_nothing_said(tmp_path: Path, config: Config, tools: Tools) -> None:
    rows = [*GOLD[:3], {**GOLD[3], "text": "  "}]
    (tmp_path / "g.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    result = evaluate(tmp_path / "g.jsonl", config, tools, today=DAY)
    assert result.missing == 1
    assert result.agreement["all"]["model"]["primary_stage"] == 0.75


def test_the_page_has_the_tables_and_no_word_of_a_customer(result: Evaluation) -> None:
    page = result.as_markdown()
    for words in (
        "2026-03-02",
        "`flat`",
        "`one`",
        "voc evaluate gold.jsonl",
        "| **voc** |",
        "keyword list",
        "the other annotator",
        "## By source",
    ):
        assert words in page
    whole = page + json.dumps(result.as_dict(), ensure_ascii=False)
    assert not [row["id"] for row in GOLD if str(row["text"])[:20] in whole]
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert not [r for r in rows if "nan" in r]


def test_heads_of_another_encoder_are_told(gold_file: Path, config: Config, tools: Tools) -> None:
    tools.reader.encoder = "another"  # type: ignore[attr-defined]
    assert "fitted on the vectors of `another`" in evaluate(gold_file, config, tools, today=DAY).as_markdown()


def test_what_is_written_can_be_read_again_and_makes_the_readme(result: Evaluation, tmp_path: Path) -> None:
    page, data = write_evaluation(result, tmp_path / "results")
    again = json.loads(data.read_text(encoding="utf-8"))
    assert again == result.as_dict()
    assert page.read_text(encoding="utf-8") == result.as_markdown()
    table = readme_table(again)
    assert "4 real comments" in table
    assert table.count("\n|") == 7
    assert "| ± |" in table


def test_what_changed_is_written_too(result: Evaluation, tmp_path: Path) -> None:
    earlier = json.loads(json.dumps(result.as_dict())) | {"model_version": "before"}
    earlier["agreement"]["all"]["model"]["stage"] -= 0.1
    page, _ = write_evaluation(result, tmp_path, earlier)
    assert "## Against before" in page.read_text(encoding="utf-8")
    assert changes(result.as_dict(), earlier)["all"]["stage"] == pytest.approx(0.1)


def test_a_folder_that_cannot_be_written(result: Evaluation, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(PublishError, match="taken"):
        write_evaluation(result, tmp_path / "taken")


def test_two_evaluations_side_by_side_say_what_changed(result: Evaluation, tmp_path: Path) -> None:
    _, data = write_evaluation(result, tmp_path)
    earlier = read_evaluation(data)
    assert "(+0.00)" in compared(result.as_dict(), earlier)
    earlier["agreement"]["all"]["model"]["stage"] -= 0.1
    earlier["comments"] = 9
    page = compared(result.as_dict(), earlier)
    assert "(+0.10)" in page.splitlines()[6]
    assert "measured on 9 comments" in page


@pytest.mark.parametrize("body", ["[]", "{", '{"gold": "x"}'])
def test_what_is_no_evaluation_is_refused(tmp_path: Path, body: str) -> None:
    (tmp_path / "evaluation.json").write_text(body, encoding="utf-8")
    with pytest.raises(SourceError, match="evaluation"):
        read_evaluation(tmp_path / "evaluation.json")
