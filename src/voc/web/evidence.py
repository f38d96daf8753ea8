"""What speaks for an alert, figure by figure, in words; the figures are those that `friction` writes, and any others by their name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voc.formats import as_date
from voc.web.cells import number
from voc.web.changes import sure
from voc.wording import Words

# Told in this order; what else there is follows by name. An interval is told with its figure.
ORDER = (
    *("period", "friction_share", "change", "friction", "friction_change", "n_feedback", "n_mentions", "n_authors", "languages"),
    *("last_day", "days", "usual_days", "per_day", "odds", "volume", "language", "length"),
)
APART = ("mentions", "topics", "topic_id", "period_start", "period_end")
ENDS = ("_low", "_high", "_q")
SHARES = ("share", "language")
COUNTED = 10.0
RAREST = 1e-6


def evidence(figures: Mapping[str, Any], say: Words) -> list[tuple[str, str]]:
    """Name and value of each figure; what is neither number nor word is left out."""
    told = [k for k in figures if k not in APART and not k.endswith(ENDS) and k != "q"]
    told.sort(key=lambda k: (ORDER.index(k) if k in ORDER else len(ORDER), k))
    rows = [(say.get(f"evidence_{k}", k.replace("_", " ")), _figure(k, figures, say)) for k in told]
    return [(name, text) for name, text in rows if text]


def _figure(key: str, figures: Mapping[str, Any], say: Words) -> str:
    value, formats = figures[key], say.formats
    if key == "period":
        return formats.days(_day(figures.get("period_start")), _day(figures.get("period_end"))) if figures.get("period_start") else ""
    if isinstance(value, Mapping):
        return _drift(key, value, say) if "now" in value else _counts(value, say)
    if isinstance(value, str):
        return formats.day(day) if (day := _day(value)) else value
    known = number(value)
    if known is None:
        return ""
    if key == "odds":
        return _odds(known, say)
    text = _plain(key, known, say)
    ends = [number(figures.get(key + end)) for end in ("_low", "_high")]
    if None in ends:
        return text
    return f"{text} ({say('from_to', low=_end(key, ends[0], say), high=_end(key, ends[1], say))})"


def _odds(value: float, say: Words) -> str:
    if not 0 <= value < 1:
        return ""
    return say("odds_least") if value < RAREST else say("odds", n=round(1 / value))


def _plain(key: str, value: float, say: Words) -> str:
    formats = say.formats
    if key in ("change", "share_change"):
        return say("points", points=formats.points(value))
    if key.endswith("change"):
        return formats.number(value, 2, signed=True)
    if any(s in key for s in SHARES):
        return formats.percent(value, 1)
    if "friction" in key:
        return formats.number(value, 2)
    return formats.number(value, 0 if value.is_integer() or abs(value) >= COUNTED else 1)


def _end(key: str, value: float | None, say: Words) -> str:
    return say.formats.points(value) if key == "change" else _plain(key, value or 0.0, say)


def _drift(key: str, value: Mapping[str, Any], say: Words) -> str:
    """What a source used to be and is now, with how sure that is."""
    now, before = (number(value.get(k)) for k in ("now", "before"))
    if now is None or before is None:
        return ""
    text = say("instead_of", now=_plain(key, now, say), before=_plain(key, before, say))
    which = f"{value['language']} " if isinstance(value.get("language"), str) else ""
    certain = sure(number(value.get("q")))
    return f"{which}{text}" + (f", {say(certain)}" if certain else "")


def _counts(value: Mapping[str, Any], say: Words) -> str:
    known = [(str(k), number(v)) for k, v in value.items()]
    return ", ".join(f"{k} {say.formats.number(n)}" for k, n in known if n is not None)


def _day(value: Any) -> Any:
    try:
        return as_date(value) if isinstance(value, str) and len(value) >= 10 else None
    except ValueError:
        return None
