"""The news of one night, and its words; sentences and numbers, never a word of a customer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from voc.wording import Words, words_of

Event = Literal["opened", "closed", "test"]
# At most so many are told in words; all of them are in the records.
SHOWN = 20


@dataclass(frozen=True)
class News:
    """One thing to tell: an alert (a row of `tables.Alert`) that opened or closed; or, without an alert, a test."""

    event: Event
    alert: Mapping[Any, Any]

    def line(self, language: str) -> str:
        """The alert in one line."""
        words, alert = _words(language), self.alert
        if self.event == "test":
            return words("test_line")
        since, days = words.formats.day(alert["since"]), words.formats.days(alert["since"], alert["last_seen"])
        kind, message = words(f"kind_{alert['kind']}"), str(alert[f"message_{language}"])
        return words(f"line_{self.event}", kind=kind, since=since, days=days, message=message)

    def record(self) -> dict[str, Any]:
        """The alert as JSON has it: days as ISO text, unknown ones as null, the evidence as an object."""
        out = {str(name): _plain(value) for name, value in self.alert.items() if name != "snapshot_id"}
        return {"event": self.event, **out, **({"evidence": json.loads(out["evidence"])} if "evidence" in out else {})}


@dataclass(frozen=True)
class Bulletin:
    """What one night has to tell."""

    company: str
    day: date
    news: tuple[News, ...]

    def title(self, language: str) -> str:
        """What it is about, in one line."""
        words, company = _words(language), " ".join(self.company.split()) or "voc"
        if all(n.event == "test" for n in self.news):
            return words("test_title", company=company)
        counts = {event: sum(n.event == event for n in self.news) for event in ("opened", "closed")}
        told = ", ".join(words.counted(event, n) for event, n in counts.items() if n)
        return words("title", company=company, counts=told, day=words.formats.day(self.day))

    def lines(self, language: str) -> list[str]:
        """One line per alert, and where the rest is to be read."""
        words, left = _words(language), len(self.news) - SHOWN
        more = [words("not_shown", n=left)] if left > 0 else []
        return [*(n.line(language) for n in self.news[:SHOWN]), *more, words("read_more")]

    def records(self) -> list[dict[str, Any]]:
        """One JSON object per alert, each with the company and the data day."""
        return [{**n.record(), "company": self.company, "day": self.day.isoformat()} for n in self.news]


def trial(company: str, day: date) -> Bulletin:
    """A message that says clearly that it is a test."""
    messages = {f"message_{language}": _words(language)("test_line") for language in ("fr", "en")}
    return Bulletin(company, day, (News("test", messages),))


def _words(language: str) -> Words:
    return words_of(language, "voc.notify/words.yml")


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value
