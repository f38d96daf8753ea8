"""The sentences of pages, exports, alerts and the journey map, from their files."""

import pytest

from voc.wording import words_of

PAGES = ("voc.web/phrases.yml", "voc.web/phrases_measures.yml")


def test_the_two_files_of_the_pages_are_read_as_one():
    both = words_of("fr", *PAGES).texts
    assert both.keys() == words_of("fr", PAGES[0]).texts.keys() | words_of("fr", PAGES[1]).texts.keys()


def test_a_key_said_twice_is_refused():
    with pytest.raises(ValueError, match="already said elsewhere"):
        words_of("en", PAGES[0], PAGES[0])
