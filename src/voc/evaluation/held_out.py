"""How the heads that ship read comments that nothing was fitted on, mention by mention, as the annotators cut them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from voc.config import ModelSettings
from voc.friction.score import friction
from voc.journey import Taxonomy, place
from voc.protocols import Encoder, Reader
from voc.sentiment import read_sentiment
from voc.text.passages import comment_vectors
from voc.training import words
from voc.training.batches import UNKNOWN
from voc.training.data import LabelledComment

SIGNS = ("negative", "neutral", "positive")


def read_labelled(comments: Sequence[LabelledComment], encoder: Encoder, reader: Reader, taxonomy: Taxonomy) -> pd.DataFrame:
    """Labelled mentions as a night would read them.

    Returns:
        The columns of `tables.Mention` that reading fills in, with feedback_id, position, start, end, language, and what the annotator
        said: true_stage, true_touchpoint, true_sentiment (a label), true_effort (0 or 1).
    """
    vectors = encoder.encode([c.text for c in comments], [list(c.spans) for c in comments])
    owner = np.repeat(np.arange(len(comments)), [len(c.spans) for c in comments])
    spans = np.array([s for c in comments for s in c.spans]).reshape(-1, 2)
    written = words.written(comments)
    predictions = reader.predict(vectors, comment_vectors(vectors, owner, (spans[:, 1] - spans[:, 0]).astype(float)), written)
    felt = read_sentiment(predictions)
    placed = place(predictions, written.texts, pd.DataFrame({"language": written.languages}), taxonomy, ModelSettings())
    out = pd.DataFrame({"feedback_id": [comments[int(i)].id for i in owner], "start": spans[:, 0], "end": spans[:, 1]})
    told = pd.DataFrame({"language": written.languages}).join(said_by_reader(comments))
    score = friction(felt["p_negative"].to_numpy(), felt["sentiment"].to_numpy(), felt["effort"].to_numpy(), 0.5)
    position = out.groupby("feedback_id").cumcount()
    return pd.concat([out.assign(position=position), felt, placed, told], axis=1).assign(friction=score)


def said_by_reader(comments: Sequence[LabelledComment]) -> pd.DataFrame:
    """What the annotator said of each mention.

    Returns:
        true_stage, true_touchpoint, true_sentiment (a label; empty where nobody said), true_effort (0 or 1).
    """
    labels = [label for c in comments for label in c.labels]
    return pd.DataFrame(
        {
            "true_stage": [x.stage for x in labels],
            "true_touchpoint": [x.touchpoint for x in labels],
            "true_sentiment": [SIGNS[x.polarity] if x.polarity != UNKNOWN else "" for x in labels],
            "true_effort": [int(x.effort) for x in labels],
        }
    )


def accuracies(read: pd.DataFrame) -> dict[str, float]:
    """Share of mentions that are right: stage, touchpoint, both, sentiment, effort."""
    stage, touchpoint = read["stage"] == read["true_stage"], read["touchpoint"] == read["true_touchpoint"]
    return {
        "mentions": float(len(read)),
        "stage": float(stage.mean()),
        "touchpoint": float(touchpoint.mean()),
        "pair": float((stage & touchpoint).mean()),
        "sentiment": float((read["sentiment_label"] == read["true_sentiment"]).mean()),
        "effort": float(((read["effort"].fillna(0.0) >= 0.5) == (read["true_effort"] == 1)).mean()),
    }


def confidence_curve(read: pd.DataFrame, axis: str, limits: Sequence[float]) -> pd.DataFrame:
    """What is lost and gained by believing only what is surer than a limit.

    Args:
        read: Of `read_labelled`.
        axis: stage or touchpoint.
        limits: Least confidences.
    Returns:
        limit, coverage (share of mentions that are placed at all), precision (share of these that are right).
    """
    rows = []
    for limit in limits:
        kept = read[(read[f"{axis}_confidence"] >= limit) & (read[axis] != "unplaced")]
        rows.append((limit, len(kept) / max(len(read), 1), float((kept[axis] == kept[f"true_{axis}"]).mean()) if len(kept) else np.nan))
    return pd.DataFrame(rows, columns=["limit", "coverage", "precision"])


def reliability(confidence: pd.Series, right: pd.Series, bins: int = 10) -> pd.DataFrame:
    """Said and true side by side, in bins of equal width.

    Returns:
        bin, n, said (mean confidence), true (share right); empty bins are left out.
    """
    at = np.minimum((confidence * bins).astype(int), bins - 1)
    grouped = pd.DataFrame({"bin": at, "said": confidence, "true": right.astype(float)}).groupby("bin")
    return grouped.agg(n=("said", "size"), said=("said", "mean"), true=("true", "mean")).reset_index()


def calibration_error(confidence: pd.Series, right: pd.Series, bins: int = 10) -> float:
    """Expected calibration error (Naeini et al. 2015): the mean distance of said and true over the bins, weighted by their size."""
    table = reliability(confidence, right, bins)
    return float(((table["said"] - table["true"]).abs() * table["n"]).sum() / max(table["n"].sum(), 1))
