"""The words of exports."""

from __future__ import annotations

from voc.wording import Words, words_of


def words(language: str) -> Words:
    """All words of `fr` or `en`."""
    return words_of(language, "voc.publish/words.yml")
