"""The key that turns authors into `author_key`: it stays in a file of its own, readable by its owner only."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from voc.errors import StoreError

BYTES = 32


def author_secret(home: Path) -> bytes:
    """The 32 bytes of `<home>/author.key`, made at first use with mode 0600.

    Raises:
        StoreError: The file cannot be made or read, or has another length: a new key would make strangers of all known authors.
    """
    path = home / "author.key"
    try:
        if not path.exists():
            _make(path)
        found = path.read_bytes()
    except OSError as error:
        raise StoreError(f"cannot be used ({error.strerror})", where=str(path), expected="a readable file in a writable folder") from error
    if len(found) != BYTES:
        raise StoreError(
            f"holds {len(found)} bytes",
            where=str(path),
            expected=f"{BYTES} bytes",
            advice="restore it from a backup; without it known authors count as new ones",
        )
    return found


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".author.key-")  # mkstemp gives mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(BYTES))
        # A hard link fails where a rename would replace: of two first runs, both read the key of the one that came first.
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()
