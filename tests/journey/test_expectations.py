"""What customers say they expected: sentences written for the tests, traps among them."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from voc.journey.expectations import KINDS, expectations, find

FRENCH = {
    "Je m'attendais à un vrai accueil, pas à un répondeur.": "unmet",
    "je m’attendais à mieux pour ce prix": "unmet",
    "jm'attendais à autre chose qu'un carton vide": "unmet",
    "JE M'ATTENDAIS A MIEUX": "unmet",
    "je m attendais à un geste commercial": "unmet",
    "On s'attendait à une chambre avec vue.": "unmet",
    "Je pensais que la livraison serait gratuite.": "unmet",
    "je pensais naivement recevoir un mail de confirmation": "unmet",
    "Je croyais être remboursé sous huit jours": "unmet",
    "J'espérais une réponse avant le week-end.": "unmet",
    "nous espérions pouvoir changer de date": "unmet",
    "Le colis aurait dû arriver mardi.": "unmet",
    "vous auriez du me prévenir": "unmet",
    "J'aurais dû recevoir un bon d'achat avec ma commande.": "unmet",
    "Vous auriez pu au moins répondre à mon courrier.": "unmet",
    "Le technicien était censé passer lundi matin.": "unmet",
    "une carte sensée fonctionner partout": "unmet",
    "On m'avait promis un rappel dans la journée.": "unmet",
    "La remise qui m'a été promise n'apparaît nulle part.": "unmet",
    "La conseillère m'avait dit que je serais rappelée sous 48 h, j'attends encore.": "unmet",
    "on m'a assuré que le dossier partirait le soir même": "unmet",
    "Contrairement à ce qui était annoncé, le parking est payant.": "unmet",
    "Encore des promesses non tenues.": "unmet",
    "Il faudrait plus de caisses le samedi.": "unmet",
    "il aurait fallu un mode d'emploi en français": "unmet",
    "Ce serait bien de pouvoir payer en trois fois.": "unmet",
    "J'aurais aimé un emballage plus solide.": "unmet",
    "La notice pourrait être plus claire.": "unmet",
    "C'est plus long que prévu.": "unmet",
    "Ce n'est pas du tout ce que j'attendais.": "unmet",
    "Le produit n'est pas conforme à la description.": "unmet",
    "Je n'ai pas été rappelé comme convenu.": "unmet",
    "Le service n'est pas à la hauteur de mes attentes.": "unmet",
    "Livré le jeudi, comme prévu.": "met",
    "Canapé conforme à la description.": "met",
    "L'application répond parfaitement à mes attentes.": "met",
    "exactement ce que je cherchais": "met",
    "Ils tiennent leurs promesses.": "met",
    "On m'avait dit que la pièce arriverait vendredi et c'était le cas.": "met",
    "C'est mieux que ce à quoi je m'attendais !": "exceeded",
    "Reçu plus vite que prévu": "exceeded",
    "moins compliqué que je ne le craignais": "exceeded",
    "Un séjour au-delà de nos attentes": "exceeded",
    "La qualité dépasse toutes mes attentes.": "exceeded",
    "Je ne m'attendais pas à un service aussi rapide, merci !": "exceeded",
    "Agréablement surpris par la boutique.": "exceeded",
    "Vu les avis, je m'attendais au pire.": "exceeded",
}
ENGLISH = {
    "I expected better from a brand like yours.": "unmet",
    "We were expecting the fitter at nine.": "unmet",
    "I'd have expected a reply by now": "unmet",
    "It should have arrived by now.": "unmet",
    "I shouldn’t have been charged twice.": "unmet",
    "you should of told me before": "unmet",
    "The parcel was supposed to be here on Friday.": "unmet",
    "the router is suppose to work out of the box": "unmet",
    "The engineer was meant to call first.": "unmet",
    "I was told they would ring me back, nobody did.": "unmet",
    "They promised me a refund within a week.": "unmet",
    "I WAS PROMISED A CALL BACK": "unmet",
    "he assured me it would be sorted by Monday": "unmet",
    "I would have liked a receipt.": "unmet",
    "It would be great if the app remembered my card.": "unmet",
    "The instructions could have been clearer.": "unmet",
    "I wish there was a way to cancel online.": "unmet",
    "I had hoped for a window seat.": "unmet",
    "I thought it would be cheaper online.": "unmet",
    "The bill was higher than expected.": "unmet",
    "It took longer than we were told.": "unmet",
    "Not what I ordered at all.": "unmet",
    "It does not work as advertised.": "unmet",
    "The hotel did not meet our expectations.": "unmet",
    "I am yet to receive the voucher as promised.": "unmet",
    "Everything works as expected.": "met",
    "Item exactly as described.": "met",
    "The app does what it's supposed to.": "met",
    "The stay met all my expectations.": "met",
    "They told me it would take an hour and it did.": "met",
    "Better than I expected!": "exceeded",
    "It arrived sooner than expected.": "exceeded",
    "The staff went beyond our expectations.": "exceeded",
    "It was far less expensive than I thought.": "exceeded",
    "I was pleasantly surprised by the branch.": "exceeded",
    "We couldn't have asked for more.": "exceeded",
    "It wasn't as long as I expected.": "exceeded",
}
TRAPS_FRENCH = (
    "Il devrait pleuvoir demain.",
    "J'attends toujours mon colis.",
    "Un client m'attendait à l'entrée.",
    "J'aurais dû lire la notice.",
    "Nul n'est censé ignorer la loi.",
    "Il me faudrait un duplicata de ma facture.",
    "On m'a répondu que j'aurais dû le demander plus tôt.",
    "Il faudrait que je vérifie mon adresse.",
    "Vous devriez essayer, c'est très bon.",
    "J'espère que tout va bien chez vous.",
    "Un compromis de vente a été signé.",
    "Le recensement commence en janvier.",
    "Je pensais à vous hier.",
    "Aucune mauvaise surprise.",
    "Si tout se passe comme prévu je reviendrai.",
    "Ma fille est née à la maternité.",
    "Je dois rembourser mon prêt.",
    "Le retrait en magasin est pratique.",
)
TRAPS_ENGLISH = (
    "You should try it.",
    "I had no expectations.",
    "I didn't expect much.",
    "When can I expect my card?",
    "What am I supposed to do now?",
    "How long is it supposed to take?",
    "Any help would be appreciated.",
    "I told them I would pay.",
    "I thought about it for a while.",
    "They said I should have applied earlier.",
    "I should have read the reviews.",
    "Nothing could have been better.",
    "I don't think anything could be improved.",
    "You should have seen the queue.",
    "As described above, I paid twice.",
    "I was told that my card had expired.",
    "I was told it would be quicker to walk.",
    "I hope you are well.",
    "It arrived on Tuesday.",
    "Can you deliver it as agreed?",
)


@pytest.mark.parametrize(("text", "kind"), [*FRENCH.items()])
def test_french(text: str, kind: str) -> None:
    assert [f.kind for f in find(text, "fr")] == [kind]


@pytest.mark.parametrize(("text", "kind"), [*ENGLISH.items()])
def test_english(text: str, kind: str) -> None:
    assert [f.kind for f in find(text, "en")] == [kind]


@pytest.mark.parametrize(("text", "language"), [*((t, "fr") for t in TRAPS_FRENCH), *((t, "en") for t in TRAPS_ENGLISH)])
def test_traps(text: str, language: str) -> None:
    assert list(find(text, language)) == []


@pytest.mark.parametrize(
    ("text", "language", "clause", "origin"),
    [
        ("Bonjour, on m’avait promis un rappel, mais personne n'a appelé.", "fr", "on m’avait promis un rappel", "promised"),
        ("Le canapé est beau. J'aurais aimé un vrai tissu ; dommage.", "fr", "J'aurais aimé un vrai tissu", "wished"),
        ("Nice staff but the room should have been ready at three.", "en", "the room should have been ready at three", "ought"),
        ("As expected, the parcel came on Monday.", "en", "As expected, the parcel came on Monday", "promised"),
    ],
)
def test_the_clause_is_marked_in_the_text_as_written(text: str, language: str, clause: str, origin: str) -> None:
    (found,) = find(text, language)
    assert text[found.start : found.end] == clause
    assert found.origin == origin


def test_an_unknown_language_is_read_in_both_and_another_in_none() -> None:
    texts = ["I was promised a refund.", "On m'a promis un remboursement.", "I was promised a refund."]
    out = expectations(texts, ["und", "und", "nl"])
    assert out["row"].tolist() == [0, 1]
    assert out["kind"].tolist() == ["unmet", "unmet"]


def test_nothing_said_nothing_found() -> None:
    assert expectations([], []).empty
    assert list(expectations(["", " \n", "!!!"], ["fr", "en", "und"]).columns) == ["row", "start", "end", "kind", "origin", "cue"]


WORDS = ["je", "m'attendais", "à", "mieux", "que", "prévu", ".", ",", "ne", "pas", "n'est", "il", "faudrait", "comme", "promis", "’", "É"]
WORDS += ["I", "was", "told", "they", "would", "not", "expected", "should", "have", "been", ";", ""]


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join) | st.text(max_size=200), st.sampled_from(["fr", "en", "und", "nl"]))
def test_spans_lie_in_the_text_one_after_the_other(text: str, language: str) -> None:
    end = 0
    for found in find(text, language):
        assert end <= found.start < found.end <= len(text)
        assert text[found.start : found.end].strip()
        assert found.kind in KINDS
        end = found.end


def test_every_part_of_a_pattern_is_known() -> None:
    body = yaml.safe_load(files("voc.journey").joinpath("expectations.yml").read_text(encoding="utf-8"))
    for language in (body["fr"], body["en"]):
        written = [*language["parts"].values(), *(says for rule in language["rules"] for says in rule["says"])]
        named = {name for says in written for name in _names(says)}
        assert named == set(language["parts"])


def _names(pattern: str) -> list[str]:
    return re.findall(r"<([a-z_]+)>", pattern)
