"""Alerts as lines of JSON at the end of a file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from voc.config import FileSink
from voc.errors import NotifyError
from voc.notify.bulletin import Bulletin


@dataclass(frozen=True)
class File:
    """Appends one line per alert; all lines of a night stand in the file, or none."""

    settings: FileSink
    name: str = "file"

    def send(self, bulletin: Bulletin) -> Sequence[str]:
        """Append the lines in one write; one that the disk cuts short is taken back.

        Raises:
            NotifyError: The file cannot be written.
        """
        lines = b"".join(orjson.dumps(r) + b"\n" for r in bulletin.records())
        try:
            self.settings.path.parent.mkdir(parents=True, exist_ok=True)
            self._append(lines)
        except OSError as error:
            raise NotifyError(
                f"cannot write: {error.strerror or error}", where=str(self.settings.path), advice="check `alerts.file.path`"
            ) from error
        return ()

    def _append(self, lines: bytes) -> None:
        file = os.open(self.settings.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            size = os.fstat(file).st_size
            # Whatever was killed in the middle of a line before does not spoil ours.
            broken = size > 0 and os.pread(file, 1, size - 1) != b"\n"
            whole = (b"\n" if broken else b"") + lines
            if os.write(file, whole) < len(whole):
                os.ftruncate(file, size)
                raise OSError("no room left")
            os.fsync(file)
        finally:
            os.close(file)
