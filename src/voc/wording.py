"""Sentences kept in YAML files, in French and English, with the typography of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from voc.formats import Formats, french_typography


@dataclass(frozen=True)
class Words:
    """The words of one file in one language.

    `file` is given as package and name, such as `voc.friction.watching/sentences.yml`. A key holds
    `{fr: ..., en: ...}`; the phrase of a counted
    noun has the forms `one` and `other`.
    """

    file: str
    language: str

    @property
    def formats(self) -> Formats:
        return Formats(self.language)

    def __call__(self, key: str, **values: str) -> str:
        return str(_texts(self.file)[key][self.language]).format(**values)

    def counted(self, noun: str, n: float) -> str:
        """A number and its noun, on one line."""
        forms = _texts(self.file)[noun][self.language]
        return str(forms[self.formats.plural(n)]).format(n=self.formats.number(n)).replace(" ", "\u00a0")

    def get(self, key: str, default: str) -> str:
        """The phrase, or the default for a key that is not in the file."""
        return self(key) if key in _texts(self.file) else default


@cache
def _texts(file: str) -> Mapping[str, Any]:
    package, name = file.split("/")
    body = yaml.safe_load(files(package).joinpath(name).read_text(encoding="utf-8"))
    return {key: {language: _set(words, language) for language, words in both.items()} for key, both in body.items()}


def _set(words: Any, language: str) -> Any:
    if isinstance(words, dict):
        return {form: _set(text, language) for form, text in words.items()}
    return french_typography(words) if language == "fr" else words.replace("'", "\u2019")
