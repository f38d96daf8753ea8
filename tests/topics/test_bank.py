import csv
from importlib.resources import files

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.config import Journey
from voc.shipped import shipped
from voc.topics.bank import areas, bank, fitting, met, spaced, theme_of, themes
from voc.yaml_text import parse


def name_of(text, language):
    """Names whose words a text says."""
    return {k.fr for k, said in zip(bank(), met([text], language)[0], strict=True) if said}


def test_every_name_is_whole_and_unique_in_both_languages():
    rows = list(csv.reader(files("voc.topics").joinpath("names.csv").read_text("utf-8").splitlines(), delimiter=";"))
    assert all(len(row) == 5 and all(cell.strip() for cell in row) for row in rows)
    for language in ("fr", "en"):
        names = [getattr(k, language).casefold() for k in bank()]
        assert len(set(names)) == len(names)
    for known in bank():
        for groups in known.cues.values():
            assert all(all(len(cue.strip()) >= 2 for cue in group) for group in groups)
            assert 1 <= len(groups) <= 3


def test_every_name_belongs_to_a_theme_which_no_name_is_called_like():
    assert {known.theme for known in bank()} == set(themes())
    assert {theme.area for theme in themes().values()} == set(areas())
    for language in ("fr", "en"):
        general = [getattr(g, language).casefold() for g in (*themes().values(), *areas().values())]
        assert len(set(general)) == len(general)
        assert not {getattr(known, language).casefold() for known in bank()} & set(general)


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Mon colis est arrivé avec 10 jours de retard !", "fr", "Retards de livraison"),
        ("My parcel came a week late", "en", "Retards de livraison"),
        ("l’appli plante sans arrêt", "fr", "Plantages de l'application"),
        ("The app keeps crashing", "en", "Plantages de l'application"),
    ],
)
def test_usual_words_lead_to_usual_names(text, language, name):
    assert name in name_of(text, language)


def test_a_marked_cue_is_a_whole_word():
    app = {k.fr for k in bank() if any(" app " in group for group in k.cues["en"])}
    assert app & name_of("the app", "en")
    assert not app & name_of("the apparatus", "en")


@given(st.text(max_size=200))
def test_any_text_can_be_looked_into(text):
    assert spaced(text) == f" {' '.join(spaced(text).split())} "
    assert met([text], "fr").shape == (1, len(bank()))


def test_the_best_name_is_what_the_topic_says_and_others_do_not():
    late = [f"colis en retard numero {i}" for i in range(20)] + [f"parcel is late again {i}" for i in range(20)]
    other = [f"la vendeuse est aimable {i}" for i in range(40)] + [f"un ciel bleu {i}" for i in range(120)]
    rows = pd.DataFrame({"topic_id": ["t_late"] * 40 + ["t_staff"] * 40 + [""] * 120, "text": late + other})
    rows["language"] = ["fr"] * 20 + ["en"] * 20 + ["fr"] * 160
    rows["said"] = 20
    found = fitting(rows, {})
    assert found.groupby("topic_id")["fr"].first()["t_late"] == "Retards de livraison"
    assert found.groupby("topic_id")["share"].first()["t_late"] == 1.0
    assert "Retards de livraison" not in set(found.loc[found["topic_id"] == "t_staff", "fr"])
    assert fitting(rows.assign(topic_id=""), {}).empty


def test_the_theme_of_a_name_is_known_where_a_word_sets_it_apart_too():
    assert theme_of("Retards de livraison", {}) == theme_of("Retards de livraison\u00a0: canapé", {}) == "delivery"
    assert theme_of("Retards", {}) is None
    # A place is called as the company calls it.
    assert theme_of("Nos magasins\u00a0: vendeuse", {"store": ("Nos magasins", "Our shops")}) == "store"
    assert theme_of("Nos magasins", {"own_place": ("Nos magasins", "Our shops")}) is None


def test_themes_speak_of_touchpoints_that_there_are():
    spoken = [place for theme in themes().values() for place in theme.touchpoints]
    assert set(spoken) <= {t.id for t in Journey.model_validate(parse(shipped("configs/journey.yml").read_text("utf-8"))).touchpoints}
    assert len(set(spoken)) == len(spoken)
