"""How far each source has been read: a fingerprint per file, so that unchanged files are not opened again."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from voc.store.schema import CURSOR
from voc.store.store import Store


def seen(store: Store, source: str) -> dict[str, str]:
    """Fingerprint of each file of the source, as last remembered."""
    with store.reading() as connection:
        rows = connection.execute(sa.select(CURSOR.c.file, CURSOR.c.fingerprint).where(CURSOR.c.source == source).order_by(CURSOR.c.file))
        return {file: fingerprint for file, fingerprint in rows}


def remember(store: Store, source: str, fingerprints: Mapping[str, str]) -> None:
    """Note that these files have been read as they are; belongs in the transaction that stores their rows."""
    store.upsert(CURSOR, [{"source": source, "file": f, "fingerprint": p} for f, p in fingerprints.items()])


def forget(store: Store, source: str) -> None:
    """Have every file of the source opened again next time."""
    with store.transaction() as connection:
        connection.execute(sa.delete(CURSOR).where(CURSOR.c.source == source))
