"""Which words set a topic apart: class-based tf-idf."""

from __future__ import annotations

import numpy as np
import pandas as pd


def class_tf_idf(words: pd.DataFrame) -> pd.DataFrame:
    """Weigh each term within each topic against all topics.

    `w(t, c) = tf(t, c) · log(1 + A / f(t))`: tf is the share of the topic's mentions with the term, A the mean number of mentions per
    topic, f(t) the number of mentions with the term in all topics scaled as if topics had equal size (Grootendorst 2022, with mentions
    in place of occurrences so that one long complaint does not name a topic).

    Args:
        words: One row per occurrence: topic_id, mention_id, term.
    Returns:
        topic_id, term, n (mentions with the term), share, lift (share over its mean in all topics), weight; by topic_id, falling
        weight, term.
    """
    if words.empty:
        return pd.DataFrame({"topic_id": [], "term": [], "n": [], "share": [], "lift": [], "weight": []}).astype(
            {"topic_id": "str", "term": "str"}
        )
    once = words.drop_duplicates(["topic_id", "mention_id", "term"])
    sizes = words.groupby("topic_id")["mention_id"].nunique()
    table = once.groupby(["topic_id", "term"]).size().rename("n").reset_index()
    table["share"] = table["n"] / table["topic_id"].map(sizes)
    everywhere = table.groupby("term")["share"].sum()
    table["lift"] = table["share"] * len(sizes) / table["term"].map(everywhere)
    table["weight"] = table["share"] * np.log1p(1.0 / table["term"].map(everywhere))
    return table.sort_values(["topic_id", "weight", "term"], ascending=[True, False, True]).reset_index(drop=True)


def top_terms(weights: pd.DataFrame, topic_id: str, k: int, least: int = 2) -> list[str]:
    """The k terms of greatest weight, said in at least `least` mentions."""
    mine = weights[(weights["topic_id"] == topic_id) & (weights["n"] >= least)]
    return [str(t) for t in mine["term"].head(k)]
