"""The errors that voc raises on purpose; anything else is a bug.

VocError                  exit 1   something else that voc could foresee
    ConfigError           exit 2   a configuration file is wrong (all problems at once)
    SourceError           exit 3   a source cannot be read; the night goes on without it
    ModelError            exit 4   a model file is missing, altered or unreadable
    StoreError            exit 5   the database cannot be opened or is of another version
    PublishError          exit 6   the snapshot or the report cannot be written
    GateClosed            exit 7   the night's result is not fit to publish; yesterday's stays
    NotEnoughData         exit 8   a measure or a clustering asks for more rows
    ContractBroken        exit 9   a frame does not keep the promise of its table
    NotifyError           exit 10  an alert cannot be sent; the next night tries again
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


class VocError(Exception):
    """Says what went wrong, where, what was expected, and what to do."""

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", expected: str = "", advice: str = "") -> None:
        self.what = what
        self.where = where
        self.expected = expected
        self.advice = advice
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """Everything known about the error in one line."""
        parts = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.expected:
            parts.append(f"expected {self.expected}")
        if self.advice:
            parts.append(self.advice)
        return "; ".join(parts)

    def __reduce__(self) -> tuple[object, tuple[object, ...], dict[str, object]]:
        # Keyword-only arguments do not survive pickling by default, and Prefect pickles failures.
        return (type(self), (self.what,), self.__dict__)

    def __setstate__(self, state: dict[str, Any] | None) -> None:
        self.__dict__.update(state or {})
        self.args = (self.sentence(),)


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a configuration file."""

    file: str
    key: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key or '(file)'}: found {self.found}; expected {self.expected}"


class ConfigError(VocError):
    """A configuration cannot be used; `problems` lists everything found, not the first."""

    exit_code = 2

    def __init__(self, what: str, problems: Sequence[Problem] = (), **rest: str) -> None:
        self.problems = tuple(problems)
        super().__init__(what, **rest)

    def sentence(self) -> str:
        return "\n  ".join([super().sentence(), *map(str, self.problems)])


class SourceError(VocError):
    """A whole source cannot be read."""

    exit_code = 3


class ModelError(VocError):
    """A model file is missing, altered or unreadable."""

    exit_code = 4


class StoreError(VocError):
    """The database cannot be opened, written, or is of another version."""

    exit_code = 5


class PublishError(VocError):
    """A snapshot or report cannot be written."""

    exit_code = 6


class GateClosed(VocError):  # noqa: N818 - the field's word; it is an outcome more than an error
    """The night's result is not fit to publish; the last snapshot stays current."""

    exit_code = 7


class NotEnoughData(VocError):  # noqa: N818
    """Fewer rows than the method needs."""

    exit_code = 8


class ContractBroken(VocError):  # noqa: N818
    """A frame does not keep the promise of its table in `voc.tables`."""

    exit_code = 9


class NotifyError(VocError):
    """Alerts cannot be sent to one of their destinations."""

    exit_code = 10
