"""Mentions: spans of a text that speak of one moment, cut at sentences, contrasts, lines and long enumerations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from voc.protocols import Span

# Pieces shorter than this say nothing alone and join a neighbour.
_TINY_CHARACTERS, _TINY_WORDS = 8, 2
# Each side of a contrast must be able to stand alone; before a whole clause one word does ("rapide mais le colis était ouvert").
_CLAUSE_WORDS, _WHOLE_CLAUSE = 2, 4
_LONG_LIST = 350

_ABBREVIATION_TEXT = """
m mm mme mmes mlle mr mrs ms dr me pr prof st ste mgr sr jr n no nos num art av ave bd boul ch rte env ex cf réf ref tél tel fig p
pp vol chap éd ed al etc approx max min inc ltd co corp vs eg ie e.g i.e p.ex c.-à-d c.à.d a.m p.m u.s u.k s.a s.a.v janv févr avr
juil sept oct nov déc jan feb mar apr jun jul aug sep dec lun mer jeu ven sam mon tue wed thu fri dhr mevr bijv nr dept appt apt
"""
_ABBREVIATIONS = frozenset(_ABBREVIATION_TEXT.split())
_END = re.compile(r"[.!?…]+(?:[ ]?[)\]»”\"'])*(?=\s|$)|[.!?…]+(?=[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ'’])|\s[.!?]+(?=\S)|;(?=\s)")
_EMOJI_END = re.compile(r"[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f\u200d\U0001f3fb-\U0001f3ff]+(?=\s+[A-ZÀ-ÖØ-Þ])")
_BULLET = re.compile(r"\s(?=[•▪●◦✓✔➢→]\s)")
_DASH = re.compile(r"\s(?=[-–—*]\s)")
# A sentence begun without the full stop before it: words that a writer capitalises for no other reason.
_NO_STOP = re.compile(
    r"(?<=[a-zà-öø-ÿ0-9)%€][a-zà-öø-ÿ0-9)%€]) (?=(?:Je|J['’]\w+|Il|Elle|On|Nous|Ils|Elles|C['’](?:est|était)|Ce|Cela|Ça|Mais|"
    r"Pourquoi|Très|Aucune?|Impossible|Merci|Bonjour|"
    r"They|We|He|She|This|There|But|Very|It['’]?s?|The|When|Why|However|Cependant|Par contre|De plus|Pouvez|Depuis)\b(?![.-]))"
)
_LINE = re.compile(r"\n+")
_CONTRAST = re.compile(
    r"(?:(?<=[,)\"»])|(?<=\w)|(?<=[…]))\s+(?=(?:mais|par contre|cependant|en revanche|toutefois|néanmoins|pourtant|sauf que|"
    r"hormis que|malheureusement|"
    r"however|but|although|even though|unfortunately|whereas|except that|on the other hand|nevertheless|"
    r"maar|echter|helaas|aber|jedoch|leider|pero|sin embargo|però|tuttavia|porém)\b)|,\s+(?=(?:yet|alors que|tandis que|while|"
    r"hoewel|terwijl)\b)",
    re.IGNORECASE,
)
# "non seulement … mais aussi", "nothing but", "last but not least": no contrast of two moments.
_NO_CONTRAST = re.compile(
    r"(?:non seulement|not only|niet alleen)\b[^.!?]{0,120}$|\b(?:nothing|anything|all|last|can't help|cannot help|rien|none)\s*,?$",
    re.IGNORECASE,
)
_NO_CONTRAST_AFTER = re.compile(
    r"(?:mais aussi|mais également|mais surtout|but also|but not least|mais pas que|maar ook|mais bon\b.{0,3}$)", re.IGNORECASE
)
_LIST_ITEM = re.compile(r",\s+")
_WORD = re.compile(r"\w+")
_LAST_WORD = re.compile(r"([^\s(\"'«’]{1,12})$")
_NUMBERED = re.compile(r"(?:^|\s)\(?\d{1,2}$")


def split(texts: Sequence[str], languages: Sequence[str], max_mentions: int) -> list[list[Span]]:
    """The mentions of each text as (start, end) offsets.

    Args:
        texts: Stored texts.
        languages: One per text; the rules know the connectives of all languages, so a wrong or unknown one does no harm.
        max_mentions: What follows joins the last mention.
    Returns:
        Per text, ordered spans without outer spaces that do not overlap; every character but white space is in exactly one.
        A text that is not empty has at least one.
    """
    if len(texts) != len(languages):
        raise ValueError(f"{len(texts)} texts and {len(languages)} languages")
    return [_limited(_spans(text), max_mentions) for text in texts]


def _limited(spans: list[Span], most: int) -> list[Span]:
    if len(spans) <= max(most, 1):
        return spans
    kept = spans[: max(most, 1)]
    return [*kept[:-1], (kept[-1][0], spans[-1][1])]


def _spans(text: str) -> list[Span]:
    sentences = _pieces(text, 0, len(text), _sentence_ends(text))
    sentences = _without_tiny(text, sentences)
    clauses: list[Span] = []
    for start, end in sentences:
        clauses.extend(_clauses(text, start, end))
    return clauses


def _pieces(text: str, start: int, end: int, cuts: Iterable[int]) -> list[Span]:
    """The span cut at the given offsets, each piece without outer spaces, empty pieces left out."""
    edges = [start, *sorted({c for c in cuts if start < c < end}), end]
    stripped = [_stripped(text, a, b) for a, b in zip(edges, edges[1:], strict=False)]
    return [(a, b) for a, b in stripped if a < b]


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _sentence_ends(text: str) -> list[int]:
    cuts = [m.end() for m in _END.finditer(text) if not _inside(text, m)]
    cuts += [m.end() for pattern in (_EMOJI_END, _LINE, _BULLET, _NO_STOP) for m in pattern.finditer(text)]
    dashes = [m.end() for m in _DASH.finditer(text)]
    # One dash is an aside, three are a list that lost its line breaks.
    return cuts + (dashes if len(dashes) >= 3 else [])


def _inside(text: str, stop: re.Match[str]) -> bool:
    """Whether the stop belongs to an abbreviation, a number in a list, an address on the web, or an aside."""
    mark = stop.group().strip()
    if mark[0] not in ".…":
        return False
    following = text[stop.end() : stop.end() + 3].lstrip()
    if mark.startswith(("...", "…", "..")):
        return following[:1].islower()
    before = _LAST_WORD.search(text, max(0, stop.start() - 12), stop.start())
    word = before.group(1).casefold() if before else ""
    if word in ("etc", "p.m", "a.m"):
        return not following[:1].isupper()
    if "/" in word or "@" in word or word.startswith("www"):
        return not stop.group()[-1:].isspace() and not text[stop.end() : stop.end() + 1].isspace()
    return (
        word in _ABBREVIATIONS
        or (len(word) == 1 and word.isalpha() and before is not None and before.group(1).isupper())
        or _numbering(text, stop)
    )


def _numbering(text: str, stop: re.Match[str]) -> bool:
    line = text.rfind("\n", 0, stop.start()) + 1
    return bool(re.fullmatch(r"\s*\(?\d{1,2}", text[line : stop.start()]))


def _clauses(text: str, start: int, end: int) -> list[Span]:
    cuts: list[int] = []
    for found in _CONTRAST.finditer(text, start, end):
        left = cuts[-1] if cuts else start
        if _two_clauses(text, left, found, end) and not _no_contrast(text, left, found, end):
            cuts.append(found.end())
    return [item for a, b in _pieces(text, start, end, cuts) for item in _items(text, a, b)]


def _two_clauses(text: str, left: int, found: re.Match[str], end: int) -> bool:
    """Whether both sides of a connective can stand alone; the connective itself is not counted."""
    before, after = _words(text, left, found.start()), _words(text, found.end(), end) - 1
    return min(before, after) >= _CLAUSE_WORDS or (before == 1 and after >= _WHOLE_CLAUSE)


def _no_contrast(text: str, left: int, found: re.Match[str], end: int) -> bool:
    before = text[max(left, found.start() - 140) : found.start()]
    return bool(_NO_CONTRAST.search(before) or _NO_CONTRAST_AFTER.match(text, found.end(), end))


def _items(text: str, start: int, end: int) -> list[Span]:
    """A long enumeration, cut at its commas where both sides can stand alone."""
    commas = [m.end() for m in _LIST_ITEM.finditer(text, start, end)]
    if end - start < _LONG_LIST or len(commas) < 3:
        return [(start, end)]
    cuts: list[int] = []
    for comma in commas:
        left = cuts[-1] if cuts else start
        if _words(text, left, comma) >= 8 and _words(text, comma, end) >= 8:
            cuts.append(comma)
    return _pieces(text, start, end, cuts)


def _words(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _WORD.finditer(text, start, end))


def _without_tiny(text: str, spans: list[Span]) -> list[Span]:
    """Fragments joined to the span before them, or after them when they come first."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and (_tiny(text, start, end) or _tiny(text, *merged[-1])):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _tiny(text: str, start: int, end: int) -> bool:
    return end - start < _TINY_CHARACTERS or _words(text, start, end) < _TINY_WORDS
