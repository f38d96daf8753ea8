"""What all tests share: real exports where they exist, a browser where there is one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def voc_data() -> Path:
    """The folder of real exports and labelled comments."""
    if not os.environ.get("VOC_DATA"):
        pytest.skip("VOC_DATA is not set: the real exports are not on this machine")
    return Path(os.environ["VOC_DATA"])


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no Chromium on this machine: the pages were not opened")
    return found
