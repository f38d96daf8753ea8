"""Personal data out of texts before anything is stored."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from voc.protocols import PersonFinder, Span
from voc.text.addresses import addresses
from voc.text.names import Names
from voc.text.patterns import cards, emails, ibans, identity_numbers, url_tokens
from voc.text.plates import plates
from voc.text.telephones import phones

# In this order: what stands first keeps the characters that two kinds claim; a link is taken whole, with the e-mail in it.
_FAMILIES: tuple[tuple[str, Callable[[str], Iterator[Span]]], ...] = (
    ("url_token", url_tokens),
    ("email", emails),
    ("iban", ibans),
    ("card", cards),
    ("nir", identity_numbers),
    ("phone", phones),
    ("plate", plates),
    ("address", addresses),
)
PLACEHOLDERS = {
    "email": "[email]",
    "url_token": "[link]",
    "iban": "[iban]",
    "card": "[card]",
    "nir": "[id]",
    "phone": "[phone]",
    "plate": "[plate]",
    "address": "[address]",
    "person": "[name]",
}
# A replacement can uncover another (the second of two names); more rounds than this were never needed.
_ROUNDS = 6
# Stands for a character already taken: no letter, no digit, no space.
_TAKEN = "\ue000"
# Without any of these a text holds nothing that has a form of its own.
_HINT = re.compile(r"[\d@]|www|http|at|arobase")


@dataclass(frozen=True)
class Redacted:
    """A text without personal data, and how much of each kind was replaced."""

    text: str
    counts: dict[str, int] = field(default_factory=dict)


def redact(texts: Sequence[str], languages: Sequence[str], finder: PersonFinder | None, brands: Sequence[str] = ()) -> list[Redacted]:
    """Replace personal data by `[email] [link] [iban] [card] [id] [phone] [plate] [address] [name]`.

    Args:
        texts: Cleaned texts.
        languages: One per text.
        finder: Finds names beyond those that a title, a signature or an introduction gives away; None: only these. Asked only about texts
            that could hold one more.
        brands: Names that are not persons.
    Returns:
        One per text. Redacting twice changes nothing.
    """
    names = Names(brands)
    now, counts = list(texts), [Counter[str]() for _ in texts]
    open_rows = list(range(len(texts)))
    for _ in range(_ROUNDS):
        found = _found([now[i] for i in open_rows], [languages[i] for i in open_rows], finder, names)
        changed = [(i, spans) for i, spans in zip(open_rows, found, strict=True) if spans]
        for i, spans in changed:
            now[i] = _replaced(now[i], spans)
            counts[i].update(kind for _, _, kind in spans)
        open_rows = [i for i, _ in changed]
        if not open_rows:
            break
    return [Redacted(text, dict(count)) for text, count in zip(now, counts, strict=True)]


def _found(texts: Sequence[str], languages: Sequence[str], finder: PersonFinder | None, names: Names) -> list[list[tuple[int, int, str]]]:
    structured = [_structured(t) for t in texts]
    masked = [_masked(t, spans) for t, spans in zip(texts, structured, strict=True)]
    for text, spans in zip(masked, structured, strict=True):
        _take(spans, "person", names.spans(text), text)
    asked = [i for i, t in enumerate(masked) if finder and names.undecided(t, [(start, end) for start, end, _ in structured[i]])]
    guessed = finder.find([masked[i] for i in asked], [languages[i] for i in asked]) if finder and asked else []
    for i, more in zip(asked, guessed, strict=True):
        _take(structured[i], "person", names.plausible(masked[i], more), masked[i])
    for spans in structured:
        spans.sort()
    return structured


def _structured(text: str) -> list[tuple[int, int, str]]:
    taken: list[tuple[int, int, str]] = []
    if not _HINT.search(text):
        return taken
    for kind, family in _FAMILIES:
        _take(taken, kind, family(_masked(text, taken)), text)
    return taken


def _take(taken: list[tuple[int, int, str]], kind: str, spans: Iterable[Span], text: str) -> None:
    for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
        if start < end and not any(start < e and s < end for s, e, _ in taken):
            taken.append((start, end, kind))


def _masked(text: str, taken: Sequence[tuple[int, int, str]]) -> str:
    for start, end, _ in taken:
        text = text[:start] + _TAKEN * (end - start) + text[end:]
    return text


def _replaced(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    for start, end, kind in sorted(spans, reverse=True):
        text = text[:start] + PLACEHOLDERS[kind] + text[end:]
    return text
