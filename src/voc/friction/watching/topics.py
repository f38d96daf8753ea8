"""Topics that came up lately."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from voc.friction.watching.sentences import emerging
from voc.friction.watching.telling import Seen, telling

# Data days for which a topic is news.
NEW_FOR = 14


def topics_watched(topics: pd.DataFrame, mentions: pd.DataFrame, day: date) -> list[Seen]:
    """One sighting per emerging subject that came up in the last 14 data days and that somebody speaks of.

    Args:
        topics: `tables.Topic`.
        mentions: What `telling.spoken` gives.
    """
    first = pd.Timestamp(day - timedelta(days=NEW_FOR - 1))
    new = topics["status"].eq("emerging") & topics["kind"].eq("subject") & topics["valid_from"].between(first, pd.Timestamp(day))
    seen = []
    for topic in topics[new].sort_values("topic_id").to_dict("records"):
        mine = mentions[mentions["topic_id"] == topic["topic_id"]]
        if mine.empty:
            continue
        counted = mine["language"].value_counts().rename_axis("language").reset_index()
        counted = counted.sort_values(["count", "language"], ascending=[False, True])
        languages = dict(zip(counted["language"], counted["count"].tolist(), strict=True))
        since, n_authors = topic["valid_from"].date(), int(mine["author"].nunique())
        evidence = {
            "topic_id": topic["topic_id"],
            "n_mentions": len(mine),
            "n_authors": n_authors,
            "languages": languages,
            "mentions": telling(mine, mine["topic_strength"].fillna(0.0)),
        }
        message = emerging({"fr": topic["name_fr"], "en": topic["name_en"]}, since, len(mine), n_authors, languages)
        seen.append(Seen("emerging_topic", topic["topic_id"], message, evidence, since=since))
    return seen
