"""What analysts said of mentions: recorded, taken back, and in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import pandas as pd

from voc.errors import StoreError
from voc.ids import short_id
from voc.journey import FIELDS
from voc.store.store import Store
from voc.tables import Correction, Mention

CORRECTABLE = (*FIELDS, "topic_id")


def correct(store: Store, mention_id: str, new: Mapping[str, str], author: str, now: datetime) -> pd.DataFrame:
    """Record that fields of a mention should be something else; the next night obeys and learns from it.

    Args:
        store: Where the mention is.
        mention_id: Which.
        new: Field (of `CORRECTABLE`) to what it should be.
        author: Who says so.
        now: When.
    Returns:
        The `tables.Correction` rows that were added; none for a field that is already as wanted.
    Raises:
        StoreError: There is no such mention, or no such field.
    """
    if unknown := set(new) - set(CORRECTABLE):
        raise StoreError(f"{', '.join(sorted(unknown))} cannot be corrected", expected=f"one of {', '.join(CORRECTABLE)}")
    with store.transaction():
        found = store.load(Mention, {"mention_id": mention_id})
        if found.empty:
            raise StoreError(
                f"there is no mention {mention_id!r}",
                where=store.where,
                advice="the heatmap page says the id of each comment under « Why here? »",
            )
        # What was said before and no night has obeyed yet counts as well: saying the opposite takes it back.
        said = in_force(store, CORRECTABLE).set_index("mention_id").reindex([mention_id]).iloc[0]
        before = {field: said[field] if isinstance(said[field], str) else found[field].iloc[0] for field in CORRECTABLE}
        rows = [
            {
                "correction_id": short_id("k", mention_id, field, value, author, now.isoformat()),
                "target": "mention",
                "target_id": mention_id,
                "field_name": field,
                "old": before[field],
                "new": value,
                "author": author,
                "made_at": now,
            }
            for field, value in new.items()
            if before[field] != value
        ]
        frame = Correction.conform(pd.DataFrame(rows, columns=list(Correction.columns)))
        store.save(Correction, frame)
    return frame


def undo(store: Store, correction_id: str, now: datetime) -> None:
    """Take a correction back; what the models say counts again from the next night.

    Raises:
        StoreError: There is no such correction, or it was taken back before.
    """
    with store.transaction():
        found = store.load(Correction, {"correction_id": correction_id})
        if found.empty:
            raise StoreError(f"there is no correction {correction_id!r}", where=store.where, advice="`voc corrections list` shows them")
        if found["undone_at"].notna().any():
            raise StoreError(f"{correction_id} was taken back before", where=store.where)
        store.save(Correction, Correction.conform(found.assign(undone_at=pd.Timestamp(now))))


def in_force(store: Store, fields: Sequence[str] = FIELDS) -> pd.DataFrame:
    """Per mention what was said last of each of `fields`, and by whom: mention_id, author, and the fields (null where nothing was said).

    A mention that is no longer there (its text was changed or erased) is left out.
    """
    said = store.load(Correction, {"target": "mention", "undone_at": None})
    there = store.load(Mention, {"mention_id": said["target_id"].unique().tolist()}, ["mention_id"])["mention_id"]
    said = said[said["target_id"].isin(there) & said["field_name"].isin(fields)].sort_values(["made_at", "correction_id"])
    last = said.drop_duplicates(["target_id", "field_name"], keep="last")
    parts = [last[last["field_name"] == field].set_index("target_id")["new"].rename(field) for field in fields]
    wide = pd.concat(parts, axis=1).sort_index()
    author = last.groupby("target_id")["author"].last()
    return wide.assign(author=author).rename_axis("mention_id").reset_index().astype("str")
