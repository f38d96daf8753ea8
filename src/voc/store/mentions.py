"""Mentions in the store: replaced with their feedback, read once per version of the models."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd
import sqlalchemy as sa

from voc.store.rows import among, to_frame
from voc.store.schema import SQL_TABLES
from voc.store.store import Store
from voc.tables import Feedback, Mention


def replace_mentions(store: Store, mentions: pd.DataFrame, feedback_ids: Collection[str]) -> int:
    """Make the given feedbacks have exactly these mentions, in one transaction; columns not yet read are null.

    Args:
        store: Where to.
        mentions: Columns of `Mention` up to `end`; others as far as known.
        feedback_ids: Every feedback concerned, also those that have no mention (any more).
    Returns:
        How many mentions were there before.
    """
    table = SQL_TABLES[Mention.name]
    with store.transaction() as connection:
        before = connection.execute(sa.delete(table).where(among(table.c.feedback_id, feedback_ids, store.dialect))).rowcount
        store.save(Mention, mentions)
    return before


def unread(store: Store, model_version: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Mentions that the models of `model_version` have not read, and the feedbacks they are in."""
    mention, feedback = SQL_TABLES[Mention.name], SQL_TABLES[Feedback.name]
    stale = mention.c.model_version.is_distinct_from(model_version)
    with store.reading() as connection:
        mentions = connection.execute(sa.select(mention).where(stale)).all()
        texts = connection.execute(
            sa.select(feedback).where(feedback.c.feedback_id.in_(sa.select(mention.c.feedback_id).where(stale)))
        ).all()
    return to_frame(Mention, mentions, list(Mention.columns)), to_frame(Feedback, texts, list(Feedback.columns))
