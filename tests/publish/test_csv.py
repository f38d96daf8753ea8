"""CSV that a spreadsheet opens right and cannot be made to run."""

import csv
import io

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.publish.csv import formula_safe, write_csv


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+33", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_formulas_are_disarmed(text):
    assert formula_safe(pa.table({"t": [text]}))["t"].to_pylist() == ["'" + text]


def test_all_else_stays(tmp_path):
    table = pa.table({"t": ["a=1", "", None, " =x", "é😡"], "n": [-1.5, None, 0.1, 1e-7, 3.0], "i": [-1, 2, 3, 4, 5]})
    assert formula_safe(table).equals(table)
    write_csv(table, tmp_path / "x.csv")
    body = (tmp_path / "x.csv").read_bytes()
    assert body.startswith(b'\xef\xbb\xbf"t","n","i"\n')
    assert body.decode("utf-8-sig").splitlines()[1:4] == ['"a=1",-1.5,-1', '"",,2', ",0.1,3"]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20), max_size=5))
def test_texts_can_be_read_back(tmp_path_factory, texts):
    path = tmp_path_factory.getbasetemp() / "texts.csv"
    write_csv(pa.table({"t": pa.array(texts, pa.string()), "n": [1] * len(texts)}), path)
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))[1:]
    shown = [
        r[0][1:] if r[0][:1] == "'" and r[0][1:2] in tuple("=+-@\t\r") and r[0] != t else r[0] for r, t in zip(rows, texts, strict=True)
    ]
    assert shown == texts
    assert not any(r[0][:1] in tuple("=+-@\t\r") and r[0] for r in rows)
