"""Wakes Prefect the way voc wants it: its files at home, nothing told to anybody."""

from __future__ import annotations

import os
from pathlib import Path

from voc.errors import StoreError


def prepare(home: Path, quiet: bool) -> None:
    """Prefect reads its settings from the environment when it is first imported; what the operator set stands.

    Raises:
        StoreError: The folder cannot be made.
    """
    folder = home / "prefect"
    try:
        # Prefect's server cannot make a folder within a folder that is not there, and then waits for ever.
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot make the folder: {error.strerror}", where=str(folder), advice="choose another folder") from error
    for name, value in {
        "PREFECT_HOME": str(folder.resolve()),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "600",
        "PREFECT_LOGGING_LEVEL": "ERROR" if quiet else "INFO",
    }.items():
        os.environ.setdefault(name, value)
