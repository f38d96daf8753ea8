"""Numbers, percents and dates as a French or an English reader writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

NARROW = "\u202f"
TIED = "\u00a0"
NONE = "–"
MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
}
SHORT_MONTHS = {
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
ENGLISH_ORDINALS = {1: "st", 2: "nd", 3: "rd"}


@dataclass(frozen=True)
class Formats:
    """The habits of one language, `fr` or `en`; a null is written as an en dash."""

    language: str

    @property
    def french(self) -> bool:
        return self.language == "fr"

    def number(self, value: Any, digits: int = 0, *, signed: bool = False) -> str:
        """Decimal comma and narrow spaces in French, point and commas in English; a true minus sign."""
        if value is None or value != value:
            return NONE
        text = f"{abs(float(value)):,.{digits}f}"
        if self.french:
            text = text.replace(",", NARROW).replace(".", ",")
        zero = not any(c in "123456789" for c in text)
        sign = "" if zero else "−" if value < 0 else "+" if signed else ""
        return sign + text

    def trimmed(self, value: Any) -> str:
        """As many decimals as a mark needs: 4 rather than 4,0, but 3,5."""
        return self.number(value, 0 if value is None or pd.isna(value) or float(value).is_integer() else 1)

    def percent(self, value: Any, digits: int = 0) -> str:
        """A share as a percentage; what would round to nothing is said to be below the last digit."""
        if value is None or value != value:
            return NONE
        unit = f"{NARROW}%" if self.french else "%"
        least = 10.0**-digits
        if 0 < value * 100 < least / 2:
            return f"<{NARROW if self.french else ''}{self.number(least, digits)}{unit}"
        return self.number(value * 100, digits) + unit

    def points(self, value: Any) -> str:
        """A difference of shares, in percentage points, with its sign."""
        return NONE if value is None or pd.isna(value) else self.number(value * 100, 1, signed=True)

    def day(self, value: Any, *, year: bool = True) -> str:
        """'12 nov. 2026' and '1er nov. 2026', '12 Nov 2026'; its parts stay on one line."""
        when = as_date(value)
        if when is None:
            return NONE
        first = "er" if self.french and when.day == 1 else ""
        text = f"{when.day}{first}{TIED}{SHORT_MONTHS[self.language][when.month - 1]}"
        return f"{text}{TIED}{when.year}" if year else text

    def days(self, start: Any, end: Any) -> str:
        """A range of days; the year is said once when it is the same."""
        first, last = as_date(start), as_date(end)
        if first is None or last is None or first == last:
            return self.day(first or last)
        return f"{self.day(first, year=first.year != last.year)} – {self.day(last)}"

    def month(self, value: Any) -> str:
        when = as_date(value)
        return NONE if when is None else f"{MONTHS[self.language][when.month - 1]} {when.year}"

    def ordinal(self, n: int, *, feminine: bool = False) -> str:
        """1er, 1re, 2e; 1st, 2nd, 3rd, 11th."""
        if self.french:
            return f"{n}{('re' if feminine else 'er') if n == 1 else 'e'}"
        return f"{n}{'th' if n % 100 in (11, 12, 13) else ENGLISH_ORDINALS.get(n % 10, 'th')}"

    def plural(self, n: float) -> str:
        """Form of the noun: `one` or `other`; in French zero is singular."""
        return "one" if (abs(n) < 2 if self.french else n == 1) else "other"

    def list(self, items: list[str]) -> str:
        """a, b et c."""
        link = " et " if self.french else " and "
        return link.join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def as_date(value: Any) -> date | None:
    """The calendar day of a date, a timestamp or an ISO string; None when there is none."""
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return None
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return pd.Timestamp(value).date()


def french_typography(text: str) -> str:
    """Narrow no-break spaces before : ; ! ? % and inside « », and curly apostrophes; meant for our own words, never for a customer's."""
    text = re.sub(r"[ \u00a0]+([:;!?%»])", NARROW + r"\1", text)
    text = re.sub(r"«[ \u00a0]+", "«" + NARROW, text)
    return re.sub(r"(?<=\w)'(?=\w|\{)", "\u2019", text)


def english_typography(text: str) -> str:
    """Curly apostrophes; meant for our own words, never for a customer's."""
    return re.sub(r"(?<=\w)'(?=\w)", "\u2019", text)


def names_shown(row: Mapping[Any, Any]) -> dict[str, str]:
    """name_fr and name_en of a stage, touchpoint, phase or topic as a page shows them; empty where a name is missing."""
    named = {language: row[f"name_{language}"] if isinstance(row[f"name_{language}"], str) else "" for language in ("fr", "en")}
    return {"fr": french_typography(named["fr"]), "en": english_typography(named["en"])}
