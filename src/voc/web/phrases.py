"""The words of the pages, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from voc.formats import Formats, french_typography

LANGUAGES = ("fr", "en")
FILES = ("phrases.yml", "phrases_measures.yml")


@dataclass(frozen=True)
class Phrases:
    """The phrases of one language, by key."""

    formats: Formats
    texts: Mapping[str, Any]

    def __call__(self, key: str, n: float | None = None, **values: Any) -> str:
        """The phrase with its values in place; with `n`, in the number that n asks for, `{n}` being written as a number."""
        phrase = self.texts[key]
        if isinstance(phrase, dict):
            phrase = phrase[self.formats.plural(n or 0)]
        if n is not None:
            values.setdefault("n", self.formats.number(n))
        return str(phrase.format(**values)) if values else str(phrase)

    def get(self, key: str, default: str) -> str:
        """The phrase, or the default for a key that a company or a later version brought in."""
        return self(key) if key in self.texts else default

    def entries(self, key: str) -> list[dict[str, str]]:
        """A list of titled paragraphs."""
        return list(self.texts[key])


def phrases(language: str) -> Phrases:
    """All phrases of `fr` or `en`."""
    return Phrases(Formats(language), _texts(language))


@cache
def _texts(language: str) -> Mapping[str, Any]:
    out: dict[str, Any] = {}
    for name in FILES:
        body = yaml.safe_load(files("voc.web").joinpath(name).read_text(encoding="utf-8"))
        out |= {key: _set(both[language], language) for key, both in body.items()}
    return out


def _set(value: Any, language: str) -> Any:
    if isinstance(value, dict):
        return {k: _set(v, language) for k, v in value.items()}
    if isinstance(value, list):
        return [_set(v, language) for v in value]
    tied = value.replace("n = {n}", "n\u00a0=\u00a0{n}")
    return french_typography(tied) if language == "fr" else re.sub(r"(?<=\w)'(?=\w)", "\u2019", tied)
