"""What all tests share: the models that ship, opened once, real exports where they exist, a browser where there is one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import hypothesis
import pytest
import yaml

from voc.config import Config, Journey
from voc.models import Heads, open_encoder, open_heads
from voc.models.encoder import OnnxEncoder

# No test asserts a time: on a busy machine the first example of a property would.
# People meet new examples every time; a machine that judges a change (CI is set) meets the same ones, so that it judges the change.
hypothesis.settings.register_profile("voc", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("voc")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shipped_encoder() -> OnnxEncoder:
    found = open_encoder("shipped", ROOT / "models", 2)
    assert isinstance(found, OnnxEncoder)
    return found


@pytest.fixture(scope="session")
def shipped_heads() -> Heads:
    return open_heads("shipped", ROOT / "models")


@pytest.fixture(scope="session")
def journey() -> Journey:
    """The default stages and touchpoints."""
    return Journey.model_validate(yaml.safe_load((ROOT / "configs" / "journey.yml").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def config(journey: Journey) -> Config:
    """All defaults."""
    return Config(journey=journey)


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
