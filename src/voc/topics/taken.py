"""Names already given: no two topics share one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Name = tuple[str, str]
"""In French and in English."""


@dataclass
class Taken:
    """Names already given, so that no two topics share one; a plural is the same name."""

    keys: dict[str, set[str]]

    @classmethod
    def of(cls, names: Iterable[Name]) -> Taken:
        taken = cls({"fr": set(), "en": set()})
        for name in names:
            taken.take(name)
        return taken

    def free(self, name: Name) -> bool:
        return _key(name[0]) not in self.keys["fr"] and _key(name[1]) not in self.keys["en"]

    def take(self, name: Name) -> Name:
        for language, mine in zip(self.keys, name, strict=True):
            self.keys[language].add(_key(mine))
        return name


def _key(name: str) -> str:
    return " ".join(word.rstrip("sx") for word in name.casefold().split())
