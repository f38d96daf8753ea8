"""Where the nights are kept: SQLite by default, PostgreSQL by URL, through the same SQLAlchemy Core statements."""

from voc.config import Config
from voc.store.store import Changes, Store

__all__ = ["Changes", "Store", "store_url"]


def store_url(config: Config) -> str:
    """The configured database, or SQLite in the home folder."""
    return config.store_url or f"sqlite:///{config.home / 'voc.db'}"
