"""A workbook that shows the map, holds every table, and cannot be made to run anything."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pandas as pd
import planted_snapshot
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from voc.publish.scale import HEAT
from voc.publish.sheets import MOST_CHARACTERS, clean, styled, table_sheet
from voc.publish.view import choose
from voc.publish.words import words
from voc.publish.workbook import write_workbook
from voc.tables import Topic, published_tables

HOSTILE = ('=HYPERLINK("http://x";"clic")', "=1+1", "+33 6", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "#N/A", "'=1", "{=1}")


def parts(path):
    """The workbook's XML, part by part."""
    with zipfile.ZipFile(path) as archive:
        return {n: archive.read(n).decode("utf-8") for n in archive.namelist()}


def with_topics(snapshot, *names):
    row = snapshot.tables["topic"].iloc[0].to_dict()
    frame = Topic.check(pd.DataFrame([{**row, "topic_id": f"t{i:03d}", "name_fr": n, "name_en": n} for i, n in enumerate(names)]))
    return replace(snapshot, tables={**{n: t.empty() for n, t in published_tables().items()}, "topic": frame})


@pytest.fixture(scope="module")
def french(snapshot, tmp_path_factory):
    path = tmp_path_factory.mktemp("books") / "voc.xlsx"
    write_workbook(path, snapshot, choose(snapshot.tables), words("fr"))
    return path


@pytest.fixture(scope="module")
def book(french):
    return openpyxl.load_workbook(french)


def at(sheet, text):
    """Where a text stands."""
    return next(c for row in sheet.iter_rows() for c in row if c.value == text)


def test_sheets_are_the_map_the_ranking_the_contents_and_every_table(book):
    assert book.sheetnames == ["Carte de la friction", "Cellules", "Sommaire", *published_tables()]


def test_the_map_shows_number_and_n_beside_the_colour(book):
    sheet = book["Carte de la friction"]
    places = {sheet.cell(5, c).value: c for c in range(2, 12)}
    number, n = (sheet.cell(at(sheet, "Paiement").row + i, places["Achat"]) for i in (0, 1))
    assert (number.value, n.value, n.number_format) == (0.62, 141, '"▲ n "#,##0')
    assert {c.fill.fgColor.rgb[2:] for c in (number, n)} == {HEAT[6][1:]} == {"a9451e"}
    row = next(r for r in range(6, sheet.max_row) if sheet.cell(r, 1).value == "Livraison")
    number, n = (sheet.cell(row + i, places["Livraison"]) for i in (0, 1))
    assert (number.value, n.value, n.number_format) == (0.34, 212, '"▼ n "#,##0')


def test_withheld_cells_have_a_dash_and_silent_ones_nothing(book):
    sheet = book["Carte de la friction"]
    loyalty = next(c for c in range(2, 12) if sheet.cell(5, c).value == "Fidélité")
    withheld, silent = sheet.cell(at(sheet, "Magasin").row, loyalty), sheet.cell(at(sheet, "Paiement").row, loyalty)
    assert (withheld.value, withheld.fill.fill_type) == ("–", "lightUp")
    assert (silent.value, silent.fill.fill_type) == (None, None)
    legend = [c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
    assert "trop peu de personnes, chiffres masqués" in legend
    assert any("pas une friction nulle" in text for text in legend)
    assert "Personne n’a parlé de\u202f: Démarches et documents, Partenaire." in legend


def test_the_map_prints_on_one_landscape_page_with_its_period(book, snapshot):
    sheet = book["Carte de la friction"]
    assert sheet["A1"].value == "Carte de la friction · 28 derniers jours (17\u00a0août – 13\u00a0sept.\u00a02026) · Tous les clients"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == ("landscape", 1, 1)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.freeze_panes == "B6"
    assert sheet.print_area.endswith(f"${sheet.max_row}")
    assert snapshot.snapshot_id in sheet.oddFooter.left.text


def test_the_ranking_has_interval_share_change_and_trend(book):
    sheet = book["Cellules"]
    heads = [c.value for c in sheet[4]]
    first = dict(zip(heads, [c.value for c in sheet[5]], strict=True))
    assert (first["Étape"], first["Point de contact"], first["Retours"], first["Tendance"]) == ("Achat", "Paiement", 141, "▲ s’aggrave")
    assert first["Borne basse"] < first["Friction"] < first["Borne haute"]
    assert first["Évolution de la part (points)"] == pytest.approx(0.058)
    assert sheet.max_row - 4 == sum("unplaced" not in k for k in planted_snapshot.CELLS)
    assert sheet.auto_filter.ref == f"A4:O{sheet.max_row}"


def test_every_table_is_there_with_its_rows_types_and_meanings(book, snapshot):
    for name, table in published_tables().items():
        sheet = book[name]
        assert [c.value for c in sheet[1]] == list(table.columns)
        assert all(column.meaning in sheet.cell(1, i).comment.text for i, column in enumerate(table.columns.values(), 1))
        assert sheet.max_row == len(snapshot.tables[name]) + 1
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
    heat, frame = book["heatmap"], snapshot.tables["heatmap"]
    for i in (0, len(frame) // 2, len(frame) - 1):
        found = dict(zip(frame.columns, [c.value for c in heat[i + 2]], strict=True))
        assert found["period_start"] == frame["period_start"].iloc[i]
        assert found["n_feedback"] == frame["n_feedback"].iloc[i]
        assert found["silent"] is bool(frame["silent"].iloc[i])
        assert (found["friction"] is None) == pd.isna(frame["friction"].iloc[i])
    assert heat.cell(2, list(frame.columns).index("period_start") + 1).number_format == "yyyy-mm-dd"
    made = book["action"].cell(2, list(published_tables()["action"].columns).index("made_at") + 1)
    assert str(made.value) == "2026-06-01 08:00:00"


def test_the_contents_say_which_snapshot_and_lead_everywhere(book, snapshot):
    sheet = book["Sommaire"]
    shown = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=2, max_row=6)}
    assert list(shown.values())[:3] == [snapshot.snapshot_id, "13\u00a0sept.\u00a02026", snapshot.contract_version]
    links = {c.hyperlink.location: c.value for row in sheet.iter_rows() for c in row if c.hyperlink}
    assert links == {f"'{n}'!A1": n for n in book.sheetnames if n != "Sommaire"}
    counted = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=10)}
    assert counted["heatmap"] == len(snapshot.tables["heatmap"])


def test_there_is_no_formula_and_nothing_leads_out(french):
    for name, xml in parts(french).items():
        if name.startswith("xl/worksheets/sheet"):
            assert not re.search(r"<f[ >/]", xml), name
            assert 't="e"' not in xml, name
        if name.endswith(".rels"):
            assert "External" not in xml, name


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_only_ever_a_text(snapshot, tmp_path, text):
    path = tmp_path / "x.xlsx"
    write_workbook(path, with_topics(snapshot, text), choose(snapshot.tables), words("en"))
    column = list(Topic.columns).index("name_fr") + 1
    cell = openpyxl.load_workbook(path)["topic"].cell(2, column)
    assert (cell.value, cell.data_type) == (text.replace("\r", "\n"), "s")
    assert cell.quotePrefix is (text[0] in "=+-@\t")
    xml = parts(path)["xl/worksheets/sheet4.xml"]
    assert re.search(r'<c r="C2"[^>]*t="inlineStr"', xml)
    assert "<f" not in xml


def test_a_hostile_entry_of_the_journey_is_a_text_on_the_map(snapshot, tmp_path):
    stage = snapshot.tables["stage"].assign(name_fr=lambda f: f["name_fr"].where(f["stage"] != "purchase", "=1+1"))
    hostile = replace(snapshot, tables={**snapshot.tables, "stage": stage})
    write_workbook(tmp_path / "x.xlsx", hostile, choose(hostile.tables), words("fr"))
    assert at(openpyxl.load_workbook(tmp_path / "x.xlsx")["Carte de la friction"], "=1+1").data_type == "s"


def test_control_characters_go_and_long_texts_are_cut_visibly(snapshot, tmp_path):
    long = "é😡" * 30_000
    write_workbook(tmp_path / "x.xlsx", with_topics(snapshot, "a\x00b\x07c\ufffe", long, "_x0041_"), choose(snapshot.tables), words("fr"))
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["topic"]
    assert sheet["C2"].value == "abc"
    assert sheet["C3"].value.endswith(" [… coupé]")
    assert len(sheet["C3"].value.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    # Excel would show the escape `_x0041_` as an A.
    assert "_x005F_x0041_" in parts(tmp_path / "x.xlsx")["xl/worksheets/sheet4.xml"]


@settings(max_examples=30)
@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=4))
def test_whatever_is_written_can_be_read_back(snapshot, names):
    made, file = Workbook(write_only=True), io.BytesIO()
    table_sheet(made, Topic, with_topics(snapshot, *names).tables["topic"], words("en"))
    made.save(file)
    sheet = openpyxl.load_workbook(file)["topic"]
    assert [sheet.cell(i + 2, 3).value for i in range(len(names))] == [clean(n, "…") or None for n in names]
    assert {c.data_type for row in sheet.iter_rows() for c in row} <= {"s", "n", "b", "d"}


def test_nulls_infinities_and_old_days_have_a_place():
    sheet = Workbook(write_only=True).create_sheet()
    given = [None, float("nan"), pd.NaT, pd.NA, "", float("inf"), -float("inf"), date(1815, 6, 18), pd.Timestamp("2026-01-01T12:00Z")]
    found = [styled(sheet, value).value for value in given]
    assert found == [*[None] * 5, "∞", "−∞", "1815-06-18", datetime(2026, 1, 1, 12)]
    assert clean("a\ud800b", "…") == "ab"


def test_a_table_that_is_too_long_is_cut_and_says_so(snapshot, tmp_path):
    kept = write_workbook(tmp_path / "x.xlsx", snapshot, choose(snapshot.tables), words("en"), most_rows=50)
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    rows = len(snapshot.tables["heatmap"])
    assert kept["heatmap"] == 48
    assert book["heatmap"].max_row == 50
    assert book["heatmap"]["A50"].value == f"Cut here: 48 rows of {rows:,}. The whole table is in heatmap.parquet."
    assert kept["touchpoint"] == len(planted_snapshot.TOUCHPOINTS)
    assert any(f"48 rows of {rows:,}" in str(c.value) for row in book["Contents"].iter_rows() for c in row)


def test_a_table_that_just_fits_is_whole(snapshot, tmp_path):
    rows = len(snapshot.tables["heatmap"])
    assert write_workbook(tmp_path / "x.xlsx", snapshot, choose(snapshot.tables), words("en"), most_rows=rows + 1)["heatmap"] == rows
    assert write_workbook(tmp_path / "x.xlsx", snapshot, choose(snapshot.tables), words("en"), most_rows=rows)["heatmap"] == rows - 2


def test_the_same_snapshot_gives_the_same_bytes(french, snapshot, tmp_path):
    write_workbook(tmp_path / "again.xlsx", snapshot, choose(snapshot.tables), words("fr"))
    assert (tmp_path / "again.xlsx").read_bytes() == french.read_bytes()
    assert [p.name for p in tmp_path.iterdir()] == ["again.xlsx"]


def test_a_snapshot_in_which_nobody_spoke(snapshot, tmp_path):
    heat = snapshot.tables["heatmap"]
    tables = {**snapshot.tables, "heatmap": heat.assign(silent=True, friction=None, friction_share=None)}
    write_workbook(tmp_path / "x.xlsx", snapshot, choose(tables), words("en"))
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["Friction map"]
    assert sheet["A2"].value == "No feedback in this period."
