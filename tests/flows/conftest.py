"""One Prefect server for all tests of the flows, and one night of the demo company."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A real, temporary Prefect server with its database."""
    os.environ.update({"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "PREFECT_LOGGING_LEVEL": "WARNING"})
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=300):
        yield


def demo_folder(target: Path) -> Path:
    """A fresh demo company; returns its configuration file."""
    from flows.demo import set_up

    return set_up(target)


@pytest.fixture(scope="session")
def demo(prefect_server: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The first night of the demo company: `config` (its file), `home`, and the result of the flow."""
    from flows.nightly import nightly

    config = demo_folder(tmp_path_factory.mktemp("demo"))
    return {"config": config, "home": config.parent / "var", "result": nightly(config=str(config))}
