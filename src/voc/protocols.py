"""What the core asks of the outside: one small Protocol per need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

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

    def encode_both(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> tuple[FloatArray, FloatArray]:
        """The vectors of `encode`, and unit rows in which what is about the same lies together, whatever is felt about it."""
        ...


@dataclass(frozen=True)
class Predictions:
    """What a reader thinks of n mentions, as probabilities.

    Attributes:
        sentiment: Shape (n, 3): negative, neutral, positive.
        effort: Shape (n,).
        stage: Shape (n, len(stages)).
        touchpoint: Shape (n, len(touchpoints)).
        stages: Ids of the columns of `stage`, `unplaced` among them.
        touchpoints: Ids of the columns of `touchpoint`, `unplaced` among them.
        min_stage: Probability below which a stage is not believed, chosen when the reader was trained.
        min_touchpoint: The same for touchpoints.
        together: How much sooner each stage is believed with each touchpoint, as log-factors of shape (len(stages), len(touchpoints)).
    """

    sentiment: FloatArray
    effort: FloatArray
    stage: FloatArray
    touchpoint: FloatArray
    stages: tuple[str, ...]
    touchpoints: tuple[str, ...]
    min_stage: float = 0.0
    min_touchpoint: float = 0.0
    together: FloatArray | None = None


@dataclass(frozen=True)
class Written:
    """The words of n mentions: each mention's own, those of its whole comment, and the language of both."""

    texts: Sequence[str]
    wholes: Sequence[str]
    languages: Sequence[str]


class Reader(Protocol):
    """Reads sentiment, effort, stage and touchpoint from vectors and words."""

    @property
    def version(self) -> str:
        """Changes whenever the same vectors could be read differently."""
        ...

    def predict(self, mentions: FloatArray, comments: FloatArray, written: Written | None = None) -> Predictions:
        """Probabilities for n mentions.

        Args:
            mentions: Unit rows, shape (n, dim).
            comments: For each mention, the unit vector of its whole feedback, shape (n, dim).
            written: The words behind the vectors; without them the vectors speak alone.
        """
        ...

    def because(self, mentions: FloatArray, written: Written, places: Sequence[tuple[str, str]]) -> list[tuple[list[str], str | None]]:
        """Why each mention is where it is: its own words that weighed most, and the labelled example of that place nearest to it.

        Args:
            mentions: Unit rows, shape (n, dim).
            written: The words behind them.
            places: Stage and touchpoint of each.
        """
        ...


class PersonFinder(Protocol):
    """Finds names of private persons."""

    def find(self, texts: Sequence[str], languages: Sequence[str]) -> list[list[Span]]:
        """Spans of person names, per text, ordered and non-overlapping."""
        ...


class Word(NamedTuple):
    """A content word of a text; `start` is its offset, so that neighbours make phrases."""

    lemma: str
    surface: str
    tag: str
    """NOUN, PROPN, VERB or ADJ."""
    start: int


class Lemmatizer(Protocol):
    """Splits a text into lemmas that can serve as topic words."""

    def lemmas(self, texts: Sequence[str], language: str) -> list[list[Word]]:
        """Per text, its content words, in order."""
        ...


class Namer(Protocol):
    """Proposes names of topics; whatever it proposes is checked."""

    def propose(self, keywords: Mapping[str, Sequence[str]], exemplars: Mapping[str, Sequence[str]]) -> tuple[str, str] | None:
        """A name in French and in English; None when it has none.

        Args:
            keywords: Per language ("fr", "en") the topic's keywords.
            exemplars: Per language a few redacted texts of the topic.
        Raises:
            VocError: It cannot be asked; there is no use in asking again tonight.
        """
        ...


class Progress(Protocol):
    """Told how far a long step has come; the core never prints."""

    def __call__(self, done: int, total: int, what: str) -> None: ...


def silent(done: int, total: int, what: str) -> None:
    """A Progress that nobody watches."""
