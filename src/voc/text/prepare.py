"""From raw rows to rows that may be stored: clean, in a known language, without personal data, cut into mentions."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from voc.config import TextSettings
from voc.ids import short_id
from voc.issues import Issue
from voc.protocols import PersonFinder
from voc.tables import Feedback, Mention
from voc.text.clean import clean
from voc.text.correspondence import without_quotes_and_signature
from voc.text.language import detect
from voc.text.mentions import split
from voc.text.redact import redact

# Raise it when the same raw row would be prepared differently: stored rows are then prepared again.
PREPARE_VERSION = "2"


@dataclass(frozen=True)
class Prepared:
    """Rows that may be stored: personal data is gone."""

    feedback: pd.DataFrame
    mentions: pd.DataFrame
    quarantined: pd.DataFrame
    issues: list[Issue]


def prepare(
    raw: pd.DataFrame,
    quarantined: pd.DataFrame,
    settings: TextSettings,
    brands: Sequence[str],
    finder: PersonFinder | None,
    secret: bytes,
    day: pd.Timestamp,
    run_id: str,
) -> Prepared:
    """Clean, tell the language, remove personal data, cut into mentions.

    Args:
        raw: `tables.Raw`.
        quarantined: source, record, record_id, reason, excerpt, as the source rejected them.
        brands: Names that are not persons.
        secret: Key of the authors' hashes.
        day: UTC midnight given to rows without a date.
    Returns:
        feedback as `tables.Feedback`, mentions as `tables.Mention` (not read yet), quarantined with redacted excerpts;
        every row of `raw` is in feedback or in quarantined.
    """
    texts = _cleaned(raw)
    empty = np.array([not t for t in texts], dtype=bool)
    cut = np.array([len(t) > settings.max_characters for t in texts], dtype=bool)
    issues = [
        Issue("warning", s, f"text longer than {settings.max_characters} characters, the rest was left out", record=r)
        for s, r in zip(raw["source"][cut], raw["record"][cut], strict=True)
    ]
    kept = raw[~empty].reset_index(drop=True)
    bodies = [t[: settings.max_characters] for t, e in zip(texts, empty, strict=True) if not e]
    language = detect(pd.Series(bodies, dtype="str"), settings.languages, settings.language_margin)
    languages = language["language"].tolist()
    bodies = [r.text for r in redact(bodies, languages, finder, brands)]
    titles = _redacted(kept["title"], languages, finder, brands)
    feedback = Feedback.conform(
        kept.drop(columns=["text", "title"]).assign(
            feedback_id=[short_id("f", s, r) for s, r in zip(kept["source"], kept["record_id"], strict=True)],
            text=bodies,
            title=titles,
            language=languages,
            language_confidence=language["language_confidence"].to_numpy(),
            time_known=kept["received_at"].notna(),
            received_at=kept["received_at"].fillna(day),
            author_key=pd.Series([_author_key(a, secret) for a in kept["author"]], dtype="str"),
            content_hash=_content_hashes(kept),
            duplicate_of=np.nan,
            run_id=run_id,
        )
    )
    left_out = raw[empty]
    rejected = left_out[["source", "record", "record_id"]].assign(reason="no text", excerpt=np.nan)
    excerpts = _redacted(quarantined["excerpt"], ["und"] * len(quarantined), finder, brands)
    together = pd.concat([quarantined.assign(excerpt=excerpts), rejected], ignore_index=True)
    return Prepared(feedback, cut_mentions(feedback, settings.max_mentions), together, issues)


def cut_mentions(feedback: pd.DataFrame, max_mentions: int) -> pd.DataFrame:
    """The mentions of each feedback, not read yet, as `tables.Mention`."""
    rows = [
        (short_id("m", feedback_id, start, end, text[start:end]), feedback_id, position, start, end)
        for feedback_id, text, spans in zip(
            feedback["feedback_id"],
            feedback["text"],
            split(feedback["text"].tolist(), feedback["language"].tolist(), max_mentions),
            strict=True,
        )
        for position, (start, end) in enumerate(spans)
    ]
    return Mention.conform(pd.DataFrame(rows, columns=["mention_id", "feedback_id", "position", "start", "end"]))


def _cleaned(raw: pd.DataFrame) -> list[str]:
    cleaned = [clean(t) if isinstance(t, str) else "" for t in raw["text"]]
    # Only correspondence quotes what it answers; a review that begins with '>' means it.
    cleaned = [without_quotes_and_signature(t) if k == "ticket" and t else t for t, k in zip(cleaned, raw["kind"], strict=True)]
    # Some people say it all in the title.
    titles = [clean(t) if isinstance(t, str) else "" for t in raw["title"]]
    return [c or t for c, t in zip(cleaned, titles, strict=True)]


def _redacted(values: pd.Series[Any], languages: Sequence[str], finder: PersonFinder | None, brands: Sequence[str]) -> pd.Series[Any]:
    texts = [clean(v) if isinstance(v, str) else "" for v in values]
    return pd.Series([r.text or None for r in redact(texts, languages, finder, brands)], index=values.index, dtype="str")


def _author_key(author: object, secret: bytes) -> str | None:
    if not isinstance(author, str) or not author.strip():
        return None
    return hmac.new(secret, author.strip().casefold().encode(), hashlib.blake2b).hexdigest()[:16]


def _content_hashes(raw: pd.DataFrame) -> list[str]:
    body = raw.drop(columns=["record"]).astype("str")
    return [short_id("c", PREPARE_VERSION, *row) for row in body.itertuples(index=False)]
