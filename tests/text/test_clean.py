import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.text import clean, without_quotes_and_signature

MARKUP = st.lists(
    st.sampled_from(
        ["<b>", "</b>", "<script>", "</script>", "<", ">", "&amp;", "&lt;", "lt;", "&#38;", "Ã©", "é", " ", "\n", "\r\n",
         "\x00", "\u200b", "a", "_x000D_",
         "<!--", "-->", "\u200d", "👨", "\ue000", "Le 3 oct. 2026 à 10:12, X a écrit :", "> ", "--\n", "Envoyé de mon iPhone",
         "From: a\nTo: b\n"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("dÃ©Ã§u par l&#8217;accueil", "déçu par l'accueil"),
        ("<p>Très <b>bien</b></p><script>alert('x')</script><p>Merci</p>", "Très bien\n\nMerci"),
        ("ligne_x000D_\nsuite\x00\u200b", "ligne\n\nsuite"),
        ("  trop \t cher\u00a0!\r\n\r\n\r\n\r\nfin ", "trop cher !\n\nfin"),
        ("&amp;lt;i&amp;gt;vu&amp;lt;/i&amp;gt;", "vu"),
        ("prix < 10 et note <3", "prix < 10 et note <3"),
        ("<style>p{color:red}</style>ok<br/>oui", "ok\noui"),
        ("👨\u200d👩\u200d👧 ra\u200dvie", "👨\u200d👩\u200d👧 ravie"),
        ("écrire à <jean@exemple.fr>", "écrire à <jean@exemple.fr>"),
    ],
)
def test_damage_and_markup_go_and_words_stay(raw, wanted):
    assert clean(raw) == wanted


@settings(max_examples=150, deadline=None)
@given(MARKUP | st.text(max_size=60))
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)
    own = without_quotes_and_signature(text)
    assert without_quotes_and_signature(own) == own


@pytest.mark.parametrize("unit", ["<script", "<a ", "&amp;", "<!--", " \n", "x", "é<", "</script><script>", "\u200b", "&#38;lt;"])
def test_a_huge_cell_is_read_to_its_end(unit):
    start = time.process_time()
    clean(unit * (200_000 // len(unit)))
    # Not a speed limit: a quadratic rule would take minutes.
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    ("mail", "own"),
    [
        ("Toujours rien reçu.\n\nLe 3 oct. 2026 à 10:12, Service client a écrit :\n> Bonjour,\n> patience", "Toujours rien reçu."),
        ("Still broken.\n\nOn Tue, 3 Oct 2026 at 10:12, Support <help@shop.example>\nwrote:\n> Hi", "Still broken."),
        ("Je relance.\n-----Message d'origine-----\nDe : SAV\nEnvoyé : lundi\nÀ : moi\nObjet : votre demande\n\nBonjour", "Je relance."),
        ("Je relance.\n\nDe : SAV\nEnvoyé : lundi\nÀ : moi\nObjet : votre demande\n\nBonjour", "Je relance."),
        ("Colis perdu.\nEnvoyé de mon iPhone", "Colis perdu."),
        ("Lost parcel.\n-- \nJ. Doe\nShop Ltd", "Lost parcel."),
        ("Réponse svp.\n\nCe message et ses pièces jointes sont confidentiels et destinés au seul destinataire.", "Réponse svp."),
        ("> Avez-vous reçu le colis ?\nNon, toujours pas.", "Non, toujours pas."),
        ("> tout est cité", "> tout est cité"),
        ("Le 3 mars j'ai écrit : aucune réponse", "Le 3 mars j'ai écrit : aucune réponse"),
    ],
)
def test_only_what_was_written_this_time_stays(mail, own):
    assert without_quotes_and_signature(mail) == own


@settings(max_examples=100, deadline=None)
@given(MARKUP)
def test_a_message_is_never_eaten(text):
    assert bool(without_quotes_and_signature(text)) == bool(clean(text))
