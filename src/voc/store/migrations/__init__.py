"""Alembic revisions, applied by `voc.store.migrate` whenever a store is opened."""
