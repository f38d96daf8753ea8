"""The survey question that an answer is read with."""

from __future__ import annotations

import re

import pandas as pd

from voc.config import Names

FRENCH = re.compile(r"\b(?:le|la|les|des|est|pas|je|une|pour|dans|avec|très|et|du|sur|bien|ras|rien|merci)\b|[éèêàçùœ]", re.IGNORECASE)
ENGLISH = re.compile(r"\b(?:the|and|is|to|of|was|not|very|my|it|for|with|you|good|nothing|no|have|be|easy|great)\b", re.IGNORECASE)


def fixed_question(question: Names, text: pd.Series[str], hint: pd.Series[str]) -> pd.Series[str]:
    """The question in the language of each answer: as stated, else by its small words; French when nothing tells."""
    english = [(h == "en") if isinstance(h, str) else _looks_english(t) for t, h in zip(text, hint, strict=True)]
    return pd.Series(english, index=text.index, dtype=bool).map({True: question.en, False: question.fr}).astype("str")


def _looks_english(text: object) -> bool:
    return isinstance(text, str) and len(ENGLISH.findall(text[:500])) > len(FRENCH.findall(text[:500]))
