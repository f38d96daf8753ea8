"""Which model files ship, where they come from, and proof that they are still the same.

`models/manifest.json` lists every file with its sha256, size, licence and origin. A weight that was
altered, truncated or left as a Git LFS pointer would otherwise give plausible, wrong numbers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from voc.errors import ModelError

NAME = "manifest.json"
ADVICE = "restore the file from the repository, or rebuild it (models/encoder/CARD.md)"


@dataclass(frozen=True)
class Entry:
    """One shipped file; `path` is relative to the models folder, with forward slashes."""

    path: str
    sha256: str
    bytes: int
    licence: str
    origin: str


def read(folder: Path) -> list[Entry]:
    """The entries of `folder/manifest.json`.

    Raises:
        ModelError: There is no manifest, or it is not one.
    """
    file = folder / NAME
    try:
        return [Entry(**entry) for entry in json.loads(file.read_text("utf-8"))["files"]]
    except FileNotFoundError:
        raise ModelError("no manifest of the models", where=str(file), advice=ADVICE) from None
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"unreadable manifest ({error})", where=str(file), advice=ADVICE) from error


def verify(folder: Path, paths: Sequence[str] | None = None) -> None:
    """Compare files with the manifest; all of them, or those named.

    Raises:
        ModelError: A file is not listed, missing, or different; every fault is told, not the first.
    """
    known = {entry.path: entry for entry in read(folder)}
    faults = [fault for path in (paths or sorted(known)) if (fault := _fault(folder, path, known.get(path)))]
    if faults:
        raise ModelError("; ".join(faults), where=str(folder), expected="the files of manifest.json", advice=ADVICE)


def describe(folder: Path, path: str, *, licence: str, origin: str) -> Entry:
    """The entry of a file as it is now."""
    file = folder / path
    return Entry(path, sha256(file), file.stat().st_size, licence, origin)


def write(folder: Path, entries: Iterable[Entry]) -> None:
    """Add or replace entries; those of other paths stay, those of files that are gone leave."""
    kept = {entry.path: entry for entry in (read(folder) if (folder / NAME).exists() else [])}
    kept.update({entry.path: entry for entry in entries})
    files = [asdict(kept[path]) for path in sorted(kept) if (folder / path).is_file()]
    partial = folder / f"{NAME}.partial"
    partial.write_text(json.dumps({"files": files}, indent=2, ensure_ascii=False) + "\n", "utf-8")
    partial.replace(folder / NAME)


def sha256(file: Path) -> str:
    """Hexadecimal digest of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _fault(folder: Path, path: str, entry: Entry | None) -> str:
    """What is wrong with a file, or nothing."""
    file = folder / path
    if entry is None:
        return f"{path} is not in the manifest"
    if not file.is_file():
        return f"{path} is missing"
    if file.stat().st_size != entry.bytes:
        return f"{path} has {file.stat().st_size} bytes, not {entry.bytes}"
    found = sha256(file)
    return "" if found == entry.sha256 else f"{path} was altered (sha256 {found[:12]}, not {entry.sha256[:12]})"
