"""Personal data with a form of its own: e-mail, links with a secret, accounts, cards, identity numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voc.protocols import Span
from voc.text.announced import OTHER_NUMBER, before_it, names_another_number
from voc.text.checksums import IBAN_LENGTHS, belgian_national_valid, iban_valid, luhn_valid, nir_valid, ssn_plausible

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"»]{3,2000}", re.IGNORECASE)
_URL_TAIL = re.compile(r"[.,;:!?)\]'’]+$")
_SECRET_NAME = re.compile(
    r"[?&;#](?:[\w-]*(?:token|key|secret|auth|session|passw|pwd|signature|otp|hash|mail|user|login|phone|account)[\w-]*|sid|sig|"
    r"uid|jwt|code|pin|id_?client|client_?id|customer_?id|name|nom)"
    r"=[^&#\s]{2,}",
    re.IGNORECASE,
)
_VALUE = re.compile(r"[?&;#][\w-]{1,30}=([^&#\s]+)")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_AT = r"(?:\s?[\[({<]\s?(?:at|arobase|arrobase|chez|apenstaartje)\s?[\])}>]\s?|\s(?:arobase|arrobase)\s|\s?@\s?)"
_DOT = r"(?:\.|\s?[\[({]\s?(?:dot|point|punt)\s?[\])}]\s?|\s(?:point|dot)\s)"
_EMAIL = re.compile(
    rf"[\w.+%-]{{0,63}}[\w+%-](?:@(?:[\w-]{{1,63}}\.){{1,6}}[a-z]{{2,24}}|{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,4}}{_DOT}"
    r"(?:fr|be|com|net|org|uk|eu|ch|ca|de|nl|es|it|lu|io|example|info|biz|me|us|ie|pt|edu|gouv|gov))(?![\w@])",
    re.IGNORECASE,
)
_EMAIL_SIGNS = re.compile(r"@|arobase|arrobase|[\[({<]\s?(?:at|chez|apenstaartje)\s?[\])}>]", re.IGNORECASE)
_IBAN_START = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2})[ -]?(\d{2})(?=[ .-]?[A-Za-z0-9])")
_LONG_ACCOUNT = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{16,30}(?![A-Za-z0-9])")
_ACCOUNT_CONTEXT = re.compile(r"\b(?:iban|rib|compte|account|rekening|virement|refund)\b[^.!?\n]{0,30}$", re.IGNORECASE)
_DIGITS = re.compile(r"(?<![\w])\d(?:[ .\-]{0,2}\d){11,18}(?![\w])")
_CARD_CONTEXT = re.compile(
    r"\b(?:carte|cb|card|visa|mastercard|master card|amex|american express|maestro|bancontact|kaart|débit|debit)\b[^\n]{0,40}$",
    re.IGNORECASE,
)
_NIR = re.compile(
    r"(?<![\w])([1-478])[ .\-]?(\d{2})[ .\-]?(\d{2})[ .\-]?(\d{2}|"
    r"2[ABab])[ .\-]?(\d{3})[ .\-]?(\d{3})(?:[ .\-/]{0,3}(?:cl[ée] ?:? ?)?(\d{2}))?(?![\w])"
)
_SOCIAL_CONTEXT = re.compile(
    r"\b(?:s[ée]cu(?:rit[ée] sociale)?|nir|insee|ss|num[ée]ro national|registre national|niss|rijksregister\w*|"
    r"national (?:number|insurance)|ssn|social(?: security)?|ni)\b[^\n]{0,40}$",
    re.IGNORECASE,
)
_BELGIAN = re.compile(r"(?<![\w.])\d{2}[. ]?\d{2}[. ]?\d{2}[-. ]{0,3}\d{3}[-. ]{0,3}\d{2}(?![\w])")
_NINO = re.compile(r"(?<![\w])(?:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]|QQ)[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D](?![\w])", re.IGNORECASE)
_SSN = re.compile(r"(?<![\w-])(\d{3})[- ](\d{2})[- ](\d{4})(?![\w-])|(?<![\w-])\d{9}(?![\w-])")


def url_tokens(text: str) -> Iterator[Span]:
    """Links that open something private: a token, a key, an e-mail, a password in them."""
    for found in _URL.finditer(text):
        url = _URL_TAIL.sub("", found.group())
        if "@" in url or "%40" in url or _SECRET_NAME.search(url) or any(_secret(*part) for part in _parts(url)):
            yield found.start(), found.start() + len(url)


def _parts(url: str) -> list[tuple[str, int]]:
    """The parts of a link that may hold a secret, with the length from which they are long; short links are no secrets."""
    path = url.split("?")[0].split("#")[0].split("/")[3 if "://" in url else 1 :]
    return [*((part, 12) for part in path), *((value, 10) for value in _VALUE.findall(url))]


def _secret(part: str, shortest: int) -> bool:
    """Whether a part of a link was drawn at random rather than written: a UUID, or a long word that mixes letters and digits."""
    if _UUID.search(part):
        return True
    longest = max(re.split(r"[-.,_+]", part), key=len)
    digits = sum(c.isdigit() for c in longest)
    letters = sum(c.isalpha() for c in longest)
    changes = sum(a.isdigit() != b.isdigit() for a, b in zip(longest, longest[1:], strict=False))
    return len(longest) >= shortest and digits >= 2 and letters >= 3 and changes >= 3


def emails(text: str) -> Iterator[Span]:
    """E-mail addresses, also those written with [at] or "point com"."""
    if _EMAIL_SIGNS.search(text):
        for found in _EMAIL.finditer(text):
            yield found.start() + (len(found.group()) - len(found.group().lstrip(".-+%"))), found.end()


def ibans(text: str) -> Iterator[Span]:
    """IBANs whose check digits hold, those with a slip of the pen after a word such as IBAN or account, and those of a wrong length."""
    for found in _IBAN_START.finditer(text):
        length = IBAN_LENGTHS.get(found.group(1).upper())
        end = _end_of(text, found.start(), length) if length else None
        if end is None:
            # A digit too many or too few; nothing else that customers copy starts with a country and is as long.
            if length and (slip := _LONG_ACCOUNT.match(text, found.start())) and sum(c.isdigit() for c in slip.group()) >= 14:
                yield slip.span()
            continue
        iban = re.sub(r"[ .\-]", "", text[found.start() : end]).upper()
        digits = sum(c.isdigit() for c in iban)
        if iban_valid(iban) or (digits >= 12 and _ACCOUNT_CONTEXT.search(before_it(text, found.start()))):
            yield found.start(), end


def _end_of(text: str, start: int, length: int) -> int | None:
    """Where `length` letters and digits from `start` end, single spaces, dots and hyphens between them not counted."""
    taken, position = 0, start
    while position < len(text) and taken < length:
        if text[position].isascii() and text[position].isalnum():
            taken += 1
        elif text[position] not in " .-" or text[position - 1] in " .-":
            return None
        position += 1
    whole = taken == length and not text[position : position + 1].isalnum()
    return position if whole else None


def cards(text: str) -> Iterator[Span]:
    """Payment cards: a known first digit, Luhn's formula, and nothing before them that announces another number."""
    for found in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        before = before_it(text, found.start())
        announced = bool(_CARD_CONTEXT.search(before))
        grouped = bool(re.fullmatch(r"\d{4}([ .-])\d{4}\1\d{4}\1\d{4}|\d{4}([ .-])\d{6}\2\d{5}", found.group()))
        if not _card_like(digits, announced):
            continue
        if (luhn_valid(digits) and (announced or not OTHER_NUMBER.search(before))) or (announced and grouped):
            yield found.span()


def _card_like(digits: str, announced: bool) -> bool:
    if announced:
        return digits[0] in "234569" and len(digits) >= 12
    if len(digits) == 14:
        return digits[:2] in ("30", "36", "38")
    if len(digits) == 15:
        return digits[:2] in ("34", "37")
    return len(digits) >= 16 and (
        digits[0] == "4"
        or "51" <= digits[:2] <= "55"
        or "2221" <= digits[:4] <= "2720"
        or digits[:2] in ("60", "62", "64", "65", "67", "50")
    )


def identity_numbers(text: str) -> Iterator[Span]:
    """French NIR, Belgian national number, British national insurance number, United States social security number."""
    for found in _NIR.finditer(text):
        number = "".join(g or "" for g in found.groups())
        social = bool(_SOCIAL_CONTEXT.search(before_it(text, found.start())))
        if nir_valid(number) or (social and _month(found.group(3))):
            yield found.span()
    for found in _BELGIAN.finditer(text):
        if belgian_national_valid(re.sub(r"\D", "", found.group())) and not names_another_number(text, found.start()):
            yield found.span()
    for found in _NINO.finditer(text):
        if not names_another_number(text, found.start()):
            yield found.span()
    yield from _american(text)


def _month(digits: str) -> bool:
    return 1 <= int(digits) <= 12 or int(digits) >= 20


def _american(text: str) -> Iterator[Span]:
    for found in _SSN.finditer(text):
        before = before_it(text, found.start())
        social = bool(_SOCIAL_CONTEXT.search(before))
        if ssn_plausible(re.sub(r"\D", "", found.group())) and (social or ("-" in found.group() and not OTHER_NUMBER.search(before))):
            yield found.span()
