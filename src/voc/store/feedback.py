"""Feedback in the store: what is new, what changed, what stays; and how a feedback leaves it again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

import pandas as pd
import sqlalchemy as sa

from voc.store.rows import among, to_frame
from voc.store.schema import SQL_TABLES, VECTOR
from voc.store.store import Changes, Store
from voc.tables import Feedback, Mention, Quarantine

Keys = Callable[[pd.DataFrame, pd.DataFrame], Iterable[str]]


def store_feedback(store: Store, feedback: pd.DataFrame) -> Changes:
    """Save feedback whose content is new or changed; the rest keeps its stored version, with the run that stored it.

    A row without a date of its own keeps the day it was first gathered, so that it does not wander from night to night.

    Args:
        store: Where to.
        feedback: Columns of `Feedback`; each id once.
    Returns:
        The counts, and the ids of the new and updated rows, whose mentions have to be made anew.
    """
    incoming = Feedback.check(feedback)
    with store.transaction():
        known = store.load(Feedback, {"feedback_id": incoming["feedback_id"]}, ["feedback_id", "content_hash", "received_at"])
        before = known.set_index("feedback_id").reindex(incoming["feedback_id"]).reset_index(drop=True)
        incoming = incoming.reset_index(drop=True)
        is_new = before["content_hash"].isna()
        same = before["content_hash"].eq(incoming["content_hash"])
        first_day = incoming["received_at"].mask(~incoming["time_known"] & ~is_new, before["received_at"])
        written = incoming.assign(received_at=first_day)[~same]
        store.save(Feedback, written)
    return Changes(int(is_new.sum()), int((~is_new & ~same).sum()), int(same.sum()), tuple(written["feedback_id"]))


def feedback_until(store: Store, end: pd.Timestamp) -> pd.DataFrame:
    """All feedback received before `end` (excluded), in the order of its ids."""
    table = SQL_TABLES[Feedback.name]
    with store.reading() as connection:
        rows = connection.execute(sa.select(table).where(table.c.received_at < end.to_pydatetime())).all()
    return to_frame(Feedback, rows, list(Feedback.columns))


def erase_feedback(
    store: Store, feedback_ids: Collection[str], vector_keys: Keys | None = None, quarantine_ids: Collection[str] = ()
) -> dict[str, int]:
    """Remove feedbacks and all that was made of them, then rewrite the files so that no byte of the text remains.

    The oldest repetition of an erased feedback, by id, takes its place as the one that counts.

    Args:
        store: Which must have no transaction open.
        feedback_ids: What to erase; unknown ids are no error.
        vector_keys: From the mentions and feedbacks about to go to the keys of their vectors; the mention ids when absent.
        quarantine_ids: Rows of `quarantine` that belong to the same person or record.
    Returns:
        Rows removed per table.
    """
    with store.transaction() as connection:
        feedback = store.load(Feedback, {"feedback_id": feedback_ids})
        mentions = store.load(Mention, {"feedback_id": feedback_ids})
        keys = {*mentions["mention_id"], *(vector_keys(mentions, feedback) if vector_keys else ())}
        _promote_repetitions(store, feedback_ids)
        gone = {
            "feedback": store.delete(Feedback, feedback_ids),
            "mention": store.delete(Mention, mentions["mention_id"].tolist()),
            "vector": connection.execute(sa.delete(VECTOR).where(among(VECTOR.c.vector_key, keys, store.dialect))).rowcount,
            "quarantine": store.delete(Quarantine, quarantine_ids),
        }
    store.rewrite()
    return gone


def _promote_repetitions(store: Store, erased: Collection[str]) -> None:
    repeats = store.load(Feedback, {"duplicate_of": erased})
    repeats = repeats[~repeats["feedback_id"].isin(list(erased))]
    heir = repeats.groupby("duplicate_of")["feedback_id"].transform("min")
    store.save(Feedback, repeats.assign(duplicate_of=heir.mask(heir.eq(repeats["feedback_id"]))))
