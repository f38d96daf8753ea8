"""The wheel, as somebody installs it elsewhere: models, configurations, pages and flows are inside, and it reads without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

NEEDED = (
    "flows/nightly.py",
    "voc/shipped/configs/journey.yml",
    "voc/shipped/configs/demo/voc.yml",
    "voc/shipped/models/manifest.json",
    "voc/shipped/models/encoder/model.onnx",
    "voc/shipped/models/heads/heads.npz",
)


@pytest.fixture(scope="module")
def installed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel holds."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=root, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        file.extractall(folder / "site")
    return folder / "site"


def test_everything_that_ships_is_in_the_wheel(installed: Path) -> None:
    assert [name for name in NEEDED if not (installed / name).is_file()] == []
    assert list(installed.glob("voc/web/**/*.html*")), "the pages' templates"


def test_the_wheel_reads_comments_without_the_checkout(installed: Path, tmp_path: Path) -> None:
    pd.DataFrame({"text": ["Livraison rapide mais le colis était ouvert", "Payment failed twice at checkout"]}).to_csv(tmp_path / "a.csv")
    code = f"import sys; sys.path.insert(0, {str(installed)!r}); import voc; print(voc.__file__); from voc.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "analyze", "a.csv", "--out", "read", "--quiet"],
        cwd=tmp_path,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(installed))
    assert len(pd.read_parquet(tmp_path / "read" / "mentions.parquet")) >= 3
