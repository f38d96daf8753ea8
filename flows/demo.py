"""The demo company, set up where it is wanted."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from voc.config import load_config
from voc.shipped import shipped
from voc.store import Store, actions, store_url

# The company's own calendar: what it planned was written down before its last night, whenever the demo is run.
WRITTEN = datetime(2026, 11, 12, 9, tzinfo=UTC)
AUTHOR = "Maison Brindille"


def set_up(folder: Path) -> Path:
    """Copy the demo company to a folder and write its actions down; returns its configuration file.

    Raises:
        OSError: The folder cannot be written.
    """
    shutil.copytree(shipped("configs/demo"), folder, dirs_exist_ok=True)
    file = folder / "voc.yml"
    config = load_config(file, shipped("configs/journey.yml"))
    config.home.mkdir(parents=True, exist_ok=True)
    with Store.open(store_url(config)) as store:
        actions.load_file(store, config.journey, folder / "actions.yml", AUTHOR, WRITTEN)
    return file
