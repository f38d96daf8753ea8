"""Mentions without a subject: thanks, pure praise, "nothing to add". Each kind is one topic, found by its words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

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
GENERAL_IDS = frozenset(g.topic_id for g in GENERAL)


@cache
def word_list(language: str, kind: str) -> frozenset[str]:
    """The words of `general.csv` of one language and kind."""
    lines = files("voc.topics").joinpath("general.csv").read_text(encoding="utf-8").splitlines()[1:]
    return frozenset(word for lang, k, word in (line.split(",") for line in lines) if (lang, k) == (language, kind))


FOUNDING_WORDS = 4
"""A mention with fewer words of three letters or more founds no topic: it would lie beside others of its form ("Three weeks.", "BR-205277")
rather than of its subject. It can still join one."""


def founding(rows: pd.DataFrame) -> pd.Series:
    """Which texts say enough to found a topic.

    Args:
        rows: plain (normalised text).
    """
    return rows["plain"].map(lambda plain: sum(len(w) > 2 and w.isalpha() for w in plain.split()) >= FOUNDING_WORDS).astype(bool)


def general_topics(rows: pd.DataFrame) -> pd.Series:
    """The general topic of each text all of whose words are empty of subject; null for the others.

    Args:
        rows: plain (normalised text), language.
    """
    return pd.Series([_general(p, lang) for p, lang in zip(rows["plain"], rows["language"], strict=True)], index=rows.index, dtype="str")


def _general(plain: str, language: str) -> str | None:
    # Initials, dates and numbers of orders say nothing of a subject.
    words = [w for w in plain.split() if len(w) > 1 and not any(c.isdigit() for c in w)]
    if len(words) > 25:
        return None
    kinds = {g.kind: word_list(language, g.kind) for g in GENERAL}
    filler = word_list(language, "filler")
    met = set()
    for word in words:
        mine = {kind for kind, known in kinds.items() if word in known}
        if not mine and word not in filler:
            return None
        met |= mine
    # Praise and complaint together ("pas mal mais mauvaise") cancel each other: no general topic says that.
    if not met or {"praise", "complaint"} <= met:
        return None
    return next(g.topic_id for g in GENERAL if g.kind in met)
