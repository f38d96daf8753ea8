"""Brings a database to the schema of this version of voc."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from voc.errors import StoreError
from voc.store.schema import HEAD


def upgrade(connection: sa.Connection, where: str) -> None:
    """Run the migrations that are missing, inside the caller's transaction; nothing happens on an up-to-date store.

    Raises:
        StoreError: The store was made by a newer voc, or the database holds something else.
    """
    # Only now: alembic is slow to import and an up-to-date store, the usual case, never comes here.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    found = revision(connection)
    if found is not None and found not in known:
        raise StoreError(
            f"the store is of revision {found}, newer than this voc",
            where=where,
            expected=f"{HEAD} or older",
            advice="upgrade voc, or use another store",
        )
    command.upgrade(config, "head")


def revision(connection: sa.Connection) -> str | None:
    """The revision of the database, or None for an empty one."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return found
