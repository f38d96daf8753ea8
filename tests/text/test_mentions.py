import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.text import split


def pieces(text, most=40):
    return [text[a:b] for a, b in split([text], ["fr"], most)[0]]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("rapide mais le colis était ouvert", ["rapide", "mais le colis était ouvert"]),
        ("Bon produit mais cher", ["Bon produit mais cher"]),
        ("La livraison était rapide mais le colis était ouvert", ["La livraison était rapide", "mais le colis était ouvert"]),
        ("The staff were lovely, but the queue was endless.", ["The staff were lovely,", "but the queue was endless."]),
        ("Le site est clair. En revanche le paiement plante !", ["Le site est clair.", "En revanche le paiement plante !"]),
        (
            "J'ai vu M. Dupont hier, commande n° 12 à 1 299,50 € sur www.exemple.fr.",
            ["J'ai vu M. Dupont hier, commande n° 12 à 1 299,50 € sur www.exemple.fr."],
        ),
        (
            "I tried twice, e.g. on Monday, and waited... then nothing came",
            ["I tried twice, e.g. on Monday, and waited... then nothing came"],
        ),
        ("- accueil très froid\n- caisse trop lente", ["- accueil très froid", "- caisse trop lente"]),
        ("Non seulement le produit est beau mais aussi très solide", ["Non seulement le produit est beau mais aussi très solide"]),
        ("Top. Le vendeur connaît son métier.", ["Top. Le vendeur connaît son métier."]),
        ("RAS", ["RAS"]),
        ("?", ["?"]),
        ("", []),
    ],
)
def test_where_a_text_is_cut(text, wanted):
    assert pieces(text) == wanted


def test_a_long_enumeration_is_cut_at_its_commas():
    item = "le rayon fromage manque de choix et les prix montent chaque semaine sans raison"
    assert len(pieces(", ".join([item] * 6))) >= 4


def test_what_is_beyond_the_limit_joins_the_last():
    text = "La caisse est lente. Le parking est plein. Le pain est bon."
    assert pieces(text, 2) == ["La caisse est lente.", "Le parking est plein. Le pain est bon."]


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="1 texts and 0 languages"):
        split(["a"], [], 3)


TEXTS = st.lists(
    st.sampled_from(["Le colis", " mais ", ". ", ", ", "\n", "...", " M. ", "1 299,50 €", " however ", "!", "- ", "😀 ",
      "par contre ", "très bien reçu", "?!", ";", " ", "[name]"]),
    max_size=20,
).map("".join) | st.text(max_size=80)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.integers(1, 5))
def test_spans_are_ordered_stripped_and_cover_every_character(text, most):
    spans = split([text], ["und"], most)[0]
    assert len(spans) <= most
    assert bool(spans) == bool(text.strip())
    assert all(a < b and text[a:b] == text[a:b].strip() for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in zip(spans, spans[1:], strict=False))
    covered = {i for a, b in spans for i in range(a, b)}
    assert all(c.isspace() or i in covered for i, c in enumerate(text))
