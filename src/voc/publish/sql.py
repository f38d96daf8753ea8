"""The published tables in a database, replaced in one transaction, for tools that prefer SQL to files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa

from voc.errors import PublishError
from voc.protocols import Progress, silent
from voc.tables import Kind, Table, published_tables

_TYPES: dict[Kind, sa.types.TypeEngine[Any]] = {
    "string": sa.Text(),
    "json": sa.Text(),
    "float": sa.Double(),
    "integer": sa.BigInteger(),
    "boolean": sa.Boolean(),
    "time": sa.DateTime(timezone=True),
    "date": sa.Date(),
}


def write_sql(url: str | sa.URL, tables: Mapping[str, pd.DataFrame], progress: Progress = silent) -> None:
    """Make the database hold exactly these published tables; readers see the old state until all of it is there.

    Tables whose columns have not changed are emptied and refilled, so that views and grants on them stay.

    Args:
        url: `sqlite:///…` or `postgresql://…`; not the store's own database.
        tables: Published tables by name, with their `snapshot_id`.
    Raises:
        PublishError: The database cannot be reached or written, or is a store.
    """
    try:
        engine = _engine(url)
        shown = engine.url.render_as_string(hide_password=True)
    except (sa.exc.ArgumentError, ModuleNotFoundError) as error:
        raise PublishError(
            f"the database cannot be used: {error}", where="publish_url", expected="a sqlite:/// or postgresql:// URL"
        ) from error
    try:
        with engine.begin() as connection:
            if sa.inspect(connection).has_table("alembic_version"):
                raise PublishError("this is the database of a store", where=shown, advice="give `publish_url` a database of its own")
            for done, (name, frame) in enumerate(tables.items()):
                progress(done, len(tables), "database")
                _replace(connection, published_tables()[name], frame)
            progress(len(tables), len(tables), "database")
    except sa.exc.DBAPIError as error:
        what = (str(error.orig).splitlines() or ["the database refused"])[0]
        raise PublishError(what, where=shown, advice="check that it is reachable and that voc may create tables there") from error
    finally:
        engine.dispose()


def _engine(url: str | sa.URL) -> sa.Engine:
    address = sa.make_url(url)
    if address.drivername in ("postgres", "postgresql"):
        address = address.set(drivername="postgresql+psycopg")
    engine = sa.create_engine(address, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        # Python's sqlite3 would commit before each DROP and CREATE; with autocommit and an own BEGIN it does not.
        sa.event.listen(engine, "connect", lambda connection, _record: setattr(connection, "isolation_level", None))
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _replace(connection: sa.Connection, table: type[Table], frame: pd.DataFrame) -> None:
    sql = _sql_table(table)
    inspector = sa.inspect(connection)
    if inspector.has_table(table.name) and [c["name"] for c in inspector.get_columns(table.name)] != list(table.columns):
        sql.drop(connection)
    sql.create(connection, checkfirst=True)
    connection.execute(sa.delete(sql))
    rows = table.to_arrow(table.check(frame)).to_pylist()
    if rows:
        connection.execute(sa.insert(sql), rows)


def _sql_table(table: type[Table]) -> sa.Table:
    columns = [sa.Column(n, _TYPES[c.kind], primary_key=c.key, nullable=c.nullable, autoincrement=False) for n, c in table.columns.items()]
    return sa.Table(table.name, sa.MetaData(), *columns)
