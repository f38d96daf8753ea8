"""Sources from which nothing comes any more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from voc.friction.watching import sentences
from voc.friction.watching.telling import Seen

Days = npt.NDArray[np.int64]

# Days whose feedback says how much comes.
RECENT = 56
# How far back the rhythm is looked for.
MEMORY = 400
# After so many days a source has not fallen silent but come to its end.
ENDED = 400
# Breaks of its own that tell the rhythm of a source: a weekly one is judged by thirteen weeks.
BREAKS = 13
# Younger sources have shown no rhythm: two weekends may be all that they have lived through.
GROWN = 28
# A gap this many times as long as the next longest, once in a stretch of six such gaps, is an accident and no habit.
ACCIDENT, ONCE_IN = 3, 6
# No rhythm is believed to be more regular than this (shape of a Gamma; the gaps then differ by 30 % of their mean).
MOST_REGULAR = 10.0
ODDS_DECIMALS = 9


@dataclass(frozen=True)
class Silence:
    """How long a source has been silent, and how it used to be.

    `last` is the last day with feedback, `days` what has passed since without any, `usual` the longest silence that is a habit (days),
    `per_day` its feedbacks per day in the 56 days up to `last`, `odds` how rarely its own past would be silent for so long.
    """

    last: int
    days: int
    usual: int
    per_day: float
    odds: float


def silent_sources(answers: pd.DataFrame, sources: Collection[str], day: date, silent_odds: float) -> list[Seen]:
    """One sighting per source whose own past makes its silence rarer than `silent_odds`; see `silence`.

    Args:
        answers: What `counted_feedback` gives; undated rows say nothing about when something came.
        sources: Those that are expected to deliver.
    """
    dated = answers.dropna(subset=["day"])
    today = _number(pd.Series([pd.Timestamp(day)]))[0]
    seen = []
    for source, rows in dated[dated["source"].isin(list(sources))].groupby("source"):
        found = silence(_number(rows["day"]), int(today))
        if found is None or found.odds >= silent_odds:
            continue
        last = day - timedelta(days=found.days)
        evidence = {
            "last_day": last.isoformat(),
            "days": found.days,
            "usual_days": found.usual,
            "per_day": round(found.per_day, 2),
            "odds": found.odds,
            "mentions": [],
        }
        message = sentences.silent(str(source), last, found.days, found.usual)
        seen.append(Seen("source_silent", str(source), message, evidence, since=last + timedelta(days=1)))
    return seen


def silence(came: Days, today: int) -> Silence | None:
    """The silence that a source is in; None when it is in none, is too young to have a rhythm, or has come to its end.

    The odds are the greater of two, so that both must find the silence rare. At its recent rate (n feedbacks in d days), a Poisson
    process whose rate is known from these alone is silent for s days with probability `(d / (d + s)) ** n`. And by its own gaps between
    days with feedback, which is what speaks for a source that comes in batches: gaps longer than half its usual longest one exceed
    that half by a Gamma of the shape and the mean that they show, so that the next does so by more than x with the probability of a
    beta prime. The shape is `1 / cv²`, the gaps' squared coefficient of variation being drawn towards 1, that of no rhythm at all.

    Args:
        came: Day number of each feedback, any order.
        today: The data day.

    Source: gamma predictive distribution, J. Aitchison and I. R. Dunsmore, Statistical Prediction Analysis, 1975, table 2.1;
    exceedances over a threshold, J. Pickands, Statistical Inference Using Extreme Order Statistics, Annals of Statistics 3, 1975.
    """
    days = np.unique(came[came <= today])
    if not len(days) or days[-1] - days[0] < GROWN or not 0 < today - days[-1] <= ENDED:
        return None
    last, passed = int(days[-1]), int(today - days[-1])
    gaps, usual = _rhythm(days)
    n, lived = int(((came > last - RECENT) & (came <= last)).sum()), min(RECENT, last - int(days[0]) + 1)
    by_rate = (lived / (lived + passed)) ** (n - 1)
    odds = 1.0 if passed < usual else max(by_rate, _by_gaps(np.minimum(gaps, usual), usual, passed))
    return Silence(last, passed, usual - 1, n / lived, round(float(odds), ODDS_DECIMALS))


def _rhythm(days: Days) -> tuple[Days, int]:
    """The gaps between days with feedback, as far back as thirteen of the usual longest one, and that one."""
    window = MEMORY
    while True:
        inside = days[days >= days[-1] - window]
        gaps = np.diff(inside)
        longest, next_longest = (int(g) for g in (*np.sort(gaps)[:-3:-1], 0)[:2])
        accident = 0 < next_longest * ACCIDENT <= longest and longest * ONCE_IN <= inside[-1] - inside[0]
        usual = next_longest if accident else longest
        narrower = max(RECENT, BREAKS * usual)
        if narrower >= window:
            return gaps, usual
        window = narrower


def _by_gaps(gaps: Days, usual: int, passed: int) -> float:
    half = usual / 2
    beyond = gaps[gaps > half] - half
    k = len(beyond)
    spread = (1.0 + ((beyond / beyond.mean() - 1.0) ** 2).sum()) / (k + 1)
    shape = min(1.0 / spread, MOST_REGULAR)
    # Gaps are whole days: to be silent for `passed` days is to exceed `passed` and a half.
    exceeds = stats.betaprime.sf((passed + 0.5 - half) / beyond.sum(), shape, k * shape)
    return float(k / len(gaps) * exceeds)


def _number(days: pd.Series[Any]) -> Days:
    return days.to_numpy(dtype="datetime64[D]").astype(np.int64)
