"""Alembic's entry: runs revisions on the connection, and in the transaction, of whoever opens the store."""

from alembic import context

from voc.store.schema import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
