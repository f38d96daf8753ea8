"""Finding names does not wait for torch, and leaves it to whoever needs it."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
from voc.text.person_finder import SpacyPersonFinder
assert SpacyPersonFinder().find(["I spoke with Peter Jackson yesterday."], ["en"]) == [[(13, 26)]]
assert "torch" not in sys.modules
import torch
assert torch.ones(2).sum() == 2
"""


def test_names_are_found_without_torch_and_torch_still_works() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
