"""How good and how stable a night's topics are, in plain numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from voc.protocols import FloatArray
from voc.topics.cluster import centroids
from voc.topics.distinct import IntArray
from voc.topics.general import GENERAL_IDS

BILINGUAL_SHARE = 0.05


def night_report(
    mentions: pd.DataFrame, before: pd.Series, after: pd.Series, languages: tuple[str, ...], events: pd.DataFrame
) -> dict[str, float]:
    """The stability report of one night.

    Args:
        mentions: language per mention.
        before: topic_id of each mention before the night, null when none or new.
        after: topic_id now.
        events: What the night changed.
    Returns:
        Shares in [0, 1] and counts; NaN where there is nothing to compare with.
    """
    known, followed = before.notna(), mentions["language"].isin(languages)
    happened = events["what"].value_counts()
    both = known & after.notna()
    report = {
        "topics": float(after.nunique()),
        "kept_share": float((before[known] == after[known]).mean()) if known.any() else float("nan"),
        "agreement": float(adjusted_rand_score(before[both], after[both])) if both.any() else float("nan"),
        "born": float(happened.get("born", 0)),
        "retired": float(happened.get("retired", 0)),
        "outlier_share": float(after[followed].isna().mean()) if followed.any() else float("nan"),
        "general_share": float(after[followed].isin(GENERAL_IDS).mean()) if followed.any() else float("nan"),
        "bilingual_share": bilingual_share(mentions["language"][followed], after[followed], languages),
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


def audit(rows: pd.DataFrame, points: FloatArray, labels: IntArray, ids: list[str]) -> pd.DataFrame:
    """One row per topic: topic_id, n, cohesion, separation, nearest (topic_id), language_purity, sentiment_mean.

    Args:
        rows: Distinct mentions: language, and sentiment where it is known.
        points: Centred unit vectors in the same order.
        labels: Index into `ids`, -1 for none.
    Returns:
        Cohesion is the mean cosine to the centroid; separation is 1 − the cosine to the nearest other centroid.
    """
    centres = centroids(points, labels)
    likeness = np.einsum("ij,kj->ik", centres, centres)
    np.fill_diagonal(likeness, -1.0)
    audited = []
    for k, topic_id in enumerate(ids):
        mine = labels == k
        mix = rows["language"][mine].value_counts(normalize=True)
        audited.append(
            {
                "topic_id": topic_id,
                "n": int(mine.sum()),
                "cohesion": float((points[mine] @ centres[k]).mean()),
                "separation": float(1 - likeness[k].max()),
                "nearest": ids[int(likeness[k].argmax())],
                "language_purity": float(mix.max()),
                "sentiment_mean": float(rows["sentiment"][mine].mean()) if "sentiment" in rows else float("nan"),
            }
        )
    return pd.DataFrame(audited)
