"""What customers say they expected, held against what they got."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import pandas as pd

from voc.yaml_text import parse

LANGUAGES = ("fr", "en")
KINDS = ("unmet", "met", "exceeded")

# Characters before and after the words that give it away: a clause reaches no further, nor what is looked at around it.
_CLAUSE = 300
_AROUND = 90
_EDGE = " \t\r\f\v,-"


class Found(NamedTuple):
    """One expectation in a text: the clause that says it, which way it points, where it comes from and the words that gave it away."""

    start: int
    end: int
    kind: str
    origin: str
    cue: str


@dataclass(frozen=True)
class _Rules:
    """The rules of one language as one pattern: the group `r<n>` says that rule n speaks, with its (points, from)."""

    hints: tuple[str, ...]
    pattern: re.Pattern[str]
    ways: tuple[tuple[str, str], ...]


def expectations(texts: Sequence[str], languages: Sequence[str]) -> pd.DataFrame:
    """Where a customer says what was expected, promised, due or wished for, and whether it came.

    Rules of words (`expectations.yml`), made to be right rather than to find all: what is reported of others, conditions and an
    expectation that is denied without more are passed over. A text in another language than French and English says nothing; in an
    unknown one (`und`) both are tried.

    Args:
        texts: The words of each mention.
        languages: Of each: fr, en, und, ...
    Returns:
        One row per clause found, in order: row (position in `texts`), start and end (offsets of the clause in the text), kind (unmet, met
        or exceeded: a guess from the words alone), origin (expected, promised, ought, wished), cue (the words that gave it away, folded).
    """
    rows = [(row, *found) for row, (text, language) in enumerate(zip(texts, languages, strict=True)) for found in find(text, language)]
    out = pd.DataFrame(rows, columns=["row", *Found._fields])
    return out.astype({"row": "int64", "start": "int64", "end": "int64", "kind": "str", "origin": "str", "cue": "str"})


def find(text: str, language: str) -> Iterator[Found]:
    """The expectations of one text, in order, at most one per clause.

    >>> [found.kind for found in find("I was promised a call back, it never came.", "en")]
    ['unmet']
    """
    folded = text.translate(_folds())
    taken = 0
    for rules in (_rules(known) for known in LANGUAGES if language in (known, "und")):
        if not any(hint in folded for hint in rules.hints):
            continue
        for match in rules.pattern.finditer(folded):
            if match.start() < taken:
                continue
            points, origin = rules.ways[int(str(match.lastgroup)[1:])]
            start, end = _clause(folded, match.start(), match.end())
            kind = _kind(points, origin, text, folded, (start, match.start(), match.end(), end))
            if kind:
                yield Found(max(start, taken), end, kind, origin, match.group().strip())
                taken = end


def _kind(points: str, origin: str, text: str, folded: str, at: tuple[int, int, int, int]) -> str | None:
    """What the words around the cue make of it; None when it is no expectation of the customer's."""
    start, cue, past, end = at
    if points in ("none", "open"):
        good, bad = bool(_around("good").search(folded)), bool(_around("bad").search(folded))
        return None if points == "none" or good == bad else "exceeded" if good else "unmet"
    # "I should have" is the customer's own until somebody is found to say it.
    if (points != "unmet" or origin == "ought") and _around("reported").search(folded, max(0, cue - _AROUND), past):
        return None
    if points == "unmet":
        return _unmet(origin, folded, at)
    # Looked for in the text as written: without accents "né" would be "ne".
    if _around("denied").search(text[start:cue].lower()):
        return "unmet" if points == "met" else None
    doubtful = _around("denied").search(text[past:end].lower()) or folded[end : end + 3].strip().startswith("?")
    return None if _around("supposed").search(folded, start, cue) or (points == "met" and doubtful) else points


def _unmet(origin: str, folded: str, at: tuple[int, int, int, int]) -> str | None:
    start, cue, past, _ = at
    if origin == "promised":
        return "met" if _around("kept").search(folded, past, past + _AROUND) else "unmet"
    if origin == "expected" and (_around("supposed").search(folded, start, cue) or _around("none_of").search(folded[start:cue])):
        return None
    return "exceeded" if origin == "expected" and _around("worse").match(folded, past) else "unmet"


def _clause(folded: str, cue: int, past: int) -> tuple[int, int]:
    """The clause around a cue, without outer spaces; a cue that ends its clause takes the next one along after a comma."""
    first, last = max(0, cue - _CLAUSE), min(len(folded), past + _CLAUSE)
    # Without any stop the clause begins with a whole word.
    whole = folded.find(" ", first, cue) + 1 if first else 0
    stops = _around("stop")
    start = max((m.end() for m in stops.finditer(folded, first, cue)), default=whole or first)
    stop = stops.search(folded, past, last)
    if stop and stop.group() == "," and len(folded[past : stop.start()].split()) < 3:
        stop = stops.search(folded, stop.end(), last)
    end = stop.start() if stop else last
    clause = folded[start:end]
    return start + len(clause) - len(clause.lstrip(_EDGE)), max(past, end - (len(clause) - len(clause.rstrip(_EDGE))))


@cache
def _written() -> Mapping[str, Any]:
    body: Mapping[str, Any] = parse(files("voc.journey").joinpath("expectations.yml").read_text(encoding="utf-8"))
    return body


@cache
def _around(name: str) -> re.Pattern[str]:
    return re.compile("|".join(_written()["around"][name]))


@cache
def _rules(language: str) -> _Rules:
    body = _written()[language]
    parts: dict[str, str] = {}
    for name, part in body["parts"].items():
        parts[name] = _filled(part, parts)
    said = ["|".join(_filled(says, parts) for says in rule["says"]) for rule in body["rules"]]
    pattern = re.compile("|".join(f"(?P<r{n}>{one})" for n, one in enumerate(said)))
    return _Rules(tuple(body["hints"]), pattern, tuple((rule["points"], rule["from"]) for rule in body["rules"]))


def _filled(pattern: str, parts: dict[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace(f"<{name}>", part)
    return pattern


@cache
def _folds() -> dict[int, str]:
    """Each letter to its lower case without accent, one for one so that offsets hold."""
    plain = {code: unicodedata.normalize("NFD", chr(code))[0].lower() for code in range(0x250)}
    quotes = {ord(c): "'" for c in "’‘ʼ´`"}
    spaces = {ord(c): " " for c in "\u00a0\u202f\u2009"}
    return {code: c for code, c in plain.items() if len(c) == 1} | quotes | spaces
