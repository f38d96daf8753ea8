import csv
import io

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from voc.errors import SourceError
from voc.sources.delimited import guess_separator, read_csv
from voc.sources.formats import Layout

CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"), max_size=12) | st.sampled_from(
    ['a "quoted" word', "deux\nlignes", "cr\r\nlf", 'fin"', "a;b,c|d\te", "=1+1", " "]
)
ROWS = st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6)


def written(rows, separator):
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=separator).writerows(rows)
    return buffer.getvalue()


@settings(max_examples=80, deadline=None)
@given(rows=ROWS, separator=st.sampled_from(",;\t|"), encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_what_is_written_is_read_in_any_separator_and_unicode_encoding(rows, separator, encoding):
    content = written([("id", "text", "note"), *rows], separator).encode(encoding)
    read = read_csv(content, Layout(separator=separator))
    assert [tuple(row) for row in read.frame.itertuples(index=False)] == rows
    assert read.rejected == []


def _is_utf8(content):
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(st.text('abc éàçœ€’"\n;,|', min_size=1, max_size=20), min_size=1, max_size=5), separator=st.sampled_from(",;\t|"))
def test_stated_cp1252_and_guessed_separator_round_trip(texts, separator):
    rows = [(str(i), text) for i, text in enumerate(texts)]
    content = written([("id", "text"), *rows], separator).encode("cp1252")
    # A few letters in a row, such as "çœœ", are good UTF-8 as well; which one was meant cannot be told.
    assume(content.isascii() or not _is_utf8(content))
    read = read_csv(content, Layout(encoding="cp1252"))
    assert [tuple(row) for row in read.frame.itertuples(index=False)] == rows


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separator_is_guessed_though_texts_are_full_of_others(separator):
    rows = [("ref", "Note (0,10)", "avis")] + [(i, i % 10, "oui, mais; non, | et\tpuis") for i in range(20)]
    assert guess_separator(list(io.StringIO(written(rows, separator), newline=""))) == separator


def test_separator_line_of_a_spreadsheet_is_obeyed():
    read = read_csv(b"sep=;\nid;text\n1;a,b,c\n", Layout())
    assert read.frame.to_dict("records") == [{"id": "1", "text": "a,b,c"}]
    assert read.lines == [3]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-16-le", "utf-16-be", "utf-8"])
def test_encoding_of_french_is_guessed_and_said(encoding):
    comment = "Très déçu : le colis était abîmé, j’ai payé 20 € à l'avance et ça n'a pas été remboursé. Où est le service ?"
    content = written([("id", "avis"), *[(i, comment) for i in range(5)]], ";").encode(encoding)
    read = read_csv(content, Layout())
    assert set(read.frame["avis"]) == {comment}
    assert any("encoding guessed" in i.what for i in read.issues)


def test_ragged_rows_are_set_aside_and_trailing_separators_are_not():
    read = read_csv(b"id,text\n1,fine\n2,too,many\n3\n4,fine too,,\n", Layout())
    assert read.frame["id"].tolist() == ["1", "4"]
    assert [(r.line, r.reason) for r in read.rejected] == [(3, "ragged row"), (4, "ragged row")]


def test_a_quote_that_never_closes_costs_one_line():
    read = read_csv(b'id,text\n1,"never closed\n2,fine\n3,"also\nfine"\n4,fine\n', Layout())
    assert read.frame["id"].tolist() == ["2", "3", "4"]
    assert [(r.line, r.reason) for r in read.rejected] == [(2, "broken quotes")]
    assert read.lines == [3, 4, 6]


def test_inner_quotes_that_are_not_doubled_keep_their_row():
    read = read_csv(b'id,text\n1,"he said "no" twice"\n2,fine\n', Layout())
    assert read.frame["id"].tolist() == ["1", "2"]
    assert "no" in read.frame["text"][0]


def test_nul_bytes_are_removed_and_said():
    read = read_csv(b"id,text\n1,b\x00ad\n", Layout())
    assert read.frame["text"].tolist() == ["bad"]
    assert any("NUL" in i.what and i.severity == "warning" for i in read.issues)


def test_a_cell_of_two_megabytes_is_read_whole():
    long = "mot " * 500_000
    assert read_csv(f'id,text\n1,"{long}"\n2,short\n'.encode(), Layout()).frame["text"].str.len().tolist() == [2_000_000, 5]


def test_decimal_sign_is_guessed_and_said():
    assert any("decimal guessed: ','" in i.what for i in read_csv(b"id;note\n1;4,5\n2;3\n", Layout()).issues)
    assert any("decimal comma" in i.what for i in read_csv(b"id;note\n1;4,5\n2;3.5\n", Layout()).issues)


def test_a_repeated_column_gets_a_name_of_its_own():
    read = read_csv(b" note ,note,\n1,2,3\n", Layout())
    assert list(read.frame) == ["note", "note.2", "column_3"]


@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf", b"\x00\x00\n"])
def test_an_empty_file_is_an_error(content):
    with pytest.raises(SourceError, match="empty|header"):
        read_csv(content, Layout())


def test_a_file_of_another_encoding_than_stated_is_an_error():
    french = written([("id", "text"), (1, "été déçu à côté")], ",")
    with pytest.raises(SourceError, match=r"line 2 is not utf-8"):
        read_csv(french.encode("cp1252"), Layout(encoding="utf-8"))
    with pytest.raises(SourceError, match="is in UTF-8, not in cp1252"):
        read_csv(french.encode("utf-8"), Layout(encoding="cp1252"))
    with pytest.raises(SourceError, match="not known"):
        read_csv(french.encode("utf-8"), Layout(encoding="utf-99"))


def test_a_file_that_is_no_text_is_an_error():
    with pytest.raises(SourceError, match="not text"):
        read_csv(bytes(range(256)) * 40, Layout())
