"""What a mail carries besides its message: quoted replies, signatures of devices, legal footers."""

from __future__ import annotations

import re

from voc.text.clean import clean

_DATE = r"[^\n]{0,60}\d{1,2}[^\n]{0,60}"
# "Le 3 oct. 2026 à 10:12, X a écrit :" may be broken over two lines by the mail program.
_WROTE = re.compile(
    rf"^[ \t]*(?:Le|On|Op|Am|El|Il)\s{_DATE}\n?[^\n]{{0,80}}(?:a écrit|wrote|schreef[^\n]{{0,60}}|schrieb[^\n]{{0,60}}|escribió|"
    rf"ha scritto)\s?:[ \t]*",
    re.MULTILINE,
)
_WROTE_INLINE = re.compile(
    r"\b(?:Le|On) (?:[a-zA-Zéû]{2,9}[.,]? )?(?:\d{1,2}|[A-Z][a-z]{2,8})[ /.-][^\n:]{3,40}\d{1,2}[:h]\d{2}[^\n:]{0,80}(?:a écrit|"
    r"wrote)\s?:"
)
_ORIGINAL = re.compile(
    r"^\W{0,20}(?:message d'origine|message transféré|original message|forwarded message|oorspronkelijk bericht|"
    r"début du message transféré"
    r"|begin forwarded message|répondre au-dessus de cette ligne|reply above this line)\b[^\n]{0,60}$",
    re.MULTILINE | re.IGNORECASE,
)
_HEADERS = re.compile(
    r"^(?:from|de|van|von)\s?:[^\n]+\n(?:[^\n]+\n){0,2}?(?:sent|envoyé|date|to|à|verzonden|aan|subject|objet|onderwerp|"
    r"cc)\s?(?:le)?\s?:[^\n]*$",
    re.MULTILINE | re.IGNORECASE,
)
_QUOTED_LINE = re.compile(r"^[>|][^\n]*\n?", re.MULTILINE)
_DEVICE = re.compile(
    r"(?:^|(?<=[.!?,] ))(?:envoyé (?:de|depuis|à partir de|avec) (?:mon|ma|l'application|outlook|yahoo|gmail|orange)\b[^\n]{0,60}"
    r"|sent (?:from|via|using) (?:my (?:iphone|ipad|samsung|galaxy|android|huawei|mobile|phone|smartphone|blackberry|pixel|mac|"
    r"tablet)|outlook|yahoo|gmail|mail for)\b"
    r"(?! ?[-–,])[^\n]{0,60}|verzonden (?:vanaf|met) mijn [^\n]{0,40}|verstuurd vanaf mijn [^\n]{0,40}|"
    r"get outlook for [^\n]{0,30}|télécharge[rz] outlook pour [^\n]{0,30}"
    r"|provenance : courrier pour windows[^\n]{0,20})$\n?",
    re.MULTILINE | re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^(?:--|—|__+)[ \t]*\n", re.MULTILINE)
_SIGNATURE_LINES, _SIGNATURE_CHARACTERS = 12, 800
_LEGAL = re.compile(
    r"^(?:[*_ ]{0,3})(?:(?:ce (?:message|courriel|mail|courrier électronique)|cet? e-?mail|this (?:e-?mail|message|"
    r"communication)|dit bericht|deze e-?mail|the information (?:contained )?in this)"
    r"[^\n]{0,300}(?:confidenti|destinataire|intended|vertrouwelijk|privileged|bestemd)"
    r"|confidentiality notice|avis de confidentialité|disclaimer\s?:|clause de confidentialité"
    r"|(?:merci de )?pense[rz] à l'environnement|avant d'imprimer ce|please consider the environment|think before you print)",
    re.MULTILINE | re.IGNORECASE,
)


def without_quotes_and_signature(text: str) -> str:
    """What the customer wrote this time: no quoted reply, no device signature, no legal footer.

    When all of it looks quoted, the cleaned text comes back whole: a message is never eaten. Applying it twice changes nothing.
    """
    text = clean(text)
    while True:
        shorter = clean(_own_words(text))
        if not any(c.isalnum() for c in shorter) or len(shorter) >= len(text):
            return text
        text = shorter


def _own_words(text: str) -> str:
    text = _before_reply(text)
    text = _DEVICE.sub("", text)
    text = _before(_LEGAL.search(text), text)
    for dashes in _SIGNATURE.finditer(text):
        tail = text[dashes.end() :]
        if tail.count("\n") < _SIGNATURE_LINES and len(tail) <= _SIGNATURE_CHARACTERS:
            text = _before(dashes, text)
            break
    return text


def _before_reply(text: str) -> str:
    """Without the quoted message: what stands above it or, when the answer was written below, without the quoted lines."""
    for pattern in (_ORIGINAL, _HEADERS, _WROTE, _WROTE_INLINE):
        if head := pattern.search(text):
            above = text[: head.start()]
            text = above if any(c.isalnum() for c in _QUOTED_LINE.sub("", above)) else text[head.end() :]
    return _QUOTED_LINE.sub("", text)


def _before(found: re.Match[str] | None, text: str) -> str:
    """The text above what was found, unless that would be nothing."""
    above = text[: found.start()] if found else text
    return above if any(c.isalnum() for c in above) else text
