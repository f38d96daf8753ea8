"""Telephone numbers of people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voc.protocols import Span
from voc.text.announced import OTHER_NUMBER, before_it, names_another_number

_PHONE_INTERNATIONAL = re.compile(r"(?<![\w+])(?:\+|00)[ ]?[1-9]\d{0,2}(?:[ .\-/]{0,2}\(0\))?(?:[ .\-/()]{0,3}\d){7,12}(?![\w])")
_PHONE_NATIONAL = re.compile(r"(?<![\w/.,€$£#+-])\(?[0Oo][1-9]\d{0,4}\)?(?:[ .\-]{0,3}\d){5,9}(?![\w])(?![.,]\d)")
_PHONE_SLASHED = re.compile(
    r"(?<![\w/])0[1-9](?:/\d{2}){4}(?![\w/])|(?<![\w/])0\d/\d{3}[ .]?\d{2}[ .]?\d{2}(?![\w/])|"
    r"(?<![\w/])0\d{2,3}/\d{2}[ .]?\d{2}[ .]?\d{2}(?![\w/])|(?<![\w/])04\d{2}/\d{3}[ .]?\d{3}(?![\w/])"
)
_PHONE_AMERICAN = re.compile(r"(?<![\w+.-])(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}(?![\w-])")
_PHONE_RAW = re.compile(r"(?<![\w+.,-])[1-9]\d{8,10}(?![\w])")
_PHONE_CONTEXT = re.compile(
    r"\b(?:t[ée]l[ée]?(?:phone)?|phone|call|ring|text|txt|sms|whatsapp|joindre|joignable|appele[rz]|appel|rappele[rz]|"
    r"contacte[rz]|mobile|portable|gsm|cell|landline|fixe|number is|num[ée]ro est|reach me)"
    r"\b[^\n.!?]{0,30}$",
    re.IGNORECASE,
)
_DATE_START = re.compile(r"\(?(?:0?[1-9]|[12]\d|3[01])[ .\-/](?:0?[1-9]|1[0-2])[ .\-/](?:19|20)\d{2}(?!\d)")


def phones(text: str) -> Iterator[Span]:
    """French, Belgian, British, American and international telephone numbers of people; the 08 numbers of companies stay."""
    for pattern in (_PHONE_INTERNATIONAL, _PHONE_SLASHED):
        for found in pattern.finditer(text):
            if not _DATE_START.match(found.group()):
                yield _closed(text, *found.span())
    for found in _PHONE_AMERICAN.finditer(text):
        if not names_another_number(text, found.start()):
            yield _closed(text, *found.span())
    for found in _PHONE_NATIONAL.finditer(text):
        if _national(text, found):
            yield _closed(text, *found.span())
    for found in _PHONE_RAW.finditer(text):
        before = before_it(text, found.start())
        if _PHONE_CONTEXT.search(before) and not OTHER_NUMBER.search(before):
            yield found.span()


def _national(text: str, found: re.Match[str]) -> bool:
    number = found.group()
    digits = re.sub(r"\D", "", number.replace("O", "0").replace("o", "0"))
    if not 9 <= len(digits) <= 11 or _DATE_START.match(number):
        return False
    if digits.startswith("08") and len(digits) >= 9:
        return False
    before = before_it(text, found.start())
    spaced = len(digits) != len(number.strip("()"))
    if OTHER_NUMBER.search(before) or (number[0] in "Oo" and not spaced):
        return False
    return len(digits) == 10 or bool(_PHONE_CONTEXT.search(before)) or (spaced if len(digits) == 9 else digits[1] in "127")


def _closed(text: str, start: int, end: int) -> Span:
    """The span with the bracket that belongs to it."""
    opened = text[start:end].count("(") > text[start:end].count(")")
    return (start + 1, end) if opened and text[start] == "(" else (start, end)
