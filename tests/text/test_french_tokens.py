"""The French model finds persons with our own cutting of words, elided articles and inverted pronouns included."""

from __future__ import annotations

import subprocess
import sys

import pytest

from voc.text.french_tokens import SETTINGS, register
from voc.text.person_finder import SpacyPersonFinder
from voc.text.spacy_without_torch import spacy


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("J'ai parlé avec Marie Dupont hier à Paris.", "Marie Dupont"),
        ("Le dossier d'Antoine Lefebvre n'est pas parti.", "Antoine Lefebvre"),
        ("Bravo à Jean-Pierre Martin, du rayon peinture.", "Jean-Pierre Martin"),
    ],
)
def test_persons_are_found(text: str, person: str) -> None:
    ((span,),) = SpacyPersonFinder().find([text], ["fr"])
    assert text[slice(*span)] == person


def test_words_are_cut_where_french_cuts_them() -> None:
    register()
    words = spacy().load("fr_core_news_md", exclude=["tokenizer", "ner", "tok2vec"], config=SETTINGS).tokenizer
    assert [t.text for t in words("L'agent m'a dit : rappelez-moi, n’est-ce pas ?")] == [
        "L'", "agent", "m'", "a", "dit", ":", "rappelez", "-moi", ",", "n’", "est", "-ce", "pas", "?",
    ]  # fmt: skip


def test_the_rules_of_spacy_are_not_opened() -> None:
    script = (
        "import sys\nfrom voc.text.person_finder import SpacyPersonFinder\n"
        "SpacyPersonFinder().find(['Bonjour Marie Dupont'], ['fr'])\nassert 'spacy.lang.fr' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
