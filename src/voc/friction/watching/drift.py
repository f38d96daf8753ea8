"""Sources that are no longer what they were: how much comes, in which languages, how long."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from voc.friction.cells import DECIMALS
from voc.friction.watching import sentences
from voc.friction.watching.telling import Seen, telling

Floats = npt.NDArray[np.float64]

WEEKS_BEFORE = 8
# Fewer feedbacks than this make no week; one week of the past may be smaller: an outage or a holiday.
LEAST_OF_WEEK = 5
# Accepted share of false ones among the drifts of a night.
FALSE_DISCOVERIES = 0.05
# A language that is rarer than this, then and now, does not matter.
RARE = 0.05
# Leaving out the week that departs most makes the others look alike; with this widening and one degree of freedom less, null data are
# called out no more often than stated (measured: tests/friction/test_drift.py, docs/decisions/alerts.md).
WIDENED = 1.7


@dataclass(frozen=True)
class Drift:
    """What changed of one source: volume, language or length, with the figures now and before and how easily chance would do it."""

    source: str
    measure: str
    now: float
    before: float
    p: float
    language: str | None = None


def drifting_sources(answers: pd.DataFrame, mentions: pd.DataFrame, sources: Collection[str], day: date) -> list[Seen]:
    """One sighting per source whose last seven days depart from the eight weeks before in volume, language mix or text length.

    Weeks end on the weekday of `day`, so that each holds every weekday once. A source is asked when at least seven of these eight weeks
    have five feedbacks. The p-values of all sources × 3 are adjusted together (Benjamini and Hochberg).

    Args:
        answers: What `counted_feedback` gives.
        mentions: What `telling.spoken` gives.
        sources: Those that are asked.
    """
    weeks = _weeks(answers[answers["source"].isin(list(sources))], day)
    tested = [d for source, rows in weeks.groupby("source") for d in drifts(str(source), rows)]
    q = stats.false_discovery_control([d.p for d in tested]).round(DECIMALS) if tested else []
    found = [(d, float(v)) for d, v in zip(tested, q, strict=True) if v <= FALSE_DISCOVERIES]
    return [
        _sighting(source, [f for f in found if f[0].source == source], mentions, day) for source in sorted({d.source for d, _ in found})
    ]


def drifts(source: str, rows: pd.DataFrame) -> Iterator[Drift]:
    """Volume, language mix and length of one source, each with its p-value; none when there is not enough data.

    Args:
        source: Its name.
        rows: Its feedbacks of the nine weeks: week (0 is the last one), language, length.
    """
    n = np.bincount(rows["week"], minlength=WEEKS_BEFORE + 1).astype(np.float64)
    if (n[1:] >= LEAST_OF_WEEK).sum() < WEEKS_BEFORE - 1:
        return
    yield Drift(source, "volume", n[0], float(n[1:].mean()), departure(2.0 * np.sqrt(n + 0.375), np.ones_like(n), 1.0))
    if n[0] >= LEAST_OF_WEEK:
        # An empty week of the past says nothing about what is in it.
        kept = np.flatnonzero(n > 0)
        rows = rows.assign(week=np.searchsorted(kept, rows["week"]))
        yield from _mix(source, rows, n[kept])
        yield _length(source, rows, n[kept])


def departure(values: Floats, weights: Floats, least: float) -> float:
    """How easily chance would make the first value so different from the others; two-sided p.

    The variance of a value of weight 1 is estimated from the other values themselves, so that whatever makes weeks differ (holidays,
    campaigns, one shop's visit) is in it, and is never taken to be less than `least`. The one that departs most is left out.

    Args:
        values: The week that is asked about, then those before.
        weights: How many observations each is a mean of, or 1.
        least: Variance of one observation when nothing but chance is at work.

    Source: Student's t for one further observation; over-dispersion as in P. McCullagh and J. A. Nelder, Generalized Linear Models,
    1989, section 4.5; variance-stabilising transforms, F. J. Anscombe, Biometrika 35, 1948.
    """
    away = np.abs(values[1:] - np.median(values[1:])) * np.sqrt(weights[1:])
    # Of two that depart equally the larger goes, whichever came first.
    kept = 1 + np.lexsort((weights[1:], values[1:], away.round(9)))[:-1]
    z, w = values[kept], weights[kept]
    centre = (w * z).sum() / w.sum()
    spread = max(WIDENED * (w * (z - centre) ** 2).sum() / (len(z) - 1), least)
    # A week larger than those before is not taken to be surer than they were: what makes weeks differ does not shrink with size.
    error = np.sqrt(spread * (1.0 / min(weights[0], w.mean()) + 1.0 / w.sum()))
    return float(2.0 * stats.t.sf(abs(values[0] - centre) / error, len(z) - 2)) if error > 0 else 1.0


def _mix(source: str, rows: pd.DataFrame, n: Floats) -> Iterator[Drift]:
    """The language whose share departs most; the p-value counts how many were looked at."""
    found = []
    for language in sorted(rows["language"].unique()):
        x = np.bincount(rows["week"][rows["language"] == language], minlength=len(n))
        now, before = float(x[0] / n[0]), float(x[1:].sum() / n[1:].sum())
        if max(now, before) >= RARE:
            angles = 2.0 * np.arcsin(np.sqrt((x + 0.375) / (n + 0.75)))
            found.append(Drift(source, "language", now, before, departure(angles, n + 0.5, 1.0), language))
    # Two shares that add up to 1 are one question.
    questions = len(found) if len(found) > 2 else 1
    # Of two that move together the one that grew is told.
    worst = min(found, key=lambda d: (d.p, d.before - d.now))
    yield Drift(source, "language", worst.now, worst.before, min(worst.p * questions, 1.0), worst.language)


def _length(source: str, rows: pd.DataFrame, n: Floats) -> Drift:
    logs = np.log1p(rows["length"].to_numpy(np.float64))
    week = rows["week"].to_numpy()
    means = np.bincount(week, weights=logs, minlength=len(n)) / n
    past = week > 0
    within = float(((logs - means[week])[past] ** 2).sum() / max(n[1:].sum() - len(n) + 1, 1.0))
    now, before = (float(rows["length"][side].median()) for side in (~past, past))
    return Drift(source, "length", now, before, departure(means, n, within))


def _weeks(answers: pd.DataFrame, day: date) -> pd.DataFrame:
    back = (pd.Timestamp(day) - answers["day"]).dt.days
    inside = back.between(0, 7 * (WEEKS_BEFORE + 1) - 1)
    chosen = answers[inside]
    week = (back[inside] // 7).astype(np.int64)
    return pd.DataFrame({"source": chosen["source"], "week": week, "language": chosen["language"], "length": chosen["text"].str.len()})


def _sighting(source: str, found: list[tuple[Drift, float]], mentions: pd.DataFrame, day: date) -> Seen:
    found = sorted(found, key=lambda f: (f[1], f[0].p, f[0].measure))
    since = day - timedelta(days=6)
    recent = mentions[mentions["source"].eq(source) & mentions["day"].ge(pd.Timestamp(since))]
    language = next((d.language for d, _ in found if d.measure == "language"), None)
    told = recent if language is None else recent[recent["language"] == language]
    evidence: dict[str, Any] = {d.measure: _figures(d, q) for d, q in found}
    latest = (told["day"] - pd.Timestamp(since)).dt.days.astype(np.float64)
    message = sentences.drifting(source, [(d.measure, _figures(d, q)) for d, q in found])
    return Seen("source_drift", source, message, {**evidence, "mentions": telling(told, latest)}, since=since, q=found[0][1])


def _figures(drift: Drift, q: float) -> Mapping[str, Any]:
    language = {} if drift.language is None else {"language": drift.language}
    return {"now": round(drift.now, DECIMALS), "before": round(drift.before, DECIMALS), "q": q, **language}
