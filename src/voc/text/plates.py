"""Number plates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voc.protocols import Span
from voc.text.announced import before_it, names_another_number

_PLATE = re.compile(
    r"(?<![\w-])(?:[A-HJ-NP-TV-Z]{2}([- ])\d{3}\1[A-HJ-NP-TV-Z]{2}|[1-9]-[A-Z]{3}-\d{3}|[A-HJ-PR-Y]{2}[0-79]\d [A-Z]{3})(?![\w-])",
    re.IGNORECASE,
)
_PLATE_FULL = re.compile(
    r"(?<![\w-])(?:[A-Z]{2}[ -]?\d{3}[ -]?[A-Z]{2}|[A-Z]{2}\d{2}[ -]?[A-Z]{3}|[1-9][ -][A-Z]{3}[ -]\d{3})(?![\w-])", re.IGNORECASE
)
_PLATE_LOOSE = re.compile(
    r"(?<![\w-])(?:\d{1,4}[ -]?[A-Z]{2,3}[ -]?\d{2}|[1-9][ -]?[A-Z]{3}[ -]?\d{3}|[A-Z]{3}[ -]?\d{2,4}[A-Z]?|\d{3}[ -]?[A-Z]{3}|"
    r"[A-Z]\d{1,3}[ -]?[A-Z]{3})(?![\w-])",
    re.IGNORECASE,
)
_PLATE_WORD = re.compile(
    r"\b(?:plaques?|plates?|immatricul\w*|immat|reg(?:istration)?(?: n\w*)?|nummerplaat|kenteken)\b[^\n.!?]{0,30}$", re.IGNORECASE
)
# Not "car": in French it means because.
_VEHICLE = re.compile(
    r"\b(?:v[ée]hicule|voiture|camion(?:nette)?|fourgon(?:nette)?|scooter|moto|van|truck|(?:my|the|his|her|your|our|their|this|"
    r"that|a|rental|hire|courtesy|company) car|gar[ée]e?|stationn[ée]e?|parked|renault|peugeot|citro[ëe]n|ford|audi|bmw|toyota|"
    r"lorry|vehicle|fiesta|clio|kangoo|trafic|sprinter|transit|berlingo|golf|corsa)"
    r"\b[^\n.!?]{0,30}$",
    re.IGNORECASE,
)


def plates(text: str) -> Iterator[Span]:
    """Number plates: the hyphenated French and Belgian forms anywhere, other forms after a word such as plate or van."""
    for found in _PLATE.finditer(text):
        if found.group().isupper() and not names_another_number(text, found.start()):
            yield found.span()
    for found in _PLATE_FULL.finditer(text):
        before = before_it(text, found.start())
        if _PLATE_WORD.search(before) or (_VEHICLE.search(before) and found.group().isupper()):
            yield found.span()
    for found in _PLATE_LOOSE.finditer(text):
        before = before_it(text, found.start())
        long_enough = sum(c.isalnum() for c in found.group()) >= (5 if found.group().isupper() else 6)
        if long_enough and (_PLATE_WORD.search(before) or (_VEHICLE.search(before) and found.group().isupper())):
            yield found.span()
