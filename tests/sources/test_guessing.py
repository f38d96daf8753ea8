import pandas as pd
import pytest

from voc.errors import SourceError
from voc.sources import guess_columns, guess_date_format, read_table

LONG = [
    "Livraison très lente mais produit correct",
    "Le site plante au paiement",
    "Rien à dire, parfait",
    "Service client injoignable depuis deux jours",
]


def frame(**columns):
    return pd.DataFrame(columns, dtype=object)


def test_french_survey():
    columns, issues = guess_columns(
        pd.DataFrame(
            {
                "ID réponse": ["a1", "a2", "a3", "a4"],
                "Date de réponse": ["11/04/2018 20:09", "21/02/2018 19:39", "01/02/2018 10:00", "02/02/2018 10:00"],
                "Enquête": ["Commande", "Usage", "Commande", "Usage"],
                "Note de recommandation (0-10)": ["7", "10", "3", ""],
                "Commentaire": LONG,
            }
        )
    )
    assert (columns.id, columns.text, columns.received_at, columns.nps) == (
        ("ID réponse",),
        ("Commentaire",),
        "Date de réponse",
        "Note de recommandation (0-10)",
    )
    assert columns.attributes == {"enquete": "Enquête"}
    assert columns.rating is None
    assert any("columns guessed" in i.what for i in issues)


def test_english_reviews_and_their_date_format():
    data = frame(
        review_id=["r1", "r2", "r3", "r4"],
        published_at=["04/25/2024", "01/02/2024", "02/03/2024", "03/03/2024"],
        stars=[5, 1, 4, 3],
        title=["t"] * 4,
        body=LONG,
    )
    columns, _ = guess_columns(data)
    assert (columns.id, columns.text, columns.title, columns.received_at) == (("review_id",), ("body",), "title", "published_at")
    assert (columns.rating.column, columns.rating.min, columns.rating.max) == ("stars", 1, 5)
    assert guess_date_format(data, columns) == "monthfirst"


def test_nested_ticket():
    data = frame(id=[1, 2, 3, 4], subject=["s"] * 4, description=LONG, via=[{"channel": "web"}, {"channel": "mail"}] * 2)
    columns, _ = guess_columns(data)
    assert (columns.text, columns.title, columns.channel) == (("description",), "subject", "via.channel")


def test_without_telling_names_the_longest_column_is_the_text():
    columns, _ = guess_columns(frame(a=["x", "y", "z", "w"], b=LONG, c=["1", "2", "3", "4"]))
    assert columns.text == ("b",)


def test_scale_of_ten_and_columns_about_people():
    columns, _ = guess_columns(
        frame(texte=LONG, note=["9", "10", "3", "7"], prenom=["Léa", "Tom", "Léa", "Tom"], region=["Nord", "Sud", "Nord", "Sud"])
    )
    assert columns.rating.max == 10
    assert columns.attributes == {"region": "region"}


def test_a_frame_without_text_is_an_error():
    with pytest.raises(SourceError, match="no column holds text"):
        guess_columns(frame(a=[1, 2], b=["3", "4"]))


def test_read_table_reports_rejected_rows(tmp_path):
    (tmp_path / "a.csv").write_text("id;text\n1;x\n2;y;z\n", encoding="utf-8")
    data, issues = read_table(str(tmp_path / "a.csv"))
    assert data.to_dict("records") == [{"id": "1", "text": "x"}]
    assert any(i.record == "a.csv:3" and i.what == "ragged row" for i in issues)


def test_an_id_that_repeats_with_other_texts_takes_the_date_along_or_is_none():
    columns, issues = guess_columns(
        frame(id=["1", "1", "2", "3"] * 20, date=[f"2024-01-{d:02d}" for d in range(1, 5)] * 20, text=LONG * 20)
    )
    assert columns.id == ()
    unique = [f"{i}" for i in range(39)]
    dates = [f"2024-{1 + i // 20:02d}-{1 + i % 20:02d}" for i in range(40)]
    columns, issues = guess_columns(frame(id=["0", *unique], date=dates, text=[f"{LONG[i % 4]} {i}" for i in range(40)]))
    assert columns.id == ("id", "date")
    assert any("repeats" in i.what for i in issues)
