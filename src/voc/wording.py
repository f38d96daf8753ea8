"""Sentences kept in YAML files, in French and English, with the typography and the number formats of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from voc.formats import TIED, Formats, english_typography, french_typography
from voc.yaml_text import parse

LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class Words:
    """The words of one language, by key. A phrase that depends on a number has the forms `one` and `other`."""

    formats: Formats
    texts: Mapping[str, Any]

    @property
    def language(self) -> str:
        return self.formats.language

    def __call__(self, key: str, n: float | None = None, **values: Any) -> str:
        """The phrase with its values in place; with `n`, in the number that n asks for, `{n}` being written as a number."""
        phrase = self.texts[key]
        if isinstance(phrase, dict):
            phrase = phrase[self.formats.plural(n or 0)]
        if n is not None:
            values.setdefault("n", self.formats.number(n))
        return str(phrase.format(**values)) if values else str(phrase)

    def counted(self, noun: str, n: float) -> str:
        """A number and its noun, on one line."""
        return self(noun, n).replace(" ", TIED)

    def get(self, key: str, default: str) -> str:
        """The phrase, or the default for a key that a company or a later version brought in."""
        return self(key) if key in self.texts else default

    def entries(self, key: str) -> list[dict[str, str]]:
        """A list of titled paragraphs."""
        return list(self.texts[key])


@cache
def words_of(language: str, *sources: str) -> Words:
    """All words of `fr` or `en`.

    Args:
        sources: Package and file, such as `voc.web/phrases.yml`; a key holds `{fr: ..., en: ...}`.

    Raises:
        ValueError: Two files say the same key.
    """
    texts: dict[str, Any] = {}
    for source in sources:
        package, name = source.split("/")
        body = parse(files(package).joinpath(name).read_text(encoding="utf-8"))
        if twice := texts.keys() & body.keys():
            raise ValueError(f"{source}: already said elsewhere: {', '.join(sorted(twice))}")
        texts |= {key: _set(both[language], language) for key, both in body.items()}
    return Words(Formats(language), texts)


def _set(value: Any, language: str) -> Any:
    if isinstance(value, dict):
        return {k: _set(v, language) for k, v in value.items()}
    if isinstance(value, list):
        return [_set(v, language) for v in value]
    tied = value.replace("n = {n}", f"n{TIED}={TIED}{{n}}")
    return french_typography(tied) if language == "fr" else english_typography(tied)
