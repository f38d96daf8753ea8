"""The SQL schema, derived from the classes of `voc.tables`, plus the store's own bookkeeping tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from voc.tables import Action, Kind, Table, Topic, TopicAudit, all_tables

# The revision that `migrations/` leads to; a test keeps the two in step, so that opening a store need not import alembic.
HEAD = "0003"


class UtcTime(sa.TypeDecorator[datetime]):
    """A moment in UTC, exact to the microsecond; SQLite keeps it as ISO text, which sorts in the order of time."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value if value is None else _utc(value)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value if value is None else _utc(value)


def _utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


TYPES: dict[Kind, type[sa.types.TypeEngine[Any]]] = {
    "string": sa.Text,
    "json": sa.Text,
    "float": sa.Double,
    "integer": sa.BigInteger,
    "boolean": sa.Boolean,
    "time": UtcTime,
    "date": sa.Date,
}

METADATA = sa.MetaData()

# Columns that the nightly queries filter by and that no primary key leads with.
INDEXED = {
    "feedback": ("received_at", "content_hash", "duplicate_of"),
    "mention": ("feedback_id", "topic_id", "model_version"),
    "topic_event": ("topic_id",),
    "correction": ("target_id",),
    "run": ("day",),
    "issue_row": ("run_id",),
    "quarantine": ("run_id",),
}


def stored_tables() -> dict[str, type[Table]]:
    """The tables that live in the database: all but those that exist only in snapshots."""
    return {n: t for n, t in all_tables().items() if not t.published or t in (Topic, TopicAudit, Action)}


def _sql_table(table: type[Table]) -> sa.Table:
    columns = [sa.Column(n, TYPES[c.kind](), primary_key=c.key, nullable=c.nullable, autoincrement=False) for n, c in table.columns.items()]
    indexes = [sa.Index(f"ix_{table.name}_{n}", n) for n in INDEXED.get(table.name, ())]
    return sa.Table(table.name, METADATA, *columns, *indexes)


SQL_TABLES: dict[str, sa.Table] = {n: _sql_table(t) for n, t in stored_tables().items()}

CURSOR = sa.Table(
    "cursor",
    METADATA,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("file", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False),
)

VECTOR = sa.Table(
    "vector",
    METADATA,
    sa.Column("model_id", sa.Text, primary_key=True),
    sa.Column("vector_key", sa.Text, primary_key=True),
    sa.Column("vector", sa.LargeBinary, nullable=False),
    sa.Index("ix_vector_vector_key", "vector_key"),
)
