from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.formats import Formats, french_typography, names_shown
from voc.web.phrases import phrases

FR, EN = Formats("fr"), Formats("en")
S, T = "\u202f", "\u00a0"


def test_french_numbers_have_a_comma_and_narrow_spaces():
    assert FR.number(12345.678, 1) == f"12{S}345,7"
    assert FR.number(-0.62, 2) == "−0,62"
    assert FR.percent(0.234) == f"23{S}%"
    assert FR.percent(0.0004, 1) == f"<{S}0,1{S}%"
    assert FR.points(0.062) == "+6,2"


def test_english_numbers_have_a_point_and_commas():
    assert EN.number(12345.678, 1) == "12,345.7"
    assert EN.percent(0.234) == "23%"
    assert EN.percent(0.001) == "<1%"


def test_what_rounds_to_zero_has_no_sign():
    assert FR.number(-0.001, 1) == "0,0"
    assert FR.number(0.0, 1, signed=True) == "0,0"


@pytest.mark.parametrize("value", [None, float("nan")])
def test_a_null_is_a_dash(value):
    assert FR.number(value) == EN.percent(value) == FR.points(value) == FR.day(None) == FR.day(pd.NaT) == "–"


def test_dates():
    assert FR.day(date(2026, 11, 12)) == f"12{T}nov.{T}2026"
    assert FR.day("2026-11-01") == f"1er{T}nov.{T}2026"
    assert EN.day(pd.Timestamp("2026-11-12")) == f"12{T}Nov{T}2026"
    assert FR.days(date(2026, 8, 17), date(2026, 9, 13)) == f"17{T}août – 13{T}sept.{T}2026"
    assert FR.days(date(2025, 12, 29), date(2026, 1, 4)) == f"29{T}déc.{T}2025 – 4{T}janv.{T}2026"
    assert FR.month(date(2026, 8, 1)) == "août 2026"


def test_ordinals_and_plurals():
    assert [FR.ordinal(1, feminine=True), FR.ordinal(1), FR.ordinal(2)] == ["1re", "1er", "2e"]
    assert [EN.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "12th",
        "13th",
        "21st",
        "112th",
    ]
    assert phrases("fr")("n_mentions_words", n=0) == "0 mention"
    assert phrases("en")("n_mentions_words", n=0) == "0 mentions"
    assert phrases("fr")("n_mentions_words", n=1200) == f"1{S}200 mentions"


def test_french_typography():
    assert french_typography("Où ? « Là » : l'achat, 90 % !") == f"Où{S}? «{S}Là{S}»{S}: l’achat, 90{S}%{S}!"


@given(st.text(alphabet="ab :;!?«»%'", max_size=30))
@settings(max_examples=60)
def test_french_typography_is_idempotent(text):
    once = french_typography(text)
    assert french_typography(once) == once


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
@settings(max_examples=100)
def test_a_number_can_be_read_back_in_both_languages(value, digits):
    french = FR.number(value, digits).replace(S, "").replace(",", ".").replace("−", "-")
    english = EN.number(value, digits).replace(",", "").replace("−", "-")
    assert float(french) == float(english) == pytest.approx(value, abs=0.51 * 10**-digits)


def test_names_are_shown_with_the_typography_of_their_language():
    shown = names_shown({"name_fr": "Temps d'attente\u00a0: l'après-midi", "name_en": "Patients' waiting time: don't know"})
    assert shown == {"fr": f"Temps d’attente{S}: l’après-midi", "en": "Patients' waiting time: don’t know"}
    assert names_shown({"name_fr": None, "name_en": float("nan")}) == {"fr": "", "en": ""}
