"""What moves a score: each topic and each touchpoint, left out and as a part of a sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse, stats

from voc import tables
from voc.config import FrictionSettings
from voc.friction.cells import DECIMALS
from voc.friction.grid import UNPLACED
from voc.friction.influence import Codes, Floats, clustered_error
from voc.friction.scores.answers import points
from voc.topics.general import HEAP

# A year: long enough to have every season in, short enough to speak of today.
DAYS = 365
# Of the ridge, in feedbacks: keeps two drivers that always come together from growing against each other.
PENALTY = 2.0
FIGURES = [
    *("score_all", "score_with"),
    *("impact_leave_out", "impact_leave_out_low", "impact_leave_out_high"),
    *("impact_additive", "impact_additive_low", "impact_additive_high"),
]


def drivers(
    mentions: pd.DataFrame, feedback: pd.DataFrame, settings: FrictionSettings, csat_scales: Mapping[str, tuple[float, float]], day: date
) -> pd.DataFrame:
    """Both impacts of every topic and touchpoint that a scored feedback of the last 365 days speaks of.

    Leaving out: score of all less score of those who do not speak of it, `n_with · (score_with − score_all) / n_without`: the figure
    that is usual on the market. It counts twice what always comes together, and its parts add up to nothing.

    Additive: in the linear model `score = level of the source + Σ effect`, fitted over all drivers of a kind, a driver's part is its effect
    times the share of feedbacks that speak of it. The parts add up exactly to the score of all less what those who speak of no driver would
    give, and are the Shapley values of that model. Levels by source keep a grumpy source from looking like a bad topic.

    Args:
        mentions: What `counted_mentions` gives.
        feedback: What `counted_feedback` gives.
        csat_scales: See `answers.points`.
        day: The last data day.
    Returns:
        `tables.Driver` rows without snapshot, by key; figures are null (not enough data) below `driver_least` feedbacks with or without the
        driver, or `min_authors` authors with it.

    Source: additive parts, S. Lipovetsky and M. Conklin, Analysis of Regression in Game Theory Approach, 2001; ridge, A. E. Hoerl and R. W.
    Kennard, Technometrics 12, 1970; errors, see `influence`.
    """
    worth = points(feedback, csat_scales)
    recent = ~(feedback["day"] <= pd.Timestamp(day) - pd.Timedelta(days=DAYS)).to_numpy()
    parts = [tables.Driver.empty()]
    for score in tables.SCORES:
        rows = np.flatnonzero(worth[score].notna().to_numpy() & recent)
        if not len(rows):
            continue
        y, scored = worth[score].to_numpy()[rows], feedback.iloc[rows]
        for kind, said in _spoken(mentions):
            place = pd.Index(rows).get_indexer(pd.Index(said["row"]))
            names, codes = np.unique(said["driver"].to_numpy(dtype=object)[place >= 0], return_inverse=True)
            if len(names):
                x = _indicators(place[place >= 0], codes, (len(rows), len(names)))
                parts.append(_impacts(y, x, scored, settings).assign(score=score, driver_kind=kind, driver_id=names))
    out = pd.concat([p for p in parts if len(p)] or parts, ignore_index=True).assign(snapshot_id="")
    return tables.Driver.conform(out).sort_values(tables.Driver.keys(), ignore_index=True)


def _spoken(mentions: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    for kind, column in (("topic", "topic_id"), ("touchpoint", "touchpoint")):
        # Miscellaneous remarks have nothing in common that could move a score.
        known = mentions[column].notna() & ~mentions[column].isin([UNPLACED, HEAP.topic_id])
        yield kind, mentions.loc[known, ["row", column]].rename(columns={column: "driver"})


def _indicators(row: Codes, code: Codes, shape: tuple[int, int]) -> sparse.csc_array:
    x = sparse.coo_array((np.ones(len(row)), (row, code)), shape=shape).tocsc()
    x.sum_duplicates()
    x.data[:] = 1.0
    return x


def _impacts(y: Floats, x: sparse.csc_array, scored: pd.DataFrame, settings: FrictionSettings) -> pd.DataFrame:
    n_with = np.diff(x.indptr)
    n_without = len(y) - n_with
    authors = scored["author"].to_numpy()
    n_authors = np.array([len(np.unique(authors[x.indices[a:b]])) for a, b in zip(x.indptr[:-1], x.indptr[1:], strict=True)])
    enough = (np.minimum(n_with, n_without) >= settings.driver_least) & (n_authors >= settings.min_authors)
    out = pd.DataFrame({"n_with": n_with, "n_without": n_without, **dict.fromkeys(FIGURES, np.nan)})
    if not enough.any():
        return out
    chosen = x[:, np.flatnonzero(enough)]
    quantile = float(stats.norm.ppf((1 + settings.confidence) / 2))
    found = {"score_all": np.full(chosen.shape[1], y.mean()), "score_with": (chosen.T @ y) / n_with[enough]}
    for name, (impact, error) in {
        "impact_leave_out": _left_out(y, chosen, authors),
        "impact_additive": _additive(y, chosen, scored["source"].to_numpy(dtype=object), authors),
    }.items():
        found |= {name: impact, f"{name}_low": impact - quantile * error, f"{name}_high": impact + quantile * error}
    out.loc[enough, FIGURES] = pd.DataFrame(found).round(DECIMALS)[FIGURES].to_numpy()
    return out


def _left_out(y: Floats, x: sparse.csc_array, authors: Codes) -> tuple[Floats, Floats]:
    n, n_with = len(y), np.diff(x.indptr)
    without = (y.sum() - x.T @ y) / (n - n_with)
    absent = 1.0 - x.toarray()
    influence = ((y - y.mean()) / n)[:, None] - absent * (y[:, None] - without) / (n - n_with)
    return y.mean() - without, clustered_error(influence, authors)


def _additive(y: Floats, x: sparse.csc_array, sources: npt.NDArray[np.object_], authors: Codes) -> tuple[Floats, Floats]:
    n, p = x.shape
    _, source = np.unique(sources, return_inverse=True)
    levels = sparse.coo_array((np.ones(n), (np.arange(n), source))).tocsc()
    z = sparse.hstack([x, levels]).tocsr()
    penalty = np.concatenate([np.full(p, PENALTY), np.zeros(levels.shape[1])])
    inverse = np.linalg.inv((z.T @ z).toarray() + np.diag(penalty))
    effects = inverse @ (z.T @ y)
    share = np.diff(x.indptr) / n
    # What a row adds to an effect, and to the share that the effect is multiplied with.
    of_effect = (z * (y - z @ effects)[:, None]) @ inverse[:, :p]
    influence = of_effect * share + effects[:p] * (x.toarray() - share) / n
    return effects[:p] * share, clustered_error(influence, authors)
