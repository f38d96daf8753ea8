"""The words of exports in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

from voc.formats import Formats, french_typography

Language = Literal["fr", "en"]


@dataclass(frozen=True)
class Words:
    """The words and number formats of one language."""

    formats: Formats
    texts: Mapping[str, str]

    @property
    def language(self) -> str:
        return self.formats.language

    def __call__(self, key: str, **values: object) -> str:
        """The words, with values in place."""
        text = self.texts[key]
        return text.format(**values) if values else text

    def get(self, key: str, default: str) -> str:
        """The words, or the default for a key that a company or a later version brought in."""
        return self.texts.get(key, default)


@cache
def words(language: Language) -> Words:
    """All words of `fr` or `en`."""
    body = yaml.safe_load(files("voc.publish").joinpath("words.yml").read_text(encoding="utf-8"))
    texts = {key: french_typography(both["fr"]) if language == "fr" else both["en"].replace("'", "\u2019") for key, both in body.items()}
    return Words(Formats(language), texts)
