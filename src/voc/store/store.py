"""The store: tables of `voc.tables` saved and loaded as frames, in transactions that a kill cannot tear."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from voc.errors import StoreError
from voc.store.engine import make_engine, where
from voc.store.migrate import revision, upgrade
from voc.store.rows import among, to_frame, to_rows
from voc.store.schema import HEAD, METADATA, SQL_TABLES
from voc.tables import Table

CHUNK = 5000


@dataclass(frozen=True)
class Changes:
    """What a save did; `written` are the ids of the new and updated rows where the function that returns it knows them."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    written: tuple[str, ...] = ()


class Store:
    """An open database; safe to share between threads, each of which has its own transaction."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(writes=True)
        self._own = threading.local()

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the database at `url`, made or brought up to date when needed.

        Raises:
            StoreError: It cannot be reached, read or written, is damaged, or was made by a newer voc.
        """
        store = cls(make_engine(url))
        try:
            with store.reading() as connection:
                found = revision(connection)
            if found != HEAD:
                with store.transaction() as connection:
                    upgrade(connection, store.where)
        except BaseException:
            store.close()
            raise
        return store

    @property
    def where(self) -> str:
        """The file or address, as messages name it."""
        return where(self.engine)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """Everything saved inside commits together or not at all; a transaction within a transaction joins it.

        Raises:
            StoreError: The database refused.
        """
        if (current := self._current()) is not None:
            yield current
            return
        with self._told(), self._writer.begin() as connection:
            self._own.connection = connection
            try:
                yield connection
            finally:
                self._own.connection = None

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One consistent view of the database, that of the open transaction if there is one."""
        if (current := self._current()) is not None:
            yield current
            return
        with self._told(), self.engine.connect() as connection:
            yield connection

    def save(self, table: type[Table], frame: pd.DataFrame) -> Changes:
        """Insert new rows and update those that differ, in one transaction; rows already stored as they are stay untouched.

        Raises:
            ContractBroken: The frame does not keep the promise of its table.
        """
        rows = to_rows(table, table.check(frame))
        with self.transaction():
            before = self.count(table)
            written = sum(self.upsert(SQL_TABLES[table.name], rows[i : i + CHUNK]) for i in range(0, len(rows), CHUNK))
            new = self.count(table) - before
        return Changes(new, written - new, len(rows) - written)

    def load(self, table: type[Table], filters: Mapping[str, Any] | None = None, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Rows in the table's dtypes, ordered by key.

        Args:
            table: Which.
            filters: Column to value, to a collection of values, or to None for null; all must hold.
            columns: Only these; all when absent.
        """
        sql, names = SQL_TABLES[table.name], list(columns or table.columns)
        # Keys come along for the order and are dropped afterwards.
        asked = [*names, *(n for n, c in table.columns.items() if c.key and n not in names)]
        query = sa.select(*(sql.c[n] for n in asked)).where(*(self._condition(sql.c[n], v) for n, v in (filters or {}).items()))
        with self.reading() as connection:
            rows = connection.execute(query).all()
        return to_frame(table, rows, asked)[names]

    def count(self, table: type[Table]) -> int:
        """How many rows the table has."""
        with self.reading() as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(SQL_TABLES[table.name])).scalar_one())

    def delete(self, table: type[Table], keys: Collection[str] | pd.DataFrame) -> int:
        """Remove the rows with these keys: ids, or a frame of the key columns where several make the key; returns how many there were."""
        sql, names = SQL_TABLES[table.name], table.keys()
        with self.transaction() as connection:
            if not isinstance(keys, pd.DataFrame):
                return connection.execute(sa.delete(sql).where(among(sql.c[names[0]], keys, self.dialect))).rowcount
            rows = [{f"key_{k}": v for k, v in row.items()} for row in to_rows(table, keys[names])]
            one = sa.delete(sql).where(*(sql.c[k] == sa.bindparam(f"key_{k}") for k in names))
            return connection.execute(one, rows).rowcount if rows else 0

    def replace(self, table: type[Table], frame: pd.DataFrame) -> None:
        """Make the table hold exactly these rows, in one transaction."""
        rows = to_rows(table, table.check(frame))
        with self.transaction() as connection:
            connection.execute(sa.delete(SQL_TABLES[table.name]))
            for i in range(0, len(rows), CHUNK):
                connection.execute(sa.insert(SQL_TABLES[table.name]), rows[i : i + CHUNK])

    def rewrite(self) -> None:
        """Write the database files anew, so that nothing deleted can be read from them; takes as long as a copy of them."""
        options = {"isolation_level": "AUTOCOMMIT"} if self.dialect == "postgresql" else {"autocommit": True}
        with self._told(), self.engine.connect().execution_options(**options) as connection:
            if self.dialect == "postgresql":
                for name in METADATA.tables:
                    connection.exec_driver_sql(f'VACUUM FULL "{name}"')
                return
            connection.exec_driver_sql("VACUUM")
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        if busy:
            raise StoreError(
                "deleted rows are still in the journal", where=self.where, advice="end the processes that read it, then try again"
            )

    def upsert(self, sql: sa.Table, rows: Sequence[Mapping[str, Any]]) -> int:
        """Insert or update rows of any table by primary key, writing only what differs; returns how many were written."""
        if not rows:
            return 0
        insert = postgresql.insert(sql) if self.dialect == "postgresql" else sqlite.insert(sql)
        rest = [c.name for c in sql.columns if not c.primary_key]
        differs = sa.or_(*(sql.c[n].is_distinct_from(insert.excluded[n]) for n in rest))
        statement = insert.on_conflict_do_update(
            index_elements=list(sql.primary_key), set_={n: insert.excluded[n] for n in rest}, where=differs
        )
        with self.transaction() as connection:
            result = connection.execute(statement, list(rows), execution_options={"preserve_rowcount": True})
            return int(result.rowcount)

    def _condition(self, column: sa.Column[Any], value: Any) -> sa.ColumnElement[bool]:
        if value is None:
            return column.is_(None)
        if isinstance(value, Collection) and not isinstance(value, str):
            return among(column, value, self.dialect)
        return sa.and_(column == value)

    def _current(self) -> sa.Connection | None:
        return getattr(self._own, "connection", None)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turns what the driver says into a StoreError with advice."""
        try:
            yield
        except sa.exc.DBAPIError as error:
            # Only the first line, and not chained: PostgreSQL's details quote the row.
            what = (str(error.orig).splitlines() or ["the database refused"])[0]
            raise StoreError(what, where=self.where, advice=_advice(what)) from None


def _advice(what: str) -> str:
    if "not a database" in what or "malformed" in what:
        return "the file is damaged: restore it from a backup, or move it away and run again to rebuild it from the sources"
    if "unable to open" in what or "readonly" in what or "disk" in what:
        return "check that the folder exists, is writable and has room, or choose another `home` in voc.yml"
    if "locked" in what:
        return "another process holds the store; try again when it has ended"
    return "check that the database is reachable and that voc may write to it"
