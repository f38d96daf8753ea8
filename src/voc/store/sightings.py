"""What each data day saw, and what was sent of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import pandas as pd
import sqlalchemy as sa

from voc.store.rows import to_frame
from voc.store.schema import SQL_TABLES
from voc.store.store import Store
from voc.tables import Notice, Sighting


def keep(store: Store, day: date, seen: pd.DataFrame) -> None:
    """Make `seen` (rows of `Sighting`) all that the store knows of what `day` saw; other days stay."""
    with store.transaction() as connection:
        table = SQL_TABLES[Sighting.name]
        connection.execute(sa.delete(table).where(table.c.day == day))
        store.save(Sighting, seen[seen["day"] == pd.Timestamp(day)])


def until(store: Store, day: date) -> pd.DataFrame:
    """All sightings of `day` and before, by key."""
    table = SQL_TABLES[Sighting.name]
    with store.reading() as connection:
        rows = connection.execute(sa.select(table).where(table.c.day <= day)).all()
    return to_frame(Sighting, rows, list(Sighting.columns))


def notices(store: Store) -> pd.DataFrame:
    """Everything that was sent: rows of `Notice`."""
    return store.load(Notice)


def note(store: Store, sink: str, sent: Iterable[tuple[str, str]], day: date, now: datetime) -> None:
    """Remember that alerts were sent, so that no later night sends them again.

    Args:
        sent: alert_id and event (opened or closed) of each.
        day: The data day of the night that sent them.
    """
    rows = [{"alert_id": a, "sink": sink, "event": event, "day": pd.Timestamp(day), "sent_at": now} for a, event in sent]
    store.save(Notice, pd.DataFrame(rows, columns=list(Notice.columns)))
