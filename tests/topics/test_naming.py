import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.topics.planted import PlainLemmatizer

from voc.protocols import Word
from voc.topics import Wording
from voc.topics.bank import bank
from voc.topics.naming import NOTHING, OTHERS, Heading, name_topics
from voc.topics.taken import Taken

PLACES = {
    "touchpoint": {"delivery": ("Livraison et transport", "Delivery and transport"), "store": ("Magasin", "Store")},
    "stage": {"support": ("Assistance", "Support")},
}
BACKGROUND = [("fr", f"un ciel bleu {i}") for i in range(200)] + [("en", f"a blue sky {i}") for i in range(200)]


class Nouns(PlainLemmatizer):
    """Takes these words for nouns, and no other."""

    def __init__(self, *nouns):
        self.nouns = set(nouns)

    def lemmas(self, texts, language):
        return [
            [Word(m.group().lower(), m.group(), "NOUN", m.start()) for m in re.finditer(r"\w+", t) if m.group().lower() in self.nouns]
            for t in texts
        ]


def sample(topics, **places):
    """Rows of `name_topics`: topic_id to pairs of language and text; places: touchpoint or stage of every mention by topic_id."""
    rows = [(t, language, text) for t, said in topics.items() for language, text in said] + [("", *pair) for pair in BACKGROUND]
    frame = pd.DataFrame(rows, columns=["topic_id", "language", "text"])
    frame["mention_id"] = [f"m{i}" for i in frame.index]
    frame["said"] = frame.groupby(["topic_id", "language"])["text"].transform("size")
    return frame.assign(**{axis: frame["topic_id"].map(of).fillna("unplaced") for axis, of in places.items()})


def only(*known):
    """Likeness under which no other name of the bank is near to any topic."""
    near = np.array([float(k.fr in known) for k in bank()])
    return {f"{kind}_{k}": near for kind in "th" for k in range(9)}


def names(frame, lemmatizer, taken=(), likeness=None, **more):
    found = name_topics(frame, Wording(lemmatizer, places=PLACES), Taken.of(taken), 5, likeness or {}, **more)
    return {t: (fr, en) for t, fr, en in found[["topic_id", "name_fr", "name_en"]].itertuples(index=False)}


def both(fr, en, n=12):
    return [("fr", f"{fr} numéro {i}") for i in range(n)] + [("en", f"{en} number {i}") for i in range(n)]


def test_a_usual_subject_has_the_name_that_analysts_use():
    frame = sample({"t_1": both("mon colis est arrivé en retard", "my parcel came late")})
    assert names(frame, Nouns("colis", "parcel", "retard"))["t_1"] == ("Retards de livraison", "Late deliveries")


def test_a_subject_of_its_own_has_the_customers_phrase():
    frame = sample({"t_1": both("ce calendrier de l'avent est vide", "this advent calendar is empty")})
    assert names(frame, Nouns("calendrier", "avent", "advent", "calendar"))["t_1"] == ("Calendrier de l'avent", "Advent calendar")


def test_two_unrelated_words_are_never_joined():
    said = [("fr", f"{word} {i}") for i, word in enumerate(["agent", "garde"] * 12)]
    said += [("en", f"{word} {i}") for i, word in enumerate(["agent", "custody"] * 12)]
    lemmatizer = Nouns("agent", "garde", "custody")
    assert names(sample({"t_1": said}, touchpoint={"t_1": "delivery"}), lemmatizer)["t_1"] == ("Agent", "Agent")
    rare = [*said[:3], *said[24:27], *both("ceci, cela", "this, that", 20)]
    placed = names(sample({"t_1": rare}, touchpoint={"t_1": "delivery"}), lemmatizer, likeness=only())["t_1"]
    assert placed == ("Livraison et transport\u00a0: agent", "Delivery and transport: agent")


def test_what_says_nothing_is_named_by_where_it_happens():
    heap = [("fr", f"celui-ci, celle-là, {i}") for i in range(20)]
    assert names(sample({"t_1": heap}, touchpoint={"t_1": "store"}, stage={"t_1": "support"}), Nouns())["t_1"] == ("Magasin", "Store")
    assert names(sample({"t_1": heap}, stage={"t_1": "support"}), Nouns())["t_1"] == ("Assistance", "Support")
    assert names(sample({"t_1": heap}), Nouns())["t_1"] == NOTHING
    ids = ["t_1", "t_2", "t_3"]
    three = names(sample(dict.fromkeys(ids, heap), touchpoint=dict.fromkeys(ids, "store")), Nouns())
    assert list(three.values()) == [("Magasin", "Store"), ("Magasin (2)", "Store (2)"), ("Magasin (3)", "Store (3)")]
    stage = names(sample(dict.fromkeys(ids, heap), touchpoint={"t_1": "store"}, stage={"t_1": "support"}), Nouns(), [("Magasin", "Store")])
    assert stage["t_1"] == ("Magasin\u00a0: assistance", "Store: support")


def test_the_second_best_for_a_name_is_called_by_it_and_its_own_word():
    late = [
        *both("colis en retard", "parcel late", 20),
        *both("colis en retard, canapé", "parcel late, sofa", 4),
        *both("ceci", "this", 24),
    ]
    frame = sample({"t_1": both("mon colis est en retard", "my parcel is late"), "t_2": late})
    lemmatizer, near = Nouns("canapé", "sofa"), only("Retards de livraison")
    found = names(frame, lemmatizer, likeness=near)
    assert found["t_1"] == ("Retards de livraison", "Late deliveries")
    assert found["t_2"] == ("Retards de livraison\u00a0: canapé", "Late deliveries: sofa")
    assert names(frame, Nouns(), likeness=near)["t_2"] == ("Retards de livraison (2)", "Late deliveries (2)")
    # A plural is the same name.
    again = names(frame, lemmatizer, [("Retard de livraison", "Late delivery")], likeness=near)
    assert "Retards de livraison" not in {name[0] for name in again.values()}


def test_a_name_goes_to_the_topic_that_it_fits_best():
    mixed = both("mon colis est en retard", "my parcel is late", 4) + both("le livreur est aimable", "the delivery driver was kind", 8)
    frame = sample({"t_large": mixed, "t_late": both("mon colis est en retard", "my parcel is late")})
    found = names(frame, Nouns())
    assert found["t_late"] == ("Retards de livraison", "Late deliveries")
    assert found["t_large"][0] == "Amabilité des livreurs"


def test_a_theme_is_named_more_generally_than_its_topics():
    rows = {"h_1": both("mon colis est en retard", "my parcel is late") + both("le livreur est agressif", "the courier was rude")}
    headings = {"h_1": Heading((("Livraison et colis", "Delivery and parcels"),), ("Retards de livraison", "Late deliveries"))}
    assert names(sample(rows), Nouns("colis", "parcel"), headings=headings)["h_1"] == ("Livraison et colis", "Delivery and parcels")


@pytest.mark.parametrize(
    ("touchpoint", "name"),
    [("store", ("Magasin", "Store")), ("unplaced", (f"Chats{OTHERS['fr']}", f"Cats{OTHERS['en']}"))],
)
def test_a_theme_without_a_general_name_has_a_place_or_its_largest_topic(touchpoint, name):
    frame = sample({"h_1": both("zig zag", "zig zag")}, touchpoint={"h_1": touchpoint})
    assert names(frame, Nouns("zig"), likeness=only(), headings={"h_1": Heading((), ("Chats", "Cats"))})["h_1"] == name


TEXTS = [
    "mon colis est en retard",
    "zig zag",
    "la banque prend des frais",
    "calendrier de l'avent",
    "rien",
    "<b>colis</b> =1+1",
    "parcel late",
]
MENTIONS = st.lists(st.tuples(st.sampled_from(["fr", "en", "de"]), st.sampled_from(TEXTS)), min_size=1, max_size=12)


@given(st.lists(MENTIONS, min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_names_are_unique_whole_and_the_same_in_any_order(topics):
    frame = sample({f"t_{k}": said for k, said in enumerate(topics)}, touchpoint={"t_0": "store", "t_1": "store"})
    lemmatizer = Nouns("colis", "retard", "zig", "banque", "frais", "calendrier", "avent", "parcel")
    found = names(frame, lemmatizer)
    assert list(found) == [f"t_{k}" for k in range(len(topics))]
    for k in (0, 1):
        given_names = [name[k].casefold() for name in found.values()]
        assert len(set(given_names)) == len(given_names)
        assert all(given_names)
    order = np.random.default_rng(3).permutation(len(frame))
    shuffled = frame.iloc[order].sort_values("topic_id", kind="stable")
    assert names(shuffled, lemmatizer) == found
