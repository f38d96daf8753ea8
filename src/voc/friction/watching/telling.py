"""What a sighting holds: what happened to what, a sentence in both languages, and the figures and mentions it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from voc.friction.segments import ALL

MENTIONS = 5
# Figures are rounded before they are ranked: their last bits depend on the machine.
RANKED = 6


@dataclass(frozen=True)
class Seen:
    """One row of `tables.Sighting` but its day; `evidence` holds numbers and ids, never a word of a customer."""

    kind: str
    subject: str
    message: Mapping[str, str]
    evidence: Mapping[str, Any]
    segment: str = ALL
    segment_value: str = ALL
    since: date | None = None
    q: float | None = None


def spoken(said: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """The mentions with day, author, source and language of their feedback.

    Args:
        said: What `counted_mentions` gives.
        answers: What `counted_feedback` gives.
    """
    of = answers[["day", "author", "source", "language"]].iloc[said["row"].to_numpy()]
    return said.assign(**{str(c): of[c].to_numpy() for c in of})


def telling(mentions: pd.DataFrame, score: pd.Series[Any]) -> list[str]:
    """Ids of up to five mentions, those that score highest first, no two of one author.

    Args:
        mentions: mention_id, author.
        score: One per mention.
    """
    ranked = mentions[["mention_id", "author"]].assign(score=score.round(RANKED)).dropna(subset=["score"])
    ranked = ranked.sort_values(["score", "mention_id"], ascending=[False, True])
    return [str(m) for m in ranked.drop_duplicates("author")["mention_id"].head(MENTIONS)]


def figures(row: Mapping[Any, Any], names: Sequence[str]) -> dict[str, Any]:
    """The named values of a row as JSON has them: days as ISO text, unknown ones as null."""
    return {name: _plain(row[name]) for name in names}


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value
