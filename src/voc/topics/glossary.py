"""The field's nouns in both languages, for topics that only one language speaks of."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# A phrase is known by its content words alone: "temps d'attente" is "temps attente".
PREPOSITION = re.compile(r" (?:de la |de l'|du |des |de |d'|en |à la |à l'|au |aux |à |of |for |on the |on )")

OTHER_JOINT = re.compile(r" (?:en|à|au|aux|par|for|on|with|by) ")


@dataclass(frozen=True)
class Entry:
    """A pair of `glossary.csv`: lemmas, singular."""

    fr: str
    en: str
    gender: str


@cache
def entries() -> tuple[Entry, ...]:
    """All pairs of `glossary.csv`; among pairs with the same word the first counts."""
    lines = files("voc.topics").joinpath("glossary.csv").read_text(encoding="utf-8").splitlines()
    return tuple(Entry(**row) for row in csv.DictReader(lines))


@cache
def _by(language: str) -> dict[str, Entry]:
    known: dict[str, Entry] = {}
    for entry in entries():
        words = entry.fr if language == "fr" else entry.en.lower()
        known.setdefault(words, entry)
        known.setdefault(PREPOSITION.sub(" ", words), entry)
    return known


def translate(term: str, language: str, surface: str = "") -> str | None:
    """A phrase, given by its lemmas in `language`, in the other language; None when a word is not in the glossary.

    Two nouns are composed: "retard livraison" gives "delivery delay", "delivery delay" gives "retard de livraison". As written they must be
    side by side or joined by `de`: what is done "en ligne" or "par téléphone" is no compound in English.
    """
    known = _by(language)
    if entry := known.get(term):
        return entry.en if language == "fr" else entry.fr
    parts = [known.get(word) for word in term.split()]
    found = [part for part in parts if part is not None]
    if len(found) != len(parts) or len(found) != 2 or OTHER_JOINT.search(surface):
        return None
    first, second = found
    return f"{second.en} {first.en}" if language == "fr" else f"{second.fr} {of(first.fr)}"


@cache
def translations(term: str) -> frozenset[str]:
    """All English words, lower case, that the glossary has for French lemmas."""
    return frozenset(e.en.lower() for e in entries() if term in (e.fr, PREPOSITION.sub(" ", e.fr)))


def of(noun: str) -> str:
    """`de` before a noun, elided where French elides: "d'attente", "de livraison"."""
    first = unicodedata.normalize("NFD", noun[:1].lower())[:1]
    return f"d'{noun}" if first in "aeiouh" else f"de {noun}"
