"""The manifest of a snapshot: every file with its size and hash, so that a damaged one is noticed and written again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from voc import __version__
from voc.publish.contract import CONTRACT_VERSION

NAME = "manifest.json"


def write_manifest(folder: Path, snapshot_id: str, day: date, run: Mapping[str, object], rows: Mapping[str, int]) -> None:
    """Describe all files of the folder; last to be written, and free of clocks, so that equal runs have equal manifests."""
    body = {
        "snapshot_id": snapshot_id,
        "day": f"{day:%Y-%m-%d}",
        "voc_version": __version__,
        "contract_version": CONTRACT_VERSION,
        "run": dict(run),
        "rows": dict(rows),
        "files": {str(p.relative_to(folder).as_posix()): _described(p) for p in sorted(folder.rglob("*")) if p.is_file()},
    }
    (folder / NAME).write_text(json.dumps(body, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest, or None when there is none to be read."""
    try:
        body = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return body if isinstance(body, dict) else None


def intact(folder: Path) -> bool:
    """Tell whether every file that the manifest lists is there with its size and hash."""
    files = (read_manifest(folder) or {}).get("files")
    if not isinstance(files, dict):
        return False
    return all((folder / name).is_file() and _described(folder / name) == described for name, described in files.items())


def _described(path: Path) -> dict[str, object]:
    with path.open("rb") as file:
        return {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "bytes": path.stat().st_size}
