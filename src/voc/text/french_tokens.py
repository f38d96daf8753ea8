"""French words for spaCy, cut without its list of compounds.

spaCy's own French rules hold one expression of 1.4 million characters ("aigre-douce", "porte-bagages"), which Python compiles for two
to three seconds at every start. Names of persons do not turn on it; elided articles and inverted pronouns do, and these are cut here.
"""

from __future__ import annotations

from typing import Any

from voc.text.spacy_without_torch import spacy

NAME = "voc.french.v1"
_ELIDED = "dlnDLN"
_PRONOUNS = "ce clés elle en il ils je là moi nous on t vous"
SETTINGS = {"nlp": {"lang": "xx", "tokenizer": {"@tokenizers": NAME}}}
"""What the French model is opened with in place of its own language and rules; exclude its `tokenizer` as well."""


def register() -> None:
    """Make `NAME` known to spaCy."""
    spacy().registry.tokenizers(NAME, func=_factory)


def _factory() -> Any:
    return _tokenizer


def _tokenizer(nlp: Any) -> Any:
    from spacy.lang.char_classes import ALPHA
    from spacy.lang.punctuation import TOKENIZER_INFIXES, TOKENIZER_PREFIXES, TOKENIZER_SUFFIXES
    from spacy.tokenizer import Tokenizer
    from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

    pronouns = "|".join([*_PRONOUNS.split(), *_PRONOUNS.upper().split()])
    return Tokenizer(
        nlp.vocab,
        prefix_search=compile_prefix_regex([*TOKENIZER_PREFIXES, rf"(?:[{_ELIDED}]['’])(?=[{ALPHA}])"]).search,
        suffix_search=compile_suffix_regex([*TOKENIZER_SUFFIXES, rf"(?<=[{ALPHA}])[-–—‐‑](?:{pronouns})"]).search,
        infix_finditer=compile_infix_regex([*TOKENIZER_INFIXES, rf"(?<=[{ALPHA}]['’])(?=[{ALPHA}])"]).finditer,
    )
