"""How good and how stable a night's topics are, in plain numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from voc import tables
from voc.protocols import FloatArray
from voc.topics.cluster import COHESIVE, centroids, cohesion
from voc.topics.general import GENERAL_IDS

BILINGUAL_SHARE = 0.05
NEAR = 0.4
"""Two topics whose centroids are nearer than this cosine distance are a pair that an analyst may want to merge."""


def night_report(
    mentions: pd.DataFrame,
    before: pd.Series,
    after: pd.Series,
    shown: pd.Series,
    languages: tuple[str, ...],
    events: pd.DataFrame,
) -> dict[str, float]:
    """The stability report of one night.

    Args:
        mentions: language per mention.
        before: topic_found of each mention before the night, null when none or new.
        after: topic_found now; an analyst's merge is no instability.
        shown: topic_id now.
        events: What the night changed.
    Returns:
        Shares in [0, 1] and counts; NaN where there is nothing to compare with.
    """
    known, followed = before.notna(), mentions["language"].isin(languages)
    happened = events["what"].value_counts()
    both = known & after.notna()
    report = {
        "topics": float(shown.nunique()),
        "kept_share": float((before[known] == after[known]).mean()) if known.any() else float("nan"),
        "agreement": float(adjusted_rand_score(before[both], after[both])) if both.any() else float("nan"),
        "born": float(happened.get("born", 0)),
        "merged": float(happened.get("merged", 0)),
        "retired": float(happened.get("retired", 0)),
        "outlier_share": float(after[followed].isna().mean()) if followed.any() else float("nan"),
        "general_share": float(after[followed].isin(GENERAL_IDS).mean()) if followed.any() else float("nan"),
        "bilingual_share": bilingual_share(mentions["language"][followed], shown[followed], languages),
    }
    coverage = {
        f"coverage_{x}": float(after[mentions["language"] == x].notna().mean()) for x in languages if (mentions["language"] == x).any()
    }
    return report | coverage


def bilingual_share(language: pd.Series, topic: pd.Series, languages: tuple[str, ...]) -> float:
    """Share of topics that every followed language speaks of; NaN when only one language is there at all.

    A language speaks of a topic when it has at least three mentions and a twentieth of the share that it has in the corpus at large.
    """
    present = [x for x in languages if (language == x).any()]
    subjects = topic[topic.notna() & ~topic.isin(GENERAL_IDS)]
    if len(present) < 2 or subjects.empty:
        return float("nan")
    counts = pd.crosstab(subjects, language[subjects.index]).reindex(columns=present, fill_value=0)
    expected = language.value_counts(normalize=True).reindex(present)
    shares = counts.div(counts.sum(axis=1), axis=0).div(expected, axis=1)
    return float(((counts >= 3) & (shares >= BILINGUAL_SHARE)).all(axis=1).mean())


def audit(rows: pd.DataFrame, points: FloatArray, topics: pd.Series, about: pd.DataFrame) -> pd.DataFrame:
    """How good each subject is: `tables.TopicAudit`.

    Args:
        rows: Distinct mentions: language, n_mentions, and sentiment where it is known.
        points: Centred unit vectors in the same order.
        topics: topic_id as shown per row, null for none.
        about: `tables.Topic`.
    """
    ids = sorted(set(about.loc[about["kind"] == "subject", "topic_id"]) & set(topics.dropna()))
    labels = topics.map({t: k for k, t in enumerate(ids)}).fillna(-1).to_numpy(dtype=np.int64)
    centres = centroids(points, labels)
    likeness = np.einsum("ij,kj->ik", centres, centres)
    np.fill_diagonal(likeness, -1.0)
    expected = rows["language"].value_counts(normalize=True)
    audited = []
    for k, topic_id in enumerate(ids):
        mine = labels == k
        near = int(likeness[k].argmax()) if len(ids) > 1 else -1
        cohesive, apart = cohesion(points[mine]), 1 - float(likeness[k, near]) if near >= 0 else float("nan")
        mix = rows["language"][mine].value_counts(normalize=True)
        one = len(expected) > 1 and mix.max() > 1 - BILINGUAL_SHARE * expected.drop(mix.idxmax()).max()
        audited.append(
            {
                "topic_id": topic_id,
                "n_distinct": int(mine.sum()),
                "cohesion": round(max(cohesive, 0.0), 6),
                "separation": round(min(max(apart, 0.0), 2.0), 6) if near >= 0 else None,
                "nearest": ids[near] if near >= 0 else None,
                "main_language": str(mix.idxmax()),
                "main_language_share": round(float(mix.max()), 6),
                "sentiment_mean": _mean(rows["sentiment"][mine]) if "sentiment" in rows else None,
                "sentiment_spread": _spread(rows["sentiment"][mine]) if "sentiment" in rows else None,
                "advice": _advice(cohesive, apart, one),
            }
        )
    return tables.TopicAudit.conform(pd.DataFrame(audited)) if audited else tables.TopicAudit.empty()


def _mean(values: pd.Series) -> float | None:
    return round(float(values.mean()), 6) if values.notna().any() else None


def _spread(values: pd.Series) -> float | None:
    return round(float(values.std(ddof=0)), 6) if values.notna().any() else None


def _advice(cohesive: float, apart: float, one_language: bool) -> str:
    """The first thing an analyst should look into: split, merge, language, or ok."""
    if cohesive < COHESIVE:
        return "split"
    if apart < NEAR:
        return "merge"
    return "language" if one_language else "ok"
