"""Drafts a revision after a change in `voc.tables`, to be read before it is committed.

`python -m voc.store.migrations.draft 0002 "what changed"`, then set `HEAD` in `voc.store.schema`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext

from voc.store.engine import make_engine
from voc.store.migrate import upgrade
from voc.store.schema import METADATA, UtcTime

_FORM = '''"""{message}."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {down!r}


def upgrade() -> None:
    """Make the change."""
    {up}
'''


def draft(revision: str, message: str, down: str | None) -> str:
    """The text of a revision that leads from the newest one (none, when `down` is None) to the schema of `voc.tables`."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/draft.db")
        with engine.execution_options(writes=True).begin() as connection:
            if down:
                upgrade(connection, "draft")
            code = _code(connection)
        engine.dispose()
    return _FORM.format(message=message, revision=revision, down=down, up=code)


def _code(connection: sa.Connection) -> str:
    context = MigrationContext.configure(connection, opts={"target_metadata": METADATA, "render_item": _render})
    script = produce_migrations(context, METADATA)
    assert script.upgrade_ops is not None
    text = render_python_code(script.upgrade_ops, migration_context=context, render_item=_render)
    return "\n".join(line for line in text.splitlines() if not line.strip().startswith("#")).strip()


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    # A revision must not depend on voc's own types, which may change after it.
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcTime) else False


if __name__ == "__main__":
    number, words = sys.argv[1], sys.argv[2]
    before = None if number == "0001" else f"{int(number) - 1:04d}"
    target = Path(__file__).parent / "versions" / f"{number}_{'_'.join(words.lower().split())}.py"
    target.write_text(draft(number, words, before), encoding="utf-8")
