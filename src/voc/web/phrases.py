"""The words of the pages."""

from __future__ import annotations

from voc.wording import Words, words_of


def phrases(language: str) -> Words:
    """All phrases of `fr` or `en`."""
    return words_of(language, "voc.web/phrases.yml", "voc.web/phrases_measures.yml")
