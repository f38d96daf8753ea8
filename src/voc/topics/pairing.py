"""Two names for one thing: which French phrase and which English phrase of a topic say the same."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

import pandas as pd

from voc.topics.glossary import translate, translations

CONSIDERED = 25
AGREEMENT = 1.4
"""What customers of both languages say of their own accord says so much more than a phrase and its translation."""
COGNATE = 0.75
SAME = 0.6
"""Phrases of which at least this share of the words corresponds are one name in two languages."""


@dataclass(frozen=True)
class Pair:
    """A name in both languages as customers write it, the share of mentions that say it, and how much it says of the topic."""

    fr: str
    en: str
    share: float
    score: float


@dataclass(frozen=True)
class _Phrase:
    """A row of the candidates."""

    term: str
    surface: str
    share: float
    score: float


def pairs(fr: pd.DataFrame, en: pd.DataFrame) -> list[Pair]:
    """All pairs of the best phrases of a topic that say the same, and each with its translation where the glossary has one, best first.

    Args:
        fr: term, surface, share, score of the French candidates, best first; empty when French says nothing of the topic.
        en: The same of the English ones. Shares and scores of the two add up.
    """
    left, right = _phrases(fr), _phrases(en)
    found = [_pair(f, e) for f in left for e in right] + [_translated(f, "fr") for f in left] + [_translated(e, "en") for e in right]
    return sorted([p for p in found if p is not None], key=lambda p: (-p.score, p.fr, p.en))


def likeness(fr: str, en: str) -> float:
    """Share of the words of two phrases, given by their lemmas, that correspond; 1 when the glossary says so."""
    if en in translations(fr):
        return 1.0
    left, right = fr.split(), en.split()
    met = sum(any(_corresponds(f, e) for e in right) for f in left) + sum(any(_corresponds(f, e) for f in left) for e in right)
    return met / (len(left) + len(right))


@cache
def _corresponds(fr: str, en: str) -> bool:
    if fr == en or en in translations(fr):
        return True
    if min(len(fr), len(en)) < 4:
        return False
    return SequenceMatcher(None, _plain(fr), _plain(en), autojunk=False).ratio() >= COGNATE


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _phrases(candidates: pd.DataFrame) -> list[_Phrase]:
    top = candidates.head(CONSIDERED)[["term", "surface", "share", "score"]]
    return [_Phrase(str(term), str(surface), float(share), float(score)) for term, surface, share, score in top.itertuples(index=False)]


def _pair(fr: _Phrase, en: _Phrase) -> Pair | None:
    alike = likeness(fr.term, en.term)
    return Pair(fr.surface, en.surface, fr.share + en.share, AGREEMENT * (fr.score + en.score) * alike) if alike >= SAME else None


def _translated(phrase: _Phrase, language: str) -> Pair | None:
    """A phrase that one language says, with the glossary's word in the other."""
    other = translate(phrase.term, language, phrase.surface)
    if other is None:
        return None
    names = (phrase.surface, other) if language == "fr" else (other, phrase.surface)
    return Pair(*names, phrase.share, phrase.score)
