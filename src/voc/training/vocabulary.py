"""Chooses the rows of the vocabulary that customers of these countries can ever need.

multilingual-e5-small knows 250 000 pieces of a hundred languages: four fifths of its weights.
A piece is kept when some frequent word of the languages at stake is cut into it, in any casing,
with or without accents, after a space or after an apostrophe; so are single characters, which
make every other word of these alphabets readable, only in smaller pieces.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from voc.protocols import FloatArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")
UNKNOWN = SPECIALS.index("<unk>")
# How many of each language's most frequent words are cut into pieces. French and English are the
# product's languages, Dutch the third of its first customers; the others are what strays in.
WORDS = {"fr": 60_000, "en": 60_000, "nl": 18_000, "de": 3_000, "es": 3_000, "it": 3_000, "pt": 3_000}
# Languages of which every casing is kept ("WiFi", "URGENT"), and of which words appear after an
# elision or inside a compound, where their pieces are not those that follow a space.
ANY_CASING = ("fr", "en")
INSIDE = ("fr", "en", "nl")
# Alphabets whose letters stay one by one, so that a foreign word is spelt out rather than unknown.
SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW")
# Accents typed apart, the heart's colour, keycaps, joiners of emoji.
MARKS = "\u0300\u0301\u0302\u0308\u0327\ufe0f\u20e3"
# No piece may start from the text "<s>": a customer who types it must not end the sentence.
NEVER = -100.0


def tokenizer(pieces: Sequence[str], scores: FloatArray) -> Tokenizer:
    """The SentencePiece unigram tokenizer of XLM-RoBERTa over a vocabulary that starts with `SPECIALS`.

    The normaliser is SentencePiece's "nmt_nfkc": its table, compared code point by code point, is NFKC
    plus the two replacements below. Spaces at either end and doubled spaces vanish.
    """
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    weights = [NEVER if piece in SPECIALS else float(score) for piece, score in zip(pieces, scores, strict=True)]
    made = Tokenizer(models.Unigram(list(zip(pieces, weights, strict=True)), unk_id=UNKNOWN, byte_fallback=False))
    made.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(r"[\u0001-\u0008\u000B\u000E-\u001F\u007F\u008F\u009F]"), ""),
            normalizers.Replace(Regex(r"[\s\u200B-\u200F\uFEFF\uFFFD\u2581]"), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(r" {2,}"), " "),
            normalizers.Strip(),
        ]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    made.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return made


def keep(full: Tokenizer, texts: Iterable[str]) -> list[int]:
    """Ids of `full` to keep, ascending, `SPECIALS` first."""
    words = set(chain.from_iterable(map(frequent, ANY_CASING)))
    kept = set(range(len(SPECIALS)))
    for piece, i in full.get_vocab().items():
        if _is_letter(piece) or _is_sign(piece) or piece.removeprefix("▁").lower() in words:
            kept.add(i)
    for source in (word_forms(), texts):
        for ids in _cut(full, source):
            kept.update(ids)
    return sorted(kept)


def frequent(language: str) -> list[str]:
    """The words of a language to keep whole, most frequent first, in lower case."""
    from wordfreq import top_n_list

    words: list[str] = top_n_list(language, WORDS[language])
    return words


def word_forms() -> Iterator[str]:
    """Frequent words as they may be typed: casing, accents forgotten, after an elision."""
    for language in WORDS:
        for word in frequent(language):
            for spelling in {word, without_accents(word)}:
                yield spelling
                yield spelling.capitalize()
                if language in ANY_CASING:
                    yield spelling.upper()
                if language in INSIDE:
                    yield f"l'{spelling}"


def without_accents(text: str) -> str:
    """The text as typed on a keyboard in a hurry: e for é, c for ç."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _is_letter(piece: str) -> bool:
    """One letter of a script above, bare or after a space."""
    bare = piece.removeprefix("▁")
    return len(bare) == 1 and bare.isalpha() and unicodedata.name(bare, "").startswith(SCRIPTS)


def _is_sign(piece: str) -> bool:
    """No letter at all: numbers, dates, "!!!", ":-)", and every single emoji."""
    bare = piece.removeprefix("▁")
    if len(bare) == 1 and not bare.isascii():
        return unicodedata.category(bare)[0] in "PSN" or bare in MARKS
    return all(c.isascii() and not c.isalpha() or unicodedata.category(c)[0] in "PS" for c in bare)


def _cut(full: Tokenizer, texts: Iterable[str]) -> Iterator[list[int]]:
    source = iter(texts)
    while batch := list(islice(source, 20_000)):
        for encoding in full.encode_batch_fast(batch, add_special_tokens=False):
            yield encoding.ids
