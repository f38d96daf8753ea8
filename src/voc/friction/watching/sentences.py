"""The sentences of sightings, in French and English: what happened and by how much, in one breath."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from voc.wording import LANGUAGES, Words, words_of

LONGEST_NAME = 80
CHANGES = {
    "share": ("change", "change_low", "change_high"),
    "friction": ("friction_change", "friction_change_low", "friction_change_high"),
}
BOTH = tuple(words_of(language, "voc.friction.watching/sentences.yml") for language in LANGUAGES)


def moved(row: Mapping[Any, Any], cell: Mapping[str, str], topic: Mapping[str, str] | None) -> dict[str, str]:
    """A cell that weighs more or less, or where it goes worse or better.

    Args:
        row: Of the heatmap.
        cell: Its name per language.
        topic: Name per language of what is mostly spoken of there.
    """
    return {w.language: _moved(row, cell[w.language], topic[w.language] if topic else None, w) for w in BOTH}


def emerging(topic: Mapping[str, str], since: date, n_mentions: int, n_authors: int, languages: Mapping[str, int]) -> dict[str, str]:
    """A topic that came up on `since`, with its mentions per language."""
    return {
        w.language: w(
            "emerging",
            day=w.formats.day(since),
            topic=one_line(topic[w.language]),
            mentions=w.counted("mention", n_mentions),
            people=w.counted("person", n_authors),
            languages=", ".join(f"{_tongue(code, w)} {w.formats.number(n)}" for code, n in languages.items()),
        )
        for w in BOTH
    }


def silent(source: str, last: date, days: int, usual: int) -> dict[str, str]:
    """A source from which nothing came for `days`, whose breaks usually last `usual` days at most."""
    return {
        w.language: w(
            "silent",
            source=source,
            day=w.formats.day(last),
            days=w.counted("day", days),
            usual=w("usual_breaks", days=w.counted("day", usual)) if usual else w("usual_every_day"),
        )
        for w in BOTH
    }


def drifting(source: str, changes: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, str]:
    """A source that is no longer what it was.

    Args:
        source: Its name.
        changes: volume, language or length, each with `now` and `before`, and `language` where it is about one.
    """
    return {w.language: w("drift", source=source, changes=w("and").join(_change(*c, w) for c in changes)) for w in BOTH}


def whom(segment: str, value: str) -> dict[str, str]:
    """Of which customers a sentence is, in brackets; languages by their names."""
    return {
        w.language: f" ({_tongue(value, w)})" if segment == "language" else w("whom", segment=one_line(segment), value=one_line(value))
        for w in BOTH
    }


def one_line(words: str) -> str:
    """Words of others (names, segment values) as they may stand in a sentence: one line, not endless."""
    text = " ".join(str(words).split())
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"


def _moved(row: Mapping[Any, Any], cell: str, topic: str | None, words: Words) -> str:
    write, measure, kind = words.formats, _speaking(row), str(row["period"])
    start, end = pd.Timestamp(row["period_start"]), pd.Timestamp(row["period_end"])
    both_years = kind != "last_28_days" or start.year != end.year
    text = words(
        f"{measure}_{row['trend']}",
        cell=cell,
        when=words(f"when_{kind}", start=write.day(start, year=both_years), end=write.day(end)),
        share=write.percent(row["friction_share"]),
        friction=write.number(row["friction"], 2),
    )
    change, low, high = (row[c] for c in CHANGES[measure])
    if pd.isna(change):
        text += words("withheld")
    else:
        now, least, most = (write.points(v) if measure == "share" else write.number(v, 2, signed=True) for v in (change, low, high))
        text += words(f"{measure}_change", before=words(f"before_{kind}"), change=now, low=least, high=most)
    text += words("spoken", feedbacks=words.counted("feedback", row["n_feedback"]), people=words.counted("person", row["n_authors"]))
    return text + (words("mostly", topic=one_line(topic)) if topic else "") + "."


def _speaking(row: Mapping[Any, Any]) -> str:
    """Which of the two changes is told: the surer one of those that point where the trend does."""
    sign = 1.0 if row["trend"] == "worse" else -1.0
    agree = {m: row[f"{c[0]}_q"] for m, c in CHANGES.items() if row[c[0]] * sign > 0 and not pd.isna(row[f"{c[0]}_q"])}
    return min(agree, key=lambda m: float(agree[m])) if agree else "share"


def _change(measure: str, known: Mapping[str, Any], words: Words) -> str:
    write, now, before = words.formats, known["now"], known["before"]
    if measure == "volume":
        return words("drift_volume", now=words.counted("feedback", now), before=write.number(before))
    if measure == "language":
        return words("drift_language", tongue=_tongue(known["language"], words), now=write.percent(now), before=write.percent(before))
    return words("drift_length", now=write.number(now), before=write.number(before))


def _tongue(code: str, words: Words) -> str:
    """Name of a language; the code of one that has no name here."""
    return words.get(f"tongue_{code}", code)
