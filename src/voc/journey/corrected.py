"""What an analyst said of a mention wins over the models."""

from __future__ import annotations

import pandas as pd

from voc.tables import LABELS

FIELDS = ("stage", "touchpoint", "sentiment_label")
"""What can be corrected of a mention."""


def obey(mentions: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """Put corrected values in place of those read; what was corrected is sure, and its evidence is who said so.

    Args:
        mentions: `tables.Mention`, read.
        said: mention_id, author, and `FIELDS`, null where nothing was corrected.
    Returns:
        The same rows; friction is as it was, and has to be scored again.
    """
    if said.empty or mentions.empty:
        return mentions
    told = said.set_index("mention_id").reindex(mentions["mention_id"]).reset_index(drop=True).set_axis(mentions.index)
    out = mentions.copy()
    for axis in ("stage", "touchpoint"):
        corrected = told[axis].notna()
        out[axis] = told[axis].where(corrected, out[axis])
        out[f"{axis}_confidence"] = out[f"{axis}_confidence"].mask(corrected, 1.0)
    felt = told["sentiment_label"].notna()
    out["sentiment_label"] = told["sentiment_label"].where(felt, out["sentiment_label"])
    for value, label in zip((-1.0, 0.0, 1.0), LABELS, strict=True):
        out[f"p_{label}"] = out[f"p_{label}"].mask(felt, (told["sentiment_label"] == label).astype(float))
        out["sentiment"] = out["sentiment"].mask(felt & (told["sentiment_label"] == label), value)
    out["evidence"] = out["evidence"].mask(told["author"].notna(), "✎ " + told["author"])
    return out
