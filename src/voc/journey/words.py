"""Words as cues are compared: lower case, without accents, without the endings of number, person and tense."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

Stems = tuple[str, ...]

WORD = re.compile(r"[a-z0-9]+")
_FRENCH = "aient ement erait ees ent ait ant ais era ee er es ez ie is it ir i e s x"
# Longest first; what remains keeps at least four letters, so that short words stay whole.
ENDINGS: dict[str, tuple[str, ...]] = {
    "fr": tuple(_FRENCH.split()),
    "en": ("ings", "ing", "ied", "ies", "ed", "es", "e", "s", "y"),
}
LEAST_STEM = 4


def fold(text: str) -> str:
    """Lower case without accents.

    >>> fold("Où est mon COLIS, s’il vous plaît ?")
    'ou est mon colis, s’il vous plait ?'
    """
    if text.isascii():
        return text.lower()
    # A letter of mathematics or of a symbol may hide a capital, an accent or a ligature, which shows only once it is spread.
    plain = _spread(_spread(text).lower())
    return plain.replace("œ", "oe").replace("æ", "ae")


def _spread(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


# A mention is asked for by the cues of two axes and by the words, a comment once for each of its mentions.
@lru_cache(maxsize=2**16)
def stems(text: str, language: str) -> Stems:
    """The words of a text cut to their stems.

    Args:
        language: fr or en.

    >>> stems("Passer des commandes", "fr") == stems("passé des commande", "fr")
    True
    """
    return tuple(_stem(w, language) for w in WORD.findall(fold(text)))


@lru_cache(maxsize=200_000)
def _stem(word: str, language: str) -> str:
    for ending in ENDINGS[language]:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
            return word[: -len(ending)]
    return word
