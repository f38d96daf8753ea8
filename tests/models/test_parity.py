"""The encoder that ships against the float32 network it was made from: what `voc train` measured, of this very file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path


def test_the_file_that_ships_was_measured_and_is_near_enough(root: Path) -> None:
    folder = root / "models" / "encoder"
    told = json.loads((folder / "parity.json").read_text(encoding="utf-8"))
    assert told["model"] == hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    assert told["int8_to_float32"]["first_percentile"] >= 0.99
    assert {head: share for head, share in told["same_label"].items() if share < 0.99} == {}
