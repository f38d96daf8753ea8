"""The deployment of prefect.yaml really schedules nights."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml

pytestmark = pytest.mark.slow


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """A Prefect server with its scheduler, as an operator starts it: address and environment."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    api = f"http://127.0.0.1:{port}/api"
    env = {
        **os.environ,
        "PREFECT_HOME": str(tmp_path),
        "PREFECT_API_URL": api,
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    }
    prefect = [sys.executable, "-m", "prefect"]
    process = subprocess.Popen(
        [*prefect, "server", "start", "--port", str(port), "--no-ui"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(lambda: httpx.get(f"{api}/health").status_code == 200, 90)
        yield api, env
    finally:
        process.terminate()
        process.wait(20)


def _wait(ready: object, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if ready():  # type: ignore[operator]
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise AssertionError("not ready in time")


def test_a_scheduled_run_appears(server: tuple[str, dict[str, str]], root: Path) -> None:
    api, env = server
    prefect = [sys.executable, "-m", "prefect", "--no-prompt"]
    env = {**env, "VOC_HOME": str(root)}
    subprocess.run([*prefect, "work-pool", "create", "voc", "--type", "process"], env=env, check=True, capture_output=True)
    subprocess.run([*prefect, "deploy", "--all"], env=env, check=True, capture_output=True, cwd=root)
    runs: list[dict[str, object]] = []

    def scheduled() -> bool:
        body = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}, "limit": 5}
        runs[:] = httpx.post(f"{api}/flow_runs/filter", json=body).json()
        return bool(runs)

    _wait(scheduled, 90)
    cron = yaml.safe_load((root / "prefect.yaml").read_text())["deployments"][0]["schedules"][0]["cron"]
    assert cron == "15 2 * * *"
    assert runs[0]["parameters"] == {"config": "configs/voc.yml"}
    assert str(runs[0]["expected_start_time"])[14:16] == "15"
