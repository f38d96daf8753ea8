"""Mentions without a subject: thanks, pure praise, "nothing to add". Each kind is one topic, found by its words.

One more holds what lies together without being about anything that has a name: three heaps called "Other" tell an analyst nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

import pandas as pd


@dataclass(frozen=True)
class General:
    """A topic that exists by definition."""

    kind: str
    name_fr: str
    name_en: str

    @property
    def topic_id(self) -> str:
        return "t_" + hashlib.blake2b(f"general:{self.kind}".encode(), digest_size=5).hexdigest()


# In order of precedence: "Merci, rien à dire de mal, parfait" is praise before it is thanks.
GENERAL = (
    General("complaint", "Mécontentement sans précision", "General dissatisfaction"),
    General("praise", "Compliments sans précision", "General praise"),
    General("thanks", "Remerciements", "Thanks"),
    General("nothing", "Rien à signaler", "Nothing to say"),
    General("greeting", "Formules de politesse", "Greetings"),
)
HEAP = General("heap", "Remarques diverses", "Miscellaneous remarks")
"""Found by no words: discovery and refits put new clusters there that no name fits."""
GENERAL_IDS = frozenset(g.topic_id for g in (*GENERAL, HEAP))


@cache
def word_list(language: str, kind: str) -> frozenset[str]:
    """The words of `general.csv` of one language and kind."""
    lines = files("voc.topics").joinpath("general.csv").read_text(encoding="utf-8").splitlines()[1:]
    return frozenset(word for lang, k, word in (line.split(",") for line in lines) if (lang, k) == (language, kind))


MOST_WORDS = 25
FOUNDING_WORDS = 4
"""A mention with fewer words of three letters or more founds no topic: it would lie beside others of its form ("Three weeks.", "BR-205277")
rather than of its subject. It can still join one."""


def founding(rows: pd.DataFrame) -> pd.Series:
    """Which texts say enough to found a topic.

    Args:
        rows: plain (normalised text).
    """
    return rows["plain"].map(_founds).astype(bool)


def _founds(plain: str) -> bool:
    words = (w for w in plain.split() if len(w) > 2 and w.isalpha())
    return next(islice(words, FOUNDING_WORDS - 1, None), None) is not None


def general_topics(rows: pd.DataFrame) -> pd.Series:
    """The general topic of each text all of whose words are empty of subject; null for the others.

    Args:
        rows: plain (normalised text), language.
    """
    return pd.Series([_general(p, lang) for p, lang in zip(rows["plain"], rows["language"], strict=True)], index=rows.index, dtype="str")


def _general(plain: str, language: str) -> str | None:
    kinds, known = _kinds(language)
    met, n = set(), 0
    for word in plain.split():
        # Initials, dates and numbers of orders say nothing of a subject.
        if len(word) < 2 or any(c.isdigit() for c in word):
            continue
        n += 1
        # Most texts have a subject and are left at their first or second word.
        if word not in known or n > MOST_WORDS:
            return None
        met |= {kind for kind, listed in kinds.items() if word in listed}
    # Praise and complaint together ("pas mal mais mauvaise") cancel each other: no general topic says that.
    if not met or {"praise", "complaint"} <= met:
        return None
    return next(g.topic_id for g in GENERAL if g.kind in met)


@cache
def _kinds(language: str) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """The words of each kind, and all of them with the fillers."""
    kinds = {g.kind: word_list(language, g.kind) for g in GENERAL}
    return kinds, word_list(language, "filler").union(*kinds.values())
