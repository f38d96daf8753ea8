"""Opens a database so that SQLite and PostgreSQL behave alike: real transactions, readers beside one writer, nothing left after erasing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from voc.errors import StoreError

# Python's sqlite3 begins transactions late and by itself; with autocommit here and BEGIN below, SQLAlchemy's begin is the database's begin.
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON", "busy_timeout=60000", "trusted_schema=OFF")


def make_engine(url: str) -> sa.Engine:
    """An engine for `sqlite:///…` or `postgresql://…`; connections marked `writes` take SQLite's write lock at once,
    those marked `autocommit` begin no transaction.

    Raises:
        StoreError: The address is not understood, its folder cannot be made or its driver is not installed.
    """
    try:
        address = sa.make_url(url)
        if address.drivername in ("postgres", "postgresql"):
            address = address.set(drivername="postgresql+psycopg")
        if address.get_backend_name() not in ("sqlite", "postgresql"):
            raise StoreError(
                f"{address.get_backend_name()} is not supported", where=_shown(address), expected="a sqlite:/// or postgresql:// URL"
            )
        _make_folder(address)
        # Parameters hold what customers wrote: they must never reach a message or a log.
        engine = sa.create_engine(address, hide_parameters=True, pool_pre_ping=address.get_backend_name() == "postgresql")
    except sa.exc.ArgumentError as error:
        raise StoreError("the store's address is not a database URL", where="store_url", expected="sqlite:///path/voc.db") from error
    except ModuleNotFoundError as error:
        raise StoreError(
            f"the driver {error.name} is not installed", where="store_url", advice="pip install -c constraints.txt -e '.[postgres]'"
        ) from error
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def where(engine: sa.Engine) -> str:
    """The address as messages name it: the file, or the URL without its password."""
    return _shown(engine.url)


def _shown(address: sa.URL) -> str:
    return str(address.database) if address.get_backend_name() == "sqlite" else address.render_as_string(hide_password=True)


def _make_folder(address: sa.URL) -> None:
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return
    folder = Path(str(address.database)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the folder {folder} cannot be made ({error.strerror})", where=_shown(address), advice="choose a writable `home` in voc.yml"
        ) from error


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("autocommit", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes", False) else "BEGIN")
