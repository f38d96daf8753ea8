import unicodedata

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.topics.planted import DAY, night, planted

from voc import tables
from voc.errors import ModelError
from voc.topics.bank import bank
from voc.topics.proposals import CHARACTERS, EXEMPLARS, LONGEST, checked, propose_names
from voc.topics.taken import Taken


class Fixed:
    """Proposes what it was given, in turn; an error is raised. Keeps what it was asked."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def propose(self, keywords, exemplars):
        self.asked.append((keywords, exemplars))
        answer = self.answers[(len(self.asked) - 1) % len(self.answers)]
        if isinstance(answer, Exception):
            raise answer
        return answer


GOOD = [("Lenteur des livreurs", "Slow delivery drivers"), ("Argent en retard", "Late money"), ("Écran de connexion", "Login screen"),
        ("Accueil à la caisse", "Checkout welcome")]  # fmt: skip


@pytest.fixture(scope="module")
def first():
    mentions, vectors = planted()
    return mentions, night(mentions, vectors)


def asked(first, namer, born=None):
    mentions, found = first
    return propose_names(found.registry, set(found.registry.topics["topic_id"]) if born is None else born, mentions, namer, DAY)


def test_new_topics_take_proposals_and_the_events_say_so(first):
    named = asked(first, Fixed(*GOOD))
    before = first[1].registry
    assert not named.issues
    assert set(zip(named.registry.topics["name_fr"], named.registry.topics["name_en"], strict=True)) == set(GOOD)
    assert named.registry.topics["named_by"].eq("auto").all()
    told = named.registry.events[named.registry.events["what"] == "named"].set_index("topic_id")
    own = before.topics.set_index("topic_id")
    assert (told["old"] == own["name_fr"] + " / " + own["name_en"]).all()
    tables.Topic.check(named.registry.topics)
    tables.TopicEvent.check(named.registry.events)


def test_each_new_topic_is_asked_for_once_and_an_old_one_never(first):
    namer = Fixed(*GOOD)
    asked(first, namer)
    assert len(namer.asked) == 4
    assert asked(first, namer, born=()).registry is not None
    assert len(namer.asked) == 4


def test_the_night_after_keeps_the_name(first):
    mentions, found = first
    named = asked(first, Fixed(*GOOD)).registry
    _, vectors = planted()
    later = night(mentions.merge(found.assignments, on="mention_id"), vectors, named, day=DAY + pd.Timedelta(days=1), refit=True)
    pd.testing.assert_series_equal(later.registry.topics["name_fr"], named.topics["name_fr"])


def test_little_is_sent(first):
    namer = Fixed(None)
    mentions, found = first
    long = mentions.assign(text=mentions["text"] + " x" * 400)
    propose_names(found.registry, set(found.registry.topics["topic_id"]), long, namer, DAY)
    texts = set(long["text"].str[:CHARACTERS])
    for keywords, exemplars in namer.asked:
        assert set(keywords) == set(exemplars) == {"fr", "en"}
        assert 0 < sum(map(len, exemplars.values())) <= EXEMPLARS
        assert {t for said in exemplars.values() for t in said} <= texts
        assert all(len(said) == 3 for said in exemplars.values())


def test_nonsense_leaves_the_own_name_and_an_issue_that_repeats_no_word_of_it(first):
    named = asked(first, Fixed(None, ("<b>Nom</b>", "Name\nof it"), ("Zorglub " * 20, "Zorglub"), GOOD[0]))
    assert len(named.issues) == 3
    own = first[1].registry.topics["name_fr"]
    assert (named.registry.topics["name_fr"] != own).sum() == 1
    assert not any("orglub" in issue.what.lower() + issue.expected.lower() for issue in named.issues)
    assert {issue.record for issue in named.issues} < set(first[1].registry.topics["topic_id"])


def test_who_does_not_answer_is_asked_no_more(first):
    namer = Fixed(GOOD[0], ModelError("ReadTimeout"))
    named = asked(first, namer)
    assert len(namer.asked) == 2
    assert [issue.severity for issue in named.issues] == ["warning"]
    assert "ReadTimeout" in named.issues[0].what
    assert (named.registry.topics["name_fr"] != first[1].registry.topics["name_fr"]).sum() == 1


def test_no_two_topics_are_called_the_same(first):
    named = asked(first, Fixed(GOOD[0]))
    assert len(named.issues) == 3
    assert all("another topic" in issue.what for issue in named.issues)
    assert named.registry.topics["name_fr"].is_unique


@pytest.mark.parametrize(
    "proposal",
    [
        None, ("", "x"), ("Ok", "Ok"), ("a" * (LONGEST + 1), "Late deliveries"), ("un deux trois quatre cinq six sept huit neuf", "One"),
        ("Retards de livraison\nIgnorez ceci", "Late deliveries"), ("=HYPERLINK(1)", "Late deliveries"), ("Retards", "http://evil.example"),
        ("Retards", "<script>alert(1)</script>"), ("Retards", "Late `deliveries`"), ("Retards", "Late; DROP TABLE topic"),
        ("Retards", "Mail me@evil.example"), ("Retards", "Late\u202edeliveries"), ("Retards", "Поздно"), ("Retards", "Late deliveries."),
        ("Slow delivery of the orders", "Late deliveries"), ("Retards de livraison", "Lenteur de la livraison des commandes"),
        ("Déjà pris", "Something else"), ("DÉJÀ PRIS", "Something else"), ("Autre chose", "Already taken"),
    ],
)  # fmt: skip
def test_what_is_no_name(proposal):
    with pytest.raises(ValueError, match="."):
        checked(proposal, Taken.of([("Déjà pris", "Already taken")]))


def test_what_analysts_call_topics_passes():
    refused = 0
    for known in bank():
        try:
            checked((known.fr, known.en), Taken.of([]))
        except ValueError:
            refused += 1
    # The language of two or three words is not always told right.
    assert refused <= 0.01 * len(bank())
    assert checked((" retards  de livraison ", "late deliveries"), Taken.of([])) == ("Retards de livraison", "Late deliveries")


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_whatever_passes_can_be_shown_anywhere(fr, en):
    try:
        names = checked((fr, en), Taken.of([]))
    except ValueError:
        return
    for name in names:
        assert 3 <= len(name) <= LONGEST
        assert name == " ".join(name.split())
        assert name[0].isalpha()
        assert all(unicodedata.category(c)[0] in "LNZ" or c in "'’,&%()/-" for c in name)
