"""Ratings and scores on a scale: more is better, and what lies outside is no rating."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from voc.config import RatingScale
from voc.issues import Issue
from voc.sources.cells import column, numbers

Decimal = Literal[".", ","] | None


def ratings(frame: pd.DataFrame, scale: RatingScale, decimal: Decimal, records: pd.Series[str]) -> tuple[pd.DataFrame, list[Issue]]:
    """`rating` turned so that more is better and `rating_max`, both null where not rated; the row stays in any case."""
    values, unread = numbers(column(frame, scale.column), decimal, scale.max)
    values = values.mask(values.isin(scale.missing))
    outside = values.notna() & ~values.between(scale.min, scale.max)
    issues = _complaints("rating", f"{scale.min:g} to {scale.max:g}", records, unread, outside)
    values = values.mask(outside)
    turned = values if scale.best == scale.max else scale.min + scale.max - values
    return pd.DataFrame({"rating": turned, "rating_max": turned.where(turned.isna(), scale.max)}), issues


def scores(frame: pd.DataFrame, what: str, name: str, decimal: Decimal, records: pd.Series[str]) -> tuple[pd.Series[float], list[Issue]]:
    """A score as numbers; an `nps` outside 0..10 is none."""
    values, unread = numbers(column(frame, name), decimal, 10 if what == "nps" else None)
    outside = values.notna() & ~values.between(0, 10) if what == "nps" else unread & False
    return values.mask(outside), _complaints(what, "0 to 10" if what == "nps" else "a number", records, unread, outside)


def some(records: pd.Series[str]) -> str:
    """The first places of a problem, and how many more there are."""
    shown = ", ".join(records.head(3))
    return shown if len(records) <= 3 else f"{shown} and {len(records) - 3} more"


def _complaints(what: str, expected: str, records: pd.Series[str], unread: pd.Series[bool], outside: pd.Series[bool]) -> list[Issue]:
    issues = []
    if outside.any():
        advice = "correct the scale, or list the mark under `missing:`" if what == "rating" else "look at the column"
        issues.append(
            Issue("warning", "", f"{int(outside.sum())} {what} value(s) out of scale, left empty", expected, advice, some(records[outside]))
        )
    if unread.any():
        issues.append(
            Issue(
                "warning",
                "",
                f"{int(unread.sum())} {what} value(s) are no numbers, left empty",
                expected,
                "look at the column",
                some(records[unread]),
            )
        )
    return issues
