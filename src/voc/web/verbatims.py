"""What customers wrote, ready to be shown: chosen, ordered, the mention marked inside its whole text."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from voc.web.cells import Slice

MOST = 300
LONG = 700
AROUND = 220
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Chosen:
    """The mentions that a page shows, out of all that belong to it."""

    rows: tuple[dict[str, Any], ...]
    mentions: int
    feedbacks: int

    @property
    def cut(self) -> bool:
        return len(self.rows) < self.mentions


NOBODY = Chosen((), 0, 0)


def prepare(verbatims: pd.DataFrame, time_zone: str, segments: frozenset[str] = frozenset()) -> pd.DataFrame:
    """The verbatims in page order (worst first, then latest), nulls as None, with `day`: the local day, None when the source gave none.

    `marks` says which of the map's segments the feedback belongs to; its other attributes stay behind.
    """
    local = pd.to_datetime(verbatims["received_at"], utc=True).dt.tz_convert(time_zone).dt.strftime("%Y-%m-%d")
    day = local.where(verbatims["time_known"].fillna(False).astype(bool))
    known = verbatims["attributes"] if "attributes" in verbatims else [None] * len(verbatims)
    out = verbatims.assign(day=day, _latest=day.fillna(""), marks=[segment_marks(a, segments) for a in known])
    out = out.sort_values(["friction", "_latest", "mention_id"], ascending=[False, False, True], na_position="last", kind="stable")
    out = out.drop(columns="_latest").reset_index(drop=True)
    return out.astype(object).where(out.notna(), None)


def choose(rows: pd.DataFrame, first: Slice | None, cited: frozenset[str] = frozenset(), most: int = MOST) -> Chosen:
    """At most `most` of the rows, but all that other pages cite; those of the period that pages open on come first; the order stays."""
    kept = rows
    if len(rows) > most:
        start, end = (first.start.isoformat(), first.end.isoformat()) if first else ("~", "")
        recent = rows["day"].map(lambda day: day is not None and start <= day <= end).astype(bool)
        named = rows["mention_id"].isin(cited)
        wanted = [*rows.index[named], *rows.index[recent & ~named], *rows.index[~recent & ~named]][: max(most, int(named.sum()))]
        kept = rows.loc[sorted(wanted)]
    return Chosen(tuple(map(_shown, kept.to_dict("records"))), len(rows), int(rows["feedback_id"].nunique()))


def _shown(row: dict[Hashable, Any]) -> dict[str, Any]:
    """The row with what is the same in every language of the page."""
    known = {str(k): v for k, v in row.items()}
    whole = quote(known["text"], known["start"], known["end"])
    return {**known, "whole": whole, "short": shortened(whole), "lang": language_tag(known["language"])}


@dataclass(frozen=True)
class Quote:
    """A text in three parts; `before` and `after` are cut in the short form of a long text."""

    before: str
    mention: str
    after: str


def quote(text: str | None, start: Any, end: Any) -> Quote:
    """The mention inside its text; offsets that do not fit mark nothing or less, never fail."""
    clean = visible(text or "")
    first = min(max(int(start or 0), 0), len(clean))
    last = min(max(int(end if end is not None else len(clean)), first), len(clean))
    return Quote(clean[:first], clean[first:last], clean[last:])


def shortened(whole: Quote) -> Quote | None:
    """The neighbourhood of the mention when the text is long, else None."""
    if len(whole.before) + len(whole.mention) + len(whole.after) <= LONG:
        return None
    before = whole.before if len(whole.before) <= AROUND else "… " + whole.before[-AROUND:].split(" ", 1)[-1]
    after = whole.after if len(whole.after) <= AROUND else whole.after[:AROUND].rsplit(" ", 1)[0] + " …"
    mention = whole.mention if len(whole.mention) <= LONG else whole.mention[:LONG].rsplit(" ", 1)[0] + " …"
    return Quote(before, mention, after if mention == whole.mention else "")


def visible(text: str) -> str:
    """The text with each character that HTML cannot carry replaced by one that it can, so that offsets hold."""
    return CONTROL.sub("\ufffd", text)


def language_tag(language: Any) -> str:
    """The value of `lang`; empty when unknown, which tells a screen reader not to guess."""
    return language if isinstance(language, str) and language != "und" and re.fullmatch(r"[a-z]{2,3}", language) else ""


def segment_marks(attributes: Any, segments: frozenset[str]) -> str:
    """`|column=value|...|` of those attributes (a JSON object) that the map is cut by, for the filters of the page."""
    try:
        body = json.loads(attributes) if segments and isinstance(attributes, str) else {}
    except ValueError:
        body = {}
    pairs = sorted(f"{k}={v}".replace("|", " ") for k, v in body.items() if k in segments) if isinstance(body, dict) else []
    return f"|{'|'.join(pairs)}|" if pairs else ""
