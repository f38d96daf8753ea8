"""Short noun phrases as customers write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from voc.protocols import Word

JOINTS = {
    "fr": re.compile(r"^ (?:d'|de |du |des |de la |de l'|à |à la |à l'|au |aux |en |par )$", re.I),
    "en": re.compile(r"^ (?:of |of the |for |with |by |on )$", re.I),
}
# N noun or name, A adjective, P names by themselves, D a participle ("payment refused"); "-" side by side, "=" joined by a preposition.
SHAPES = {
    "fr": frozenset({"N", "N-N", "N-A", "N=N", "N=N-A", "N-A=N", "N=N=N", "N-N=N", "N-D"}),
    "en": frozenset({"N", "N-N", "A-N", "N-N-N", "A-N-N", "N=N", "N=A-N", "N=N-N", "N-D", "D-N"}),
}
TAGS = {"NOUN": "N", "PROPN": "N", "ADJ": "A"}
PARTICIPLES = {"fr": re.compile(r"ée?s?$"), "en": re.compile(r"ed$")}
LONGEST = 3


@dataclass(frozen=True)
class Phrase:
    """A phrase met in a text: its lemmas identify it, its surface is what may be shown."""

    term: str
    surface: str
    shape: str


def phrases(text: str, words: Sequence[Word], language: str, vague: frozenset[str]) -> Iterator[Phrase]:
    """All noun phrases of up to three content words; a vague word (thing, time, good) is none by itself."""
    plain = text.replace("’", "'")
    for first in range(len(words)):
        shape = ""
        for last in range(first, min(first + LONGEST, len(words))):
            word = words[last]
            tag = _tag(word, language)
            if tag is None or _empty(word, vague):
                break
            joint = _joint(plain, words[last - 1], word, language) if last > first else ""
            if joint is None:
                break
            shape += joint + tag
            if shape in SHAPES.get(language, ()) and (shape != "N" or not _vague(word, vague)):
                alone = "P" if all(w.tag == "PROPN" for w in words[first : last + 1]) else shape
                yield _phrase(plain, words[first : last + 1], alone)


def _tag(word: Word, language: str) -> str | None:
    if word.tag == "VERB" and language in PARTICIPLES and PARTICIPLES[language].search(word.surface.lower()):
        return "D"
    return TAGS.get(word.tag)


def _empty(word: Word, vague: frozenset[str]) -> bool:
    """Takes part in no phrase: a vague noun may (temps d'attente, mise à jour), a vague adjective may not (good service)."""
    return (word.tag != "NOUN" and _vague(word, vague)) or (len(word.surface) < 3 and not word.surface.isupper())


def _vague(word: Word, vague: frozenset[str]) -> bool:
    return word.lemma in vague or word.surface.lower() in vague


def _joint(text: str, before: Word, after: Word, language: str) -> str | None:
    between = text[before.start + len(before.surface) : after.start]
    if between == " ":
        return "-"
    return "=" if language in JOINTS and JOINTS[language].match(between) else None


def _phrase(text: str, words: Sequence[Word], shape: str) -> Phrase:
    end = words[-1].start + len(words[-1].surface)
    surface = text[words[0].start : end]
    starts_sentence = words[0].start == 0 or text[: words[0].start].rstrip()[-1:] in (".", "!", "?", "")
    return Phrase(" ".join(w.lemma for w in words), _cased(surface, words, starts_sentence), shape)


def _cased(surface: str, words: Sequence[Word], starts_sentence: bool) -> str:
    """Lower case but for abbreviations (PIN) and names of one's own (Garmin) in the middle of a sentence."""
    shouted = surface.isupper() and len(surface) > 5
    kept = set()
    for position, word in enumerate(words):
        abbreviation = word.surface.isupper() and 2 <= len(word.surface) <= 5
        own_name = word.tag == "PROPN" and word.surface[:1].isupper() and not (position == 0 and starts_sentence)
        if not shouted and (abbreviation or own_name):
            kept.add(word.surface)
    return " ".join(p if p in kept else p.lower() for p in surface.split(" ")) if kept else surface.lower()


def best_surface(surfaces: Iterable[str]) -> str:
    """The commonest way of writing a phrase; then the one with most accents, then the first in order."""
    counts = Counter(surfaces)
    return min(counts, key=lambda s: (-counts[s], -sum(not c.isascii() for c in s), s))


def surfaces(found: pd.DataFrame) -> pd.Series:
    """Per term, the way to write it.

    Args:
        found: term, surface; one row per occurrence.
    """
    return found.groupby("term")["surface"].agg(best_surface)
