"""Figures as a reader of one language says them: scores, effects, days that are left, evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from voc.web.changes import sure
from voc.web.evidence import evidence
from voc.web.plan import Action
from voc.web.scores import Mark
from voc.wording import Words

# Digits of a score, and of a difference of scores.
DIGITS = {"nps": (0, 1), "csat": (0, 1), "ces": (2, 2), "rating": (2, 2)}
TRENDS = {"worse": "▲", "better": "▼", "emerging_topic": "✦", "source_silent": "○", "source_drift": "≈"}
SURELY = 0.995
VERDICTS = {"better": "▼", "worse": "▲", "no_clear_change": "=", "too_early": "…"}
STATES = {"met": "✓", "missed": "✗", "unsure": "?", "unmet": "✗", "exceeded": "★"}


@dataclass(frozen=True)
class Wording:
    """The words of one language for figures of measures."""

    say: Words

    def score(self, score: str, value: float | None) -> str:
        """A score in its unit: NPS with its sign, CSAT in per cent, a mean with two decimals."""
        formats = self.say.formats
        if score == "csat" and value is not None:
            return formats.percent(value / 100)
        return formats.number(value, DIGITS[score][0], signed=score == "nps")

    def interval(self, mark: Mark) -> str:
        """Both ends of a score's interval."""
        return self.say("from_to", low=self.score(mark.score, mark.low), high=self.score(mark.score, mark.high))

    def around(self, mark: Mark) -> str:
        """What is to be known beside a score: interval and number of answers, or that it is withheld."""
        if mark.value is None:
            return self.say("few_answers")
        return self.say("around", low=self.score(mark.score, mark.low), high=self.score(mark.score, mark.high), n=mark.n)

    def impact(self, score: str, value: float | None) -> str:
        """A difference of scores, with its sign."""
        return self.say.formats.number(value, DIGITS[score][1], signed=True)

    def between(self, score: str, low: float | None, high: float | None) -> str:
        """Both ends of the interval of a difference of scores."""
        return self.say("from_to", low=self.impact(score, low), high=self.impact(score, high))

    def sureness(self, q: float | None) -> str:
        """How sure a test is, in words; empty when nothing was tested."""
        found = sure(q)
        return self.say(found) if found else ""

    def confidence(self, value: float | None) -> str:
        """A probability; none that was measured is certain."""
        sure = value is not None and value >= SURELY
        return f"> {self.say.formats.percent(0.99)}" if sure else self.say.formats.percent(value)

    def symbol(self, kind: str) -> str:
        """A sign that stands beside a word, never alone."""
        return {**TRENDS, **VERDICTS, **STATES}.get(kind, "")

    def due(self, action: Action, day: date | None) -> str:
        """When an action is due, seen from the data day."""
        formats = self.say.formats
        if action.status == "done":
            return self.say("due_done", day=formats.day(action.done)) if action.done else self.say("action_done")
        left = action.days_left(day)
        if left is None:
            return formats.day(action.due) if action.due else self.say("due_none")
        when = "due_today" if left == 0 else "due_late" if left < 0 else "due_in"
        return self.say(when, n=abs(left), day=formats.day(action.due))

    def evidence(self, figures: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What speaks for an alert, figure by figure."""
        return evidence(figures, self.say)
