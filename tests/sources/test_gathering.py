import json

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voc.errors import SourceError
from voc.sources import preview


def test_every_row_is_accounted_for(tmp_path, gathered, said):
    file = tmp_path / "a.csv"
    file.write_text(
        "id,text,date,note\n"
        "1,good,2026-03-01,5\n"
        "1,better,2026-03-02,4\n"
        "1,old,2026-02-01,4\n"
        "2,  ,2026-03-01,5\n"
        "3,Sans réponse,2026-03-01,5\n"
        "4,at the epoch,1970-01-01,5\n"
        "5,next year,2027-01-01,5\n"
        "6,tomorrow,2026-03-11,11\n"
        "7,bad date,soon,5\n"
        "8,ragged,2026-03-01,5,6\n"
        "9,undated,,x\n",
        encoding="utf-8",
    )
    columns = {"id": "id", "text": "text", "received_at": "date", "rating": {"column": "note"}}
    out = gathered(file, columns, drop_text=["sans  RÉPONSE"])
    assert out.rows_in == 11
    assert out.duplicates == 2
    assert out.raw.set_index("record_id")["text"].to_dict() == {"1": "better", "6": "tomorrow", "9": "undated"}
    reasons = out.quarantined.set_index("record")["reason"].to_dict()
    assert reasons == {
        "a.csv:5": "no text",
        "a.csv:6": "no text",
        "a.csv:7": "date out of range",
        "a.csv:8": "date out of range",
        "a.csv:10": "date not readable",
        "a.csv:11": "ragged row",
    }
    by_id = out.raw.set_index("record_id")
    assert pd.isna(by_id.loc["9", "received_at"])
    assert by_id["rating"].isna().tolist() == [False, True, True]
    assert by_id["rating_max"].isna().tolist() == [False, True, True]
    assert said(out, "out of scale", "warning")
    assert said(out, "no numbers", "warning")
    assert said(out, "say something else", "warning")
    assert "1970-01-01 | at the epoch" in out.quarantined["excerpt"].tolist()[2]


def test_issues_hold_no_text_of_customers(tmp_path, gathered):
    file = tmp_path / "a.csv"
    file.write_text("id,text,note\n1,SECRETWORD,99\n1,SECRETWORD two,1\n2,SECRETWORD,x,y\n", encoding="utf-8")
    out = gathered(file, {"id": "id", "text": "text", "rating": {"column": "note"}})
    assert "SECRETWORD" not in repr(out.issues)


def test_scale_where_one_is_best_is_turned(tmp_path, gathered):
    file = tmp_path / "a.csv"
    file.write_text("id,text,note\n" + "".join(f"{n},t,{n}\n" for n in range(1, 8)), encoding="utf-8")
    rating = {"column": "note", "min": 1, "max": 5, "best": 1, "missing": [6]}
    out = gathered(file, {"id": "id", "text": "text", "rating": rating})
    assert out.raw["rating"].fillna(-1).tolist() == [5, 4, 3, 2, 1, -1, -1]
    assert sum("out of scale" in i.what for i in out.issues) == 1


def test_same_content_stays_a_hundred_rows_and_keeps_its_ids_in_another_order(tmp_path, gathered):
    lines = ["RAS,5\n"] * 100 + ["Livraison lente,2\n", "Top,5\n"]
    columns = {"text": "text", "rating": {"column": "note"}}
    for name, body in (("a", lines), ("b", lines[::-1])):
        (tmp_path / f"{name}.csv").write_text("text,note\n" + "".join(body), encoding="utf-8")
    one, other = (gathered(tmp_path / f"{name}.csv", columns) for name in "ab")
    assert len(one.raw) == 102
    assert one.raw[["record_id", "text"]].equals(other.raw[["record_id", "text"]])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(["1", "2", "3", ""]), st.sampled_from(["RAS", "Top", "", "lent"]), st.integers(1, 9)),
        min_size=1,
        max_size=12,
    ),
    data=st.data(),
)
def test_row_order_does_not_matter_when_dates_differ(tmp_path, gathered, rows, data):
    dated = [(i, t, f"2026-02-{d:02d} 00:00:{n:02d}") for n, (i, t, d) in enumerate(rows)]
    frames = []
    for body in (dated, data.draw(st.permutations(dated))):
        (tmp_path / "a.csv").write_text("id,text,date\n" + "".join(",".join(r) + "\n" for r in body), encoding="utf-8")
        out = gathered(tmp_path / "a.csv", {"id": "id", "text": "text", "received_at": "date"})
        assert out.rows_in == len(rows)
        frames.append(out.raw.drop(columns="record"))
    pd.testing.assert_frame_equal(*frames)


def test_ids_of_several_columns_do_not_run_into_each_other(tmp_path, gathered):
    (tmp_path / "a.csv").write_text("a,b,text\nx|,y,one\nx,|y,two\n,,three\n", encoding="utf-8")
    out = gathered(tmp_path / "a.csv", {"id": ["a", "b"], "text": "text"})
    assert out.raw["record_id"].nunique() == 3


def test_unchanged_files_are_not_read_again(tmp_path, gathered):
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(f"id,text\n{name},hello\n", encoding="utf-8")
    first = gathered(tmp_path / "*.csv", expect={"min_rows": 2})
    assert set(first.fingerprints) == {"a.csv", "b.csv"}
    again = gathered(tmp_path / "*.csv", seen=first.fingerprints, expect={"min_rows": 2})
    assert (again.rows_in, again.files_skipped, again.fingerprints) == (0, 2, first.fingerprints)
    (tmp_path / "b.csv").write_text("id,text\nb,hello again\n", encoding="utf-8")
    third = gathered(tmp_path / "*.csv", seen=first.fingerprints, expect={"min_rows": 2})
    assert (third.rows_in, third.files_skipped) == (1, 1)


def test_one_bad_file_fails_loudly_and_the_others_are_read(tmp_path, gathered, said):
    (tmp_path / "a.csv").write_text("id,text\n1,fine\n", encoding="utf-8")
    (tmp_path / "b.csv").write_bytes(b"")
    (tmp_path / "c.csv").write_text("id,texte\n1,autre nom\n", encoding="utf-8")
    out = gathered(tmp_path / "*.csv")
    assert out.raw["text"].tolist() == ["fine"]
    assert said(out, "empty", "error")
    assert [i.record for i in out.issues if i.severity == "error"] == ["b.csv", "c.csv"]
    assert set(out.fingerprints) == {"a.csv"}


def test_all_files_bad_is_an_error_that_names_them(tmp_path, gathered):
    for name in "ab":
        (tmp_path / f"{name}.parquet").write_bytes(b"PAR1 nonsense PAR1")
    with pytest.raises(SourceError, match=r"none of 2 files.*a\.parquet.*b\.parquet"):
        gathered(tmp_path / "*.parquet")


def test_a_missing_column_is_named_with_what_there_is(tmp_path, gathered):
    (tmp_path / "a.csv").write_text("id,Commentaires,date\n1,x,2026-01-01\n", encoding="utf-8")
    with pytest.raises(SourceError) as error:
        gathered(tmp_path / "a.csv", {"id": "id", "text": "commentaire"})
    assert all(part in str(error.value) for part in ("a.csv", "'commentaire'", "closest: 'Commentaires'", "'date'"))


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.jsonl", "a.parquet"])
def test_empty_and_corrupt_files_are_errors(tmp_path, gathered, name):
    file = tmp_path / name
    for content in (b"", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20):
        file.write_bytes(content)
        with pytest.raises(SourceError, match=name):
            gathered(file)


def test_truncated_workbook_and_parquet_are_errors(tmp_path, gathered, write_xlsx):
    book = write_xlsx(tmp_path / "a.xlsx", [["id", "text"], *[[i, f"text {i}"] for i in range(50)]])
    pd.DataFrame({"id": range(50), "text": "x"}).to_parquet(tmp_path / "a.parquet")
    for file in (book, tmp_path / "a.parquet"):
        file.write_bytes(file.read_bytes()[:-200])
        with pytest.raises(SourceError, match=file.name):
            gathered(file)


def test_variables_and_places_that_do_not_exist(tmp_path, gathered, monkeypatch):
    monkeypatch.setenv("VOC_TEST_FOLDER", str(tmp_path))
    (tmp_path / "a.csv").write_text("id,text\n1,fine\n", encoding="utf-8")
    assert gathered("${VOC_TEST_FOLDER}/a.csv").rows_in == 1
    with pytest.raises(SourceError, match="VOC_TEST_ABSENT is not set"):
        gathered("${VOC_TEST_ABSENT}/a.csv")
    with pytest.raises(SourceError, match="no file matches"):
        gathered(tmp_path / "*.xlsx")
    with pytest.raises(SourceError, match="cannot be reached"):
        gathered("nosuchscheme://x/a.csv")
    (tmp_path / "a.bin").write_text("x")
    with pytest.raises(SourceError, match="format"):
        gathered(tmp_path / "a.bin")


def test_expectations(tmp_path, gathered, said):
    (tmp_path / "a.csv").write_text("id,text\n1,a\n2,\n3,b\n", encoding="utf-8")
    with pytest.raises(SourceError, match="3 row"):
        gathered(tmp_path / "a.csv", expect={"min_rows": 4})
    out = gathered(tmp_path / "a.csv", expect={"max_rows": 2, "min_fill": {"text": 0.9, "txet": 0.5}})
    assert said(out, "3 rows", "warning")
    assert said(out, "text is filled in 66.7%", "warning")
    assert said(out, "'txet'", "error")


def test_nested_lines_lists_and_bad_lines(tmp_path, gathered, said):
    lines = [
        json.dumps(
            {"id": 1, "body": "un\u2028deux", "via": {"channel": "web"}, "tags": ["a", "b"], "lang": "fr-BE", "by": {"name": "Zoé"}}
        ),
        '{"id": 2, "body": "cut',
        json.dumps({"id": 3, "body": "half a pair \ud83d", "via": None, "lang": "anglais", "created": 1767225600000}),
        "[1, 2]",
        "",
        json.dumps({"id": 3, "body": "<script>alert(1)</script>", "lang": "klingon"}),
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    columns = {"id": "id", "text": "body", "channel": "via.channel", "language": "lang", "author": "by.name", "title": "subject"}
    out = gathered(tmp_path / "a.jsonl", {**columns, "received_at": "created", "attributes": {"tag": "tags.0", "tags": "tags"}})
    rows = out.raw.set_index("record_id")
    assert out.quarantined[["record", "reason"]].to_numpy().tolist() == [["a.jsonl:2", "unreadable line"], ["a.jsonl:4", "unreadable line"]]
    assert rows.loc["1", ["text", "channel", "language_hint", "author"]].tolist() == ["un\u2028deux", "web", "fr", "Zoé"]
    assert json.loads(rows.loc["1", "attributes"]) == {"tag": "a", "tags": "a|b"}
    assert rows.loc["3", "text"] == "half a pair \ufffd"
    assert str(rows.loc["3", "received_at"]) == "2026-01-01 00:00:00+00:00"
    assert out.duplicates == 1
    assert said(out, "'subject'", "warning")
    assert said(out, "not understood", "info")
    assert not out.quarantined["excerpt"].str.contains("Zoé").any()


def test_a_list_of_objects_is_read_too(tmp_path, gathered):
    (tmp_path / "a.json").write_text('[{"id": 1, "text": "a"},\n {"id": 2, "text": "b"}, 3]', encoding="utf-8")
    assert gathered(tmp_path / "a.json").rows_in == 3


def test_workbook_with_formulas_dates_gaps_and_sheets(tmp_path, gathered, write_xlsx):
    rows = [
        [None, None],
        ["id", "text", "le", "nps"],
        [1, '=HYPERLINK("http://x","y")', pd.Timestamp("2026-01-02 10:00").to_pydatetime(), 10],
        [2.0, "short row"],
        [None, None, None, None],
        [3, "serial", 46024.5, "10/10"],
        [4, "eleven", "02/01/2026 12:00", 11],
        [5, "ragged", None, 1, None, "stray"],
    ]
    file = write_xlsx(tmp_path / "a.xlsx", rows, sheet="Réponses")
    columns = {"id": "id", "text": "text", "received_at": "le", "nps": "nps"}
    out = gathered(file, columns, date_format="dayfirst", sheet="Réponses")
    by_id = out.raw.set_index("record_id")
    assert by_id.loc["1", "text"] == '=HYPERLINK("http://x","y")'
    assert by_id["record"].tolist() == ["a.xlsx:3", "a.xlsx:4", "a.xlsx:6", "a.xlsx:7"]
    assert by_id["received_at"].astype("str").fillna("NaT").tolist() == [
        "2026-01-02 10:00:00+00:00",
        "NaT",
        "2026-01-02 12:00:00+00:00",
        "2026-01-02 12:00:00+00:00",
    ]
    assert by_id["nps"].fillna(-1).tolist() == [10, -1, 10, -1]
    assert out.quarantined["reason"].tolist() == ["ragged row"]
    with pytest.raises(SourceError, match="no sheet 'x'; expected one of Réponses"):
        gathered(file, columns, sheet="x")


def test_parquet_keeps_large_ids_and_its_own_times(tmp_path, gathered):
    frame = pd.DataFrame(
        {
            "id": pd.array([2**60 + 1, 2**60 + 3, None], dtype="Int64"),
            "text": ["a", "b", "c"],
            "at": pd.to_datetime(["2026-01-01", None, "2026-01-03"]),
            "note": [5, 4, None],
        }
    )
    frame.to_parquet(tmp_path / "a.parquet")
    out = gathered(
        tmp_path / "a.parquet", {"id": "id", "text": "text", "received_at": "at", "rating": {"column": "note"}}, time_zone="Europe/Paris"
    )
    rows = out.raw.set_index("text")
    assert rows["record_id"].tolist()[:2] == [str(2**60 + 1), str(2**60 + 3)]
    assert rows.loc["c", "record_id"].startswith("content:")
    assert rows["received_at"].astype("str").fillna("NaT").tolist() == ["2025-12-31 23:00:00+00:00", "NaT", "2026-01-02 23:00:00+00:00"]


def test_compressed_file(tmp_path, gathered):
    pd.DataFrame({"id": [1], "text": ["zipped"]}).to_csv(tmp_path / "a.csv.gz", index=False)
    assert gathered(tmp_path / "a.csv.gz").raw["text"].tolist() == ["zipped"]


def test_questions_fixed_and_per_row(tmp_path, gathered):
    (tmp_path / "a.csv").write_text("id,text,q\n1,Le prix est trop élevé,Q1\n2,The price is too high,Q2\n3,RAS,\n", encoding="utf-8")
    fixed = gathered(tmp_path / "a.csv", question={"fr": "Pourquoi ?", "en": "Why?"})
    assert fixed.raw["question"].tolist() == ["Pourquoi ?", "Why?", "Pourquoi ?"]
    per_row = gathered(tmp_path / "a.csv", {"id": "id", "text": "text", "question": "q"})
    assert per_row.raw["question"].fillna("").tolist() == ["Q1", "Q2", ""]


def test_several_text_columns_are_joined(tmp_path, gathered):
    (tmp_path / "a.csv").write_text("id,liked,disliked\n1,fast,dear\n2,,dear\n3,,\n", encoding="utf-8")
    out = gathered(tmp_path / "a.csv", {"id": "id", "text": ["liked", "disliked"]})
    assert out.raw["text"].tolist() == ["fast\ndear", "dear"]


def test_preview_shows_the_first_rows_and_all_counts(tmp_path):
    from voc.config import Source

    (tmp_path / "a.csv").write_text("id,text\n" + "".join(f"{i},hello\n" for i in range(30)), encoding="utf-8")
    out = preview(
        Source.model_validate({"name": "s", "kind": "review", "path": str(tmp_path / "a.csv"), "columns": {"text": "text", "id": "id"}}),
        n=5,
    )
    assert (len(out.raw), out.rows_in) == (5, 30)
