import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.metrics import adjusted_rand_score

from voc.protocols import Word
from voc.topics.cluster import merge_clusters, wanted_topics
from voc.topics.distinct import collapse, normalised, unit
from voc.topics.general import GENERAL, general_topics
from voc.topics.glossary import entries, of, translate
from voc.topics.identity import Registry, match, new_id
from voc.topics.keywords import class_tf_idf
from voc.topics.phrases import best_surface, phrases


@given(st.text(max_size=60))
@settings(max_examples=30)
def test_normalised_is_idempotent(text):
    assert normalised(normalised(text)) == normalised(text)


@given(st.lists(st.sampled_from(["Oui", "oui !", "OUI", "non", "", "…", "jamais"]), max_size=12))
@settings(max_examples=15)
def test_collapse_accounts_for_every_mention(texts):
    frame = pd.DataFrame({"mention_id": [f"m{i}" for i in range(len(texts))], "text": texts, "language": "fr"}, dtype="str")
    vectors = unit(np.random.default_rng(len(texts)).normal(size=(len(texts), 4)))
    found = collapse(frame, vectors, ("fr",))
    for k in range(len(found.rows)):
        np.testing.assert_allclose(found.vectors[k], unit(vectors[found.of == k].mean(axis=0, keepdims=True))[0], atol=1e-6)
    assert found.rows["n_mentions"].sum() == sum(1 for t in texts if normalised(t)) == (found.of >= 0).sum()
    assert len(found.rows) == len({normalised(t) for t in texts} - {""})


def test_general_mentions_by_their_words_only():
    said = [
        "merci beaucoup",
        "super appli je recommande",
        "ras",
        "nul à éviter",
        "super livraison",
        "pas nul mais super",
        "thank you so much",
        "great app",
    ]
    rows = pd.DataFrame({"plain": said, "language": ["fr"] * 6 + ["en"] * 2})
    kind = {g.topic_id: g.kind for g in GENERAL}
    found = [kind.get(t, "") if isinstance(t, str) else "" for t in general_topics(rows)]
    assert found == ["thanks", "praise", "nothing", "complaint", "", "", "thanks", "praise"]


def test_translations_keep_grammar():
    assert translate("retard livraison", "fr") == "delivery delay"
    assert translate("problème connexion", "fr") == "connection problem"
    assert translate("refund delay", "en") == "délai de remboursement"
    assert translate("zorglub", "fr") is None
    assert of("attente") == "d'attente"
    assert of("écran") == "d'écran"
    assert len(entries()) >= 250
    assert all(e.fr and e.en and e.gender in {"m", "f"} for e in entries())


def test_phrases_follow_the_language():
    words = [Word("retard", "Retards", "NOUN", 0), Word("livraison", "livraison", "NOUN", 11), Word("long", "longs", "ADJ", 27)]
    terms = {p.term: p.surface for p in phrases("Retards de livraison, trop longs", words, "fr", frozenset())}
    assert terms == {"retard": "retards", "livraison": "livraison", "retard livraison": "retards de livraison"}
    pin = [Word("code", "Code", "NOUN", 0), Word("pin", "PIN", "PROPN", 5)]
    assert "code PIN" in {p.surface for p in phrases("Code PIN", pin, "fr", frozenset())}
    # Names by themselves have no noun that says what they are.
    brand = [Word("zorglub", "Zorglub", "PROPN", 0), Word("mobile", "Mobile", "PROPN", 8)]
    assert {p.shape for p in phrases("Zorglub Mobile", brand, "fr", frozenset())} == {"P"}
    waiting = [Word("temps", "temps", "NOUN", 0), Word("attente", "attente", "NOUN", 8)]
    assert {p.surface for p in phrases("temps d’attente", waiting, "fr", frozenset({"temps"}))} == {"attente", "temps d'attente"}


def test_best_surface_prefers_frequent_then_accented():
    assert best_surface(["reglement", "règlement"]) == "règlement"
    assert best_surface(["colis", "colis", "Colí"]) == "colis"


def test_class_tf_idf_weighs_what_sets_apart():
    words = pd.DataFrame(
        {"topic_id": list("aaabbb"), "mention_id": list("112334"), "term": ["colis", "client", "colis", "carte", "client", "carte"]}
    )
    table = class_tf_idf(words)
    assert table.groupby("topic_id")["term"].first().to_dict() == {"a": "colis", "b": "carte"}


def test_matching_is_one_to_one_and_refuses_strangers():
    overlap = np.array([[0.9, 0.1], [0.2, 0.0]])
    assert match(overlap, overlap) == {0: 0}
    assert match(np.eye(2), np.eye(2)) == {0: 0, 1: 1}


def test_ids_depend_on_founders_not_on_order():
    assert new_id("e", ["a", "b"]) == new_id("e", ["b", "a"]) != new_id("f", ["a", "b"])


def test_merged_topics_are_followed_even_in_a_circle():
    topics = pd.DataFrame({"topic_id": ["a", "b", "c", "d"], "merged_into": ["b", "c", None, "d"]}, dtype="str")
    assert Registry("e", topics, pd.DataFrame(), pd.DataFrame()).follow() == {"a": "c", "b": "c", "d": "d"}


def test_pages_hold_the_topics():
    assert [wanted_topics(n) for n in (500, 2000, 3000, 7500, 40_000)] == [14, 24, 28, 40, 40]
    vectors = np.eye(6, dtype=np.float32)
    assert len(set(merge_clusters(vectors, np.arange(6), 3))) == 3


def test_the_companys_own_name_and_redaction_marks_are_not_heard() -> None:
    from voc.topics import PassingOver, SpacyLemmatizer

    heard = PassingOver(SpacyLemmatizer(), "Maison Brindille").lemmas(["Brindille ne livre pas, appelez le [phone] de la boutique"], "fr")[
        0
    ]
    assert {"brindille", "phone"}.isdisjoint(w.lemma for w in heard)
    assert "boutique" in {w.lemma for w in heard}


@given(st.integers(0, 10_000), st.integers(2, 12))
@settings(max_examples=50, deadline=None)
def test_joining_clusters_is_wards_criterion_on_their_members(seed, wanted):
    random = np.random.default_rng(seed)
    points = random.normal(size=(40, 5))
    # Every point its own cluster: what SciPy does.
    found = merge_clusters(points, np.arange(40), wanted)
    wards = fcluster(linkage(points, method="ward"), wanted, criterion="maxclust")
    assert adjusted_rand_score(found, wards) == 1.0
    # Clusters stay whole, however many rows each has; what belongs nowhere stays there.
    labels = random.integers(-1, 12, 40)
    _, labels = np.unique(labels, return_inverse=True)
    labels = labels.astype(np.int64) - 1
    joined = merge_clusters(points, labels, wanted)
    assert joined.max() + 1 == min(wanted, labels.max() + 1)
    assert ((joined < 0) == (labels < 0)).all()
    assert all(len(set(joined[labels == c])) == 1 for c in range(labels.max() + 1))
