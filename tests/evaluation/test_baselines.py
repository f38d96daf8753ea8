"""Baselines that say what their words say, and nothing else."""

from __future__ import annotations

import pytest

from voc.config import Config
from voc.evaluation.agreement import NOTHING
from voc.evaluation.baselines import MAJORITY, keyword_list, majority
from voc.journey import Taxonomy


@pytest.fixture(scope="module")
def taxonomy(config: Config) -> Taxonomy:
    return Taxonomy.of(config.journey)


def test_the_commonest_answer_reads_nothing() -> None:
    assert majority(["a", "b"]) == [MAJORITY, MAJORITY]


def test_cues_place_and_feeling_words_judge(taxonomy: Taxonomy) -> None:
    late, fine, both = keyword_list(
        [["Le colis est arrivé en retard."], ["Thanks, the parcel came quickly, excellent."], ["Good product.", "Terrible parcel."]],
        ["fr", "en", "en"],
        taxonomy,
    )
    assert late.places[0][1] == fine.places[0][1] == "delivery"
    assert (late.overall, fine.overall, both.overall) == ("negative", "positive", "mixed")


def test_words_that_are_in_no_list_say_nothing(taxonomy: Taxonomy) -> None:
    assert keyword_list([["Zzz xxx."], []], ["en", "de"], taxonomy) == [NOTHING, NOTHING]


def test_at_most_four_places_the_most_frequent_first(taxonomy: Taxonomy) -> None:
    texts = ["The parcel.", "The phone call.", "The parcel.", "The invoice.", "The website.", "The mobile app.", "An email."]
    places = keyword_list([texts], ["en"], taxonomy)[0].places
    assert len(places) == 4
    assert places[0][1] == "delivery"
