"""Placing with planted probabilities: the company's own list, cue words, thresholds, and evidence that quotes nobody."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.config import Entry, Journey, ModelSettings, Names, Phrases, StageEntry
from voc.journey import UNPLACED, Taxonomy, place
from voc.protocols import Predictions

STAGES, TOUCHPOINTS = ("delivery", "purchase", "unplaced"), ("payment", "store", "unplaced")
DEFAULT = ("store", "payment")
NO_CUES = Phrases()


def touchpoint(id_: str, maps_to: str | None = None, cues: Phrases = NO_CUES) -> Entry:
    return Entry(id=id_, name=Names(fr=id_, en=id_), maps_to=maps_to, cues=cues)


def company(*touchpoints: Entry, stages: tuple[str, ...] = ("purchase", "delivery")) -> Taxonomy:
    entries = tuple(StageEntry(id=s, name=Names(fr=s, en=s), phase="all") for s in stages)
    return Taxonomy.of(Journey.model_construct(version=1, phases=(), stages=entries, touchpoints=touchpoints))


def read(touchpoint: list[float], stage: list[float] | None = None, n: int = 1, **least: float) -> Predictions:
    """The same probabilities for n mentions, in the order of STAGES and TOUCHPOINTS."""
    of_stage = np.tile(np.array(stage or [0.8, 0.1, 0.1], np.float32), (n, 1))
    return Predictions(
        np.full((n, 3), 1 / 3, np.float32),
        np.zeros(n, np.float32),
        of_stage,
        np.tile(np.array(touchpoint, np.float32), (n, 1)),
        STAGES,
        TOUCHPOINTS,
        **least,
    )


def placed(taxonomy: Taxonomy, predictions: Predictions, *texts: str, asked: ModelSettings | None = None) -> pd.DataFrame:
    return place(predictions, texts, pd.DataFrame({"language": ["fr"] * len(texts)}), taxonomy, asked or ModelSettings())


PLAIN = company(*map(touchpoint, DEFAULT))
PICKUP = touchpoint("pickup", "store", Phrases(fr=("retrait en magasin", "drive")))
LOCKER = touchpoint("locker", None, Phrases(fr=("casier",)))


def test_the_most_probable_entry_is_taken_with_its_probability() -> None:
    row = placed(PLAIN, read([0.7, 0.2, 0.1]), "la carte").iloc[0]
    assert (row["stage"], row["touchpoint"]) == ("delivery", "payment")
    assert row["touchpoint_confidence"] == pytest.approx(0.7)
    assert pd.isna(row["evidence"])


def test_below_the_threshold_nothing_is_guessed() -> None:
    unsure = read([0.4, 0.35, 0.25], min_touchpoint=0.5)
    assert placed(PLAIN, unsure, "x")["touchpoint"].item() == UNPLACED
    assert placed(PLAIN, unsure, "x", asked=ModelSettings(min_touchpoint=0.3))["touchpoint"].item() == "payment"


def test_what_the_company_dropped_goes_to_unplaced() -> None:
    without = company(touchpoint("store"), stages=("purchase",))
    row = placed(without, read([0.7, 0.2, 0.1]), "la carte est refusée").iloc[0]
    assert (row["stage"], row["touchpoint"]) == (UNPLACED, UNPLACED)
    assert row["touchpoint_confidence"] == pytest.approx(0.8)


def test_an_own_part_of_a_default_entry_is_reached_by_its_cue() -> None:
    taxonomy = company(*map(touchpoint, DEFAULT), PICKUP)
    rows = placed(taxonomy, read([0.1, 0.8, 0.1], n=2), "le drive est fermé", "la caisse est fermée")
    assert rows["touchpoint"].tolist() == ["pickup", "store"]
    assert rows["evidence"].iloc[0] == "« drive »"


def test_its_cue_is_enough_when_the_reader_thinks_of_something_else() -> None:
    taxonomy = company(*map(touchpoint, DEFAULT), PICKUP)
    assert placed(taxonomy, read([0.9, 0.01, 0.09]), "J'ai payé au DRIVE")["touchpoint"].item() == "pickup"


def test_an_own_part_replaces_the_whole_that_was_dropped() -> None:
    assert placed(company(touchpoint("payment"), PICKUP), read([0.1, 0.8, 0.1]), "le vendeur")["touchpoint"].item() == "pickup"


@pytest.mark.parametrize("known", [[0.9, 0.05, 0.05], [0.05, 0.05, 0.9], [0.34, 0.33, 0.33]])
def test_an_own_entry_of_no_default_is_said_by_its_cue_alone(known: list[float]) -> None:
    taxonomy = company(*map(touchpoint, DEFAULT), LOCKER)
    rows = placed(taxonomy, read(known, n=2), "le casier était bloqué", "la porte était bloquée")
    assert rows["touchpoint"].iloc[0] == "locker"
    assert rows["touchpoint"].iloc[1] == [*TOUCHPOINTS][int(np.argmax(known))]


def test_a_cue_tips_an_even_balance_and_no_more() -> None:
    taxonomy = company(touchpoint("store", None, Phrases(fr=("magasin",))), touchpoint("payment"))
    assert placed(taxonomy, read([0.46, 0.44, 0.1]), "au magasin")["touchpoint"].item() == "store"
    assert placed(taxonomy, read([0.7, 0.2, 0.1]), "au magasin")["touchpoint"].item() == "payment"


def test_no_mention_no_row() -> None:
    assert placed(PLAIN, read([0.7, 0.2, 0.1], n=0)).empty


PROBABILITIES = st.lists(st.floats(0.01, 1), min_size=3, max_size=3)


@settings(max_examples=60)
@given(PROBABILITIES, PROBABILITIES, st.text(max_size=40))
def test_confidence_is_a_probability_and_evidence_never_quotes_the_customer(stage: list[float], at: list[float], private: str) -> None:
    taxonomy = company(*map(touchpoint, DEFAULT), PICKUP, LOCKER)
    text = f"{private} Drive! {private} CASIERS"
    rows = placed(taxonomy, read([p / sum(at) for p in at], [p / sum(stage) for p in stage]), text)
    assert rows["touchpoint_confidence"].between(0, 1).all()
    said = rows["evidence"].item()
    # As the company wrote its cues, not as the customer wrote them.
    assert pd.isna(said) or re.fullmatch(r"« (?:drive|casier|retrait en magasin) »", said)


@settings(max_examples=40)
@given(st.permutations(range(4)))
def test_order_of_rows_does_not_matter(order: list[int]) -> None:
    taxonomy = company(*map(touchpoint, DEFAULT), PICKUP, LOCKER)
    texts = ["le drive", "un casier", "la carte", "le magasin"]
    whole = placed(taxonomy, read([0.5, 0.4, 0.1], n=4), *texts)
    again = placed(taxonomy, read([0.5, 0.4, 0.1], n=4), *[texts[i] for i in order])
    pd.testing.assert_frame_equal(again, whole.iloc[list(order)].reset_index(drop=True))


def test_between_two_cues_the_reader_decides() -> None:
    taxonomy = company(touchpoint("store"), touchpoint("payment", None, Phrases(fr=("carte", "refusée"))), LOCKER)
    text = "carte refusée au casier"
    assert placed(taxonomy, read([0.95, 0.02, 0.03]), text)["touchpoint"].item() == "payment"
    assert placed(taxonomy, read([0.2, 0.1, 0.7]), text)["touchpoint"].item() == "locker"
