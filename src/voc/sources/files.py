"""Which files a source consists of, and their bytes, wherever fsspec finds them."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec
from fsspec.core import url_to_fs

from voc.errors import SourceError

MAGIC = re.compile(r"[*?\[]")


@dataclass(frozen=True)
class Found:
    """One file of a source; `name` is its path below the fixed part of the glob, the same wherever the folder lies."""

    name: str
    path: str
    system: Any

    def content(self) -> bytes:
        """All bytes, decompressed when the name ends in .gz and the like.

        Raises:
            SourceError: Unreadable or unreachable.
        """
        try:
            with fsspec.core.OpenFile(self.system, self.path, mode="rb", compression=_compression(self.path)) as handle:
                return bytes(handle.read())
        except Exception as error:  # every file system of fsspec raises its own
            raise SourceError(
                f"cannot be read ({type(error).__name__})", where=self.name, advice="check that it exists and may be read"
            ) from error


def find_files(path: str) -> list[Found]:
    """The files that a glob matches, in order of their paths.

    Raises:
        SourceError: A variable is not set, the place is unreachable, or nothing matches.
    """
    expanded = expand(path)
    try:
        system, pattern = url_to_fs(str(Path(expanded).expanduser()) if "://" not in expanded else expanded)
        paths = sorted(system.glob(pattern)) if MAGIC.search(pattern) else [pattern] * bool(system.exists(pattern))
        paths = [p for p in paths if system.isfile(p)]
    except Exception as error:  # every file system of fsspec raises its own
        raise SourceError(
            f"cannot be reached ({type(error).__name__}: {error})", where=path, advice="check the address and the access"
        ) from error
    if not paths:
        raise SourceError(
            "no file matches", where=path, expected="at least one file", advice="check `path:` and that the export has arrived"
        )
    root = _fixed_folder(pattern)
    return [Found(p.removeprefix(root).lstrip("/"), p, system) for p in paths]


def expand(path: str) -> str:
    """The path with ${NAME} replaced by the environment's values.

    Raises:
        SourceError: A variable is not set.
    """
    for name in re.findall(r"\$\{(\w+)\}", path):
        value = os.environ.get(name)
        if not value:
            raise SourceError(
                f"the environment variable {name} is not set", where=path, expected="the folder of the exports", advice=f"export {name}=..."
            )
        path = path.replace("${" + name + "}", value)
    return path


def fingerprint(content: bytes) -> str:
    """Changes with the content of a file."""
    return hashlib.sha256(content).hexdigest()


def _fixed_folder(pattern: str) -> str:
    fixed = MAGIC.split(pattern)[0]
    return fixed[: fixed.rfind("/") + 1]


def _compression(path: str) -> str | None:
    return {".gz": "gzip", ".bz2": "bz2", ".xz": "xz"}.get(Path(path).suffix)
