import pandas as pd
import pytest

from voc.text import detect

LANGUAGES = ("fr", "en", "nl")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("RAS", "fr"),
        ("Très bien !", "fr"),
        ("nothing", "en"),
        ("Niets te melden", "nl"),
        ("ok", "und"),
        ("👍👍", "und"),
        ("", "und"),
        ("12/20", "und"),
        ("LA LIVRAISON A ÉTÉ TRÈS LONGUE", "fr"),
        ("The driver left my parcel in the rain", "en"),
        ("De klantenservice heeft mij nooit teruggebeld", "nl"),
        ("Super appli", "fr"),
        ("Can I get an actual card", "en"),
    ],
)
def test_language_of_short_and_long_answers(text, language):
    assert detect(pd.Series([text]), LANGUAGES, 0.15)["language"].tolist() == [language]


def test_index_and_order_do_not_matter_and_nulls_are_und():
    texts = pd.Series(
        ["Livraison rapide et soignée", None, "Fast and careful delivery", "Livraison rapide et soignée"], index=[7, 3, 5, 1], dtype="str"
    )
    found = detect(texts, LANGUAGES, 0.15)
    assert found.index.tolist() == [7, 3, 5, 1]
    assert found["language"].tolist() == ["fr", "und", "en", "fr"]
    assert found["language_confidence"].between(0, 1).all()
    again = detect(texts.iloc[::-1], LANGUAGES, 0.15)
    pd.testing.assert_frame_equal(again.iloc[::-1], found)


def test_a_margin_nobody_reaches_makes_everything_und_but_known_answers():
    assert detect(pd.Series(["The delivery was late again", "RAS"]), LANGUAGES, 1.01)["language"].tolist() == ["und", "fr"]


def test_no_rows():
    assert detect(pd.Series([], dtype="str"), LANGUAGES, 0.15).columns.tolist() == ["language", "language_confidence"]
