"""The queries of docs/queries.md, run as they stand there against a snapshot that was really published."""

import re
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from voc.tables import published_tables

PAGE = Path(__file__).parents[2] / "docs" / "queries.md"
BLOCK = re.compile(r"^```(?P<kind>[a-z]+)(?P<setup> setup)?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(kind, setup=False):
    """The blocks of a kind by the heading above them."""
    found = {}
    for section in re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        heading = section.splitlines()[0]
        for block in BLOCK.finditer(section):
            if block["kind"] == kind and bool(block["setup"]) is setup:
                found.setdefault(heading, []).append(block["body"])
    return found


def by_sql(query):
    with duckdb.connect() as connection:
        connection.execute(blocks("sql", setup=True)["Before you start"][0])
        return connection.execute(query).df()


def by_pandas(code):
    names = {}
    exec(blocks("python", setup=True)["Before you start"][0], names)  # noqa: S102 - our own page
    exec(code, names)  # noqa: S102
    return names["answer"].reset_index(drop=True)


def comparable(frame):
    return frame.apply(lambda c: pd.to_datetime(c).astype("datetime64[us]") if c.name in ("day", *DATES) else c)


DATES = {n for t in published_tables().values() for n, c in t.columns.items() if c.kind == "date"}
QUESTIONS = list(blocks("sql"))


@pytest.fixture
def beside(home, monkeypatch):
    """Where the page supposes its reader to be: beside `var`."""
    monkeypatch.chdir(home.parent)


def test_every_question_is_answered_in_both():
    assert len(QUESTIONS) >= 9
    assert list(blocks("python")) == QUESTIONS
    assert all(len(found) == 1 for kind in ("sql", "python") for found in blocks(kind).values())


@pytest.mark.parametrize("question", QUESTIONS)
def test_duckdb_and_pandas_give_rows_and_the_same_ones(beside, question):
    from_sql, from_pandas = by_sql(blocks("sql")[question][0]), by_pandas(blocks("python")[question][0])
    assert len(from_sql) > 0
    pd.testing.assert_frame_equal(comparable(from_sql), comparable(from_pandas), check_dtype=False)


@pytest.mark.parametrize(
    ("question", "column", "first"),
    [
        ("Where does it hurt most?", "touchpoint", ["Payment", "Delivery", "Customer service"]),
        ("What changed?", "trend", ["worse", "better"]),
        ("What is behind a cell?", "topic", ["Card refused at checkout", "App closes by itself", "Slow refund"]),
        ("What drives a score?", "driver_id", ["t_card_refused", "phone", "t_comfort"]),
        ("Which alerts are open?", "alert_id", ["a2", "a1"]),
        ("Did an action help?", "verdict", ["better", "too_early"]),
        ("How did a cell look, night by night?", "friction", [0.52, 0.62]),
    ],
)
def test_answers_are_those_that_were_planted(beside, question, column, first):
    found = by_sql(blocks("sql")[question][0])[column].tolist()
    assert found[: len(first)] == pytest.approx(first) if column == "friction" else found[: len(first)] == first


def test_a_merged_topic_is_followed_to_where_it_lives(beside):
    found = by_sql(blocks("sql")["What became of a topic?"][0]).set_index("topic_id")["lives_as"]
    assert found["t_parcel_late"] == "t_late_parcel"
    assert found.drop("t_parcel_late").tolist() == found.drop("t_parcel_late").index.tolist()


def test_each_section_says_what_becomes_of_suppressed_and_silent():
    for section in re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        words = section.lower()
        assert "suppress" in words or "withheld" in words, section.splitlines()[0]
        assert "silen" in words, section.splitlines()[0]


def test_columns_and_tables_of_power_bi_and_tableau_exist():
    columns = {n for t in published_tables().values() for n in t.columns}
    text = "\n".join(b for kind in ("m", "tableau", "dax") for found in blocks(kind).values() for b in found)
    used = set(re.findall(r"\[([a-z][a-z_]+)\]", text))
    assert {"friction", "suppressed", "silent", "n_feedback"} <= used <= columns
    assert set(re.findall(r'"(\w+)\.parquet"', text)) | set(re.findall(r"\b([a-z_]+)\[", text)) <= set(published_tables())
