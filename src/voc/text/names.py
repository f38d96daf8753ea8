"""Names of private persons: what a title, a signature or an introduction gives away, and what may pass for a name at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import zip_longest

from voc.protocols import Span
from voc.text.first_names import WORDS_TOO, first_names
from voc.text.name_patterns import (
    AFTER_COMMA,
    AFTER_FORMAL,
    AFTER_INFORMAL,
    CALLED,
    CALLED_BY,
    CAPITALISED,
    CONTEXT_END,
    FULL,
    INTRODUCED,
    LAST_LINE,
    LOWER,
    PERSON_NAMED,
    RELATIVE,
    SIGNED_BY,
    TITLE,
    TITLE_KNOWN,
    TITLE_LOWER,
    VERB_AFTER,
    WEAK,
)
from voc.text.not_names import HOUSES, NOT_NAMES, PLACES_BEFORE

# Characters at the end of a text in which a closing formula and a signature find room.
_ENDING = 250
_TOKEN = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
# Characters between two words of a name: a space, or a hyphen between spaces.
_GAP = 3
_PARTICLE_TEXT = "de la du des le van der den von da di el al ben bin dos d"
_PARTICLE_WORDS = frozenset(_PARTICLE_TEXT.split())
_Word = tuple[str, int, int]


class Names:
    """Reads names that the words around them give away; `brands` are never names."""

    def __init__(self, brands: Sequence[str] = ()) -> None:
        self._brands = frozenset(word.casefold() for brand in brands for word in _TOKEN.findall(brand) if len(word) > 2)

    def spans(self, text: str) -> Iterator[Span]:
        """Names after a title, a relative, an introduction, a closing formula, and known first names where a person acts."""
        if not any(c.isupper() for c in text):
            yield from self._lower(text)
            return
        yield from self._matches((TITLE,), text, known=False, shouting=True)
        yield from self._matches(
            (RELATIVE, INTRODUCED, CALLED_BY, SIGNED_BY, AFTER_FORMAL, AFTER_INFORMAL), text, known=False, shouting=False
        )
        yield from self._lower(text)
        # Most texts hold no first name at all, and what follows asks for one.
        if not any(is_first_name(word) for word in CAPITALISED.findall(text)):
            return
        yield from self._matches((WEAK, CALLED, TITLE_KNOWN), text, known=True, shouting=True)
        yield from self._matches((LAST_LINE, AFTER_COMMA), text, known=True, shouting=True, start=max(0, len(text) - _ENDING))
        for found in FULL.finditer(text):
            if _sentence_start(text, found.start()) and VERB_AFTER.match(text, found.end()):
                yield from self._plausible(text, found.span(1), known=True, shouting=False)

    def plausible(self, text: str, spans: Sequence[Span]) -> Iterator[Span]:
        """Of the spans that a finder took for persons, those that may be one, without outer punctuation.

        They need a known first name with a family name, or stand where persons are named; no common word, brand or shop.
        """
        for span in spans:
            words = _words(text, span)
            if words and self._allowed(text, words):
                yield words[0][1], words[-1][2]

    def undecided(self, text: str, taken: Sequence[Span]) -> bool:
        """Whether a finder could add a name that `plausible` would let pass, outside of what is `taken`.

        True more often than it does, never the other way round: nothing is lost by asking only then.
        """
        if not any(c.isupper() for c in text):
            return False
        announced = cache(lambda: bool(PERSON_NAMED.search(text)))
        words = [w for word in _words(text, (0, len(text))) for w in _unelided(word)]
        for word, following in zip_longest(words, words[1:]):
            if any(word[1] < end and start < word[2] for start, end in taken) or not self._continues(word[0]):
                continue
            goes_on = bool(following) and following[1] - word[2] <= _GAP and self._continues(following[0])
            full, begins = goes_on and is_first_name(word[0]), goes_on or word[0][0].isupper()
            if full or (begins and announced() and _named_before(text, word[1])):
                return True
        return False

    def _continues(self, word: str) -> bool:
        """Whether a word can be part of a name."""
        return word.casefold() in _PARTICLE_WORDS or (word[0].isupper() and not self._is_word(word))

    def _allowed(self, text: str, words: list[_Word]) -> bool:
        if not all(w[0].isupper() or w.casefold() in _PARTICLE_WORDS for w, _, _ in words) or self._another(text, words):
            return False
        if any(self._is_word(w) for w, _, _ in words) or _shouting(text, (words[0][1], words[-1][2])):
            return False
        return _named_before(text, words[0][1]) or (len(words) > 1 and is_first_name(words[0][0]))

    def _matches(
        self, patterns: Sequence[re.Pattern[str]], text: str, known: bool, shouting: bool, start: int = 0
    ) -> Iterator[Span]:  # fmt: skip
        for pattern in patterns:
            for found in pattern.finditer(text, start):
                yield from self._plausible(text, found.span(found.lastindex or 0), known, shouting)

    def _lower(self, text: str) -> Iterator[Span]:
        """Names without a capital: after mr or mrs, and known first names after thanks or an introduction."""
        for found in TITLE_LOWER.finditer(text):
            if not self._is_word(found.group(1)):
                yield found.span(1)
        for found in LOWER.finditer(text):
            word = found.group(1)
            if is_first_name(word) and word not in WORDS_TOO and not self._is_word(word):
                yield found.span(1)

    def _plausible(self, text: str, span: Span, known: bool, shouting: bool) -> Iterator[Span]:
        """The leading words of a span that may be a name.

        With `known`, only when the first of them is a known first name; without `shouting`, not among other words in capitals unless it is.
        """
        kept: list[_Word] = []
        for word in _words(text, span):
            if self._is_word(word[0]) and (word[0].casefold() not in _PARTICLE_WORDS or not kept and word[0].islower()):
                break
            kept.append(word)
        while kept and kept[-1][0].casefold() in _PARTICLE_WORDS:
            kept.pop()
        if not kept or self._another(text, kept):
            return
        first = kept[0][0]
        must_be_known = known or (not shouting and _shouting(text, (kept[0][1], kept[-1][2])))
        if not must_be_known or is_first_name(first):
            yield span[0] if kept[0] == _words(text, span)[0] else kept[0][1], kept[-1][2]

    def _is_word(self, word: str) -> bool:
        plain = re.sub(r"^[ld]['’]|['’]s$", "", word.casefold())
        return plain in NOT_NAMES or plain in self._brands or len(plain) < 2 or set(plain) == {"x"}

    def _another(self, text: str, words: list[_Word]) -> bool:
        """Whether the words are a shop, a brand, or a place named after someone."""
        following = _TOKEN.match(text, words[-1][2] + 1)
        plain = [w.casefold() for w, _, _ in words] + ([following.group().casefold()] if following else [])
        before = re.search(r"([\w’']+)[ \-]$", text[max(0, words[0][1] - 25) : words[0][1]])
        house = any("|".join(plain[i : i + n]) in HOUSES for i in range(len(plain)) for n in (2, 3))
        return house or bool(before and before.group(1).casefold() in PLACES_BEFORE)


def is_first_name(word: str) -> bool:
    """Whether a word, or the first part of a double name, is a known first name."""
    plain = re.sub(r"['’]s$", "", word.casefold())
    return plain in first_names() or ("-" in plain and plain.split("-")[0] in first_names())


def _words(text: str, span: Span) -> list[_Word]:
    return [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text, *span)]


def _unelided(word: _Word) -> Iterator[_Word]:
    """A word, and what follows its article or preposition when that is elided: a finder may begin there."""
    yield word
    text, start, end = word
    if len(text) > 2 and text[1] in "'’":
        yield text[2:], start + 2, end


def _named_before(text: str, start: int) -> bool:
    """Whether what stands before a place announces a person."""
    return bool(CONTEXT_END.search(text, max(0, start - 50), start))


def _sentence_start(text: str, start: int) -> bool:
    before = text[max(0, start - 5) : start].rstrip(" \"«“'(")
    return not before or before[-1] in ".!?…\n:;,)"


def _shouting(text: str, span: Span) -> bool:
    """Whether the span and what surrounds it are in capitals, where capitals mark no name."""
    around = [c for c in text[max(0, span[0] - 20) : span[0]] + text[span[1] : span[1] + 20] if c.isalpha()]
    return text[span[0] : span[1]].isupper() and sum(c.isupper() for c in around) > 0.6 * len(around)
