"""What the core asks of the outside: one small Protocol per need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
Span = tuple[int, int]


class Encoder(Protocol):
    """Turns spans of text into vectors, each read in the context of its text."""

    @property
    def model_id(self) -> str:
        """Changes whenever the same text could get another vector."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> FloatArray:
        """Vectors of the spans of each text.

        Args:
            texts: What was written, n of them.
            spans: For each text, its spans as (start, end) character offsets.
        Returns:
            Unit rows, one per span, in order: all spans of texts[0], then of texts[1], ...
        """
        ...


class PersonFinder(Protocol):
    """Finds names of private persons."""

    def find(self, texts: Sequence[str], languages: Sequence[str]) -> list[list[Span]]:
        """Spans of person names, per text, ordered and non-overlapping."""
        ...


class Lemmatizer(Protocol):
    """Splits a text into lemmas that can serve as topic words."""

    def lemmas(self, texts: Sequence[str], language: str) -> list[list[tuple[str, str]]]:
        """Per text, (lemma, surface form) of its content words, in order."""
        ...


class Progress(Protocol):
    """Told how far a long step has come; the core never prints."""

    def __call__(self, done: int, total: int, what: str) -> None: ...


def silent(done: int, total: int, what: str) -> None:
    """A Progress that nobody watches."""
