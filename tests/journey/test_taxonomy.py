"""The company's journey as a matcher of cue words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.config import Entry, Journey, Names, Phrases
from voc.journey import Taxonomy
from voc.journey.taxonomy import matcher
from voc.journey.words import fold, stems


def entry(id_: str, fr: tuple[str, ...] = (), en: tuple[str, ...] = (), **rest: str) -> Entry:
    return Entry(id=id_, name=Names(fr=id_, en=id_), cues=Phrases(fr=fr, en=en), **rest)


SHOP = [entry("store", ("magasin", "en caisse"), ("store",)), entry("pickup", ("retrait en magasin",), ("pick up in store",))]


def found(text: str, language: str) -> list[tuple[int, str]]:
    return [(c.entry, c.text) for c in matcher(SHOP).find(text, language)]


def test_the_longest_cue_wins() -> None:
    assert found("Le RETRAIT en magasin est long, le magasin est petit", "fr") == [(1, "retrait en magasin"), (0, "magasin")]


def test_cues_are_found_whatever_case_accents_number_and_tense() -> None:
    assert found("Deux MAGASINS fermés", "fr") == [(0, "magasin")]
    assert stems("déçus", "fr") == stems("DECU", "fr")
    assert stems("returned", "en") == stems("returns", "en")


def test_a_cue_is_whole_words() -> None:
    assert found("un emmagasinage, encaisser", "fr") == []


@pytest.mark.parametrize("language", ["und", "nl"])
def test_a_text_in_another_language_is_looked_up_in_both(language: str) -> None:
    assert {c for _, c in found("le magasin, the store", language)} == {"magasin", "store"}


def test_a_phrase_of_two_entries_speaks_for_both() -> None:
    twice = matcher([entry("a", ("caisse",)), entry("b", ("caisse",))])
    assert [c.entry for c in twice.find("à la caisse", "fr")] == [0, 1]


def test_different_cues_are_counted_up_to_two() -> None:
    many = matcher([entry("a", ("caisse", "rayon", "vendeur"))])
    spoken = many.spoken([many.find(t, "fr") for t in ("caisse, rayon, vendeur", "caisse, caisse", "rien")])
    assert spoken[:, 0].tolist() == [2.0, 1.0, 0.0]


@settings(max_examples=60)
@given(st.text(max_size=80), st.sampled_from(["fr", "en", "und", "de"]))
def test_any_text_can_be_looked_up(text: str, language: str) -> None:
    assert {c for _, c in found(text, language)} <= {"magasin", "en caisse", "store", "retrait en magasin", "pick up in store"}
    assert fold(fold(text)) == fold(text)


def test_the_shipped_journey(journey: Journey) -> None:
    taxonomy = Taxonomy.of(journey)
    assert taxonomy.stages.ids == ("awareness", "consideration", "decision", "purchase", "delivery", "use", "support", "loyalty")
    assert set(taxonomy.phases) == set(taxonomy.stages.ids)
    for axis in (taxonomy.stages, taxonomy.touchpoints):
        assert all(axis.cues[i] and axis.examples[i] for i in axis.ids)


def test_version_follows_what_places_and_nothing_else(journey: Journey) -> None:
    first = journey.touchpoints[0]

    def version(**change: object) -> str:
        touchpoints = (first.model_copy(update=change), *journey.touchpoints[1:])
        return Taxonomy.of(journey.model_copy(update={"touchpoints": touchpoints})).version

    same = Taxonomy.of(journey).version
    assert version(name=Names(fr="Autre nom", en="Another name")) == same
    assert version(cues=Phrases(fr=("tout autre chose",))) != same
    assert version(id="own") != same
    assert version(maps_to="store") != same
