"""Comments as the network sees them: as they were written, or as somebody else might have typed them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from voc.training import vocabulary
from voc.training.batches import Example, disguised, example, label_rows
from voc.training.data import LabelledComment
from voc.training.encoder import PREFIX, WINDOW
from voc.training.recipe import Recipe


class Seen:
    """Comments as the network sees them."""

    def __init__(self, tokenizer: Any, comments: Sequence[LabelledComment], stages: Sequence[str], touchpoints: Sequence[str]) -> None:
        self.tokenizer, self.comments = tokenizer, comments
        self.labels = [label_rows(c, stages, touchpoints) for c in comments]
        ends = np.cumsum([0, *(len(c.spans) for c in comments)])
        self.rows = [np.arange(a, b) for a, b in zip(ends, ends[1:], strict=False)]

    def plain(self) -> list[Example]:
        """As they were written."""
        every = zip(self.comments, self.labels, self.rows, strict=True)
        made = [example(self.tokenizer, PREFIX, c.text, c.spans, labels, rows, WINDOW) for c, labels, rows in every]
        return [e for e in made if e.ranges]

    def disguised(self, recipe: Recipe, random: np.random.Generator) -> list[Example]:
        """As one epoch sees them: some typed otherwise, some cut down to one mention, as nobody cuts exactly like the annotators."""
        made = []
        for c, labels, rows in zip(self.comments, self.labels, self.rows, strict=True):
            text, spans, own, kept = disguised(c.text, random), c.spans, labels, rows
            if len(spans) > 1 and random.random() < recipe.alone:
                i = int(random.integers(len(spans)))
                (start, end), own, kept = spans[i], labels[[i]], rows[[i]]
                text, spans = text[start:end], ((0, end - start),)
            made.append(_masked(example(self.tokenizer, PREFIX, text, spans, own, kept, WINDOW), recipe.masked, random))
        return [e for e in made if e.ranges]


def _masked(made: Example, share: float, random: np.random.Generator) -> Example:
    """Some tokens made unreadable, so that no single word decides.

    This takes the place of dropout inside the network, which costs a seventh of the time.
    """
    hidden = random.random(len(made.ids)) < share
    ids = [vocabulary.UNKNOWN if h and 0 < i < len(made.ids) - 1 else t for i, (t, h) in enumerate(zip(made.ids, hidden, strict=True))]
    return replace(made, ids=ids)
