"""Labelled comments as token batches, with the tokenizer that ships."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from voc.training.batches import UNKNOWN, Example, batches, disguised, example, label_rows
from voc.training.data import Label, LabelledComment

PREFIX = "query: "
TEXT = "Le colis était ouvert. Mais le livreur était aimable."
SPANS = ((0, 22), (23, 53))
LABELS = np.array([[0, 1, 2, 3], [2, 0, 2, UNKNOWN]], dtype=np.int64)


@pytest.fixture(scope="module")
def tokenizer(root: Path) -> Tokenizer:
    return Tokenizer.from_file(str(root / "models" / "encoder" / "tokenizer.json"))


def said(tokenizer: Tokenizer, made: Example, row: int) -> str:
    start, end = made.ranges[row]
    return str(tokenizer.decode(made.ids[start:end])).strip()


def test_each_mention_has_its_own_tokens(tokenizer: Tokenizer) -> None:
    made = example(tokenizer, PREFIX, TEXT, SPANS, LABELS, np.arange(2), 192)
    assert [said(tokenizer, made, row) for row in (0, 1)] == [TEXT[:22], TEXT[23:]]
    assert made.ranges[0][1] <= made.ranges[1][0]
    assert made.labels.tolist() == LABELS.tolist()


def test_what_lies_beyond_the_window_is_left_out_with_its_labels(tokenizer: Tokenizer) -> None:
    whole = example(tokenizer, PREFIX, TEXT, SPANS, LABELS, np.arange(2), 192)
    tight = example(tokenizer, PREFIX, TEXT, SPANS, LABELS, np.arange(2), whole.ranges[1][0] + 1)
    assert len(tight.ids) == whole.ranges[1][0] + 1
    assert tight.ids[-1] == whole.ids[-1]
    assert tight.ranges == whole.ranges[:1]
    assert tight.labels.tolist() == LABELS[:1].tolist()


def test_labels_are_numbers_and_what_is_not_known_says_so() -> None:
    labels = (Label("use", "store", 0, True), Label("", "", 2, False))
    comment = LabelledComment("1", TEXT, SPANS, labels, "fr", "review", "", "shop")
    rows = label_rows(comment, ["delivery", "use"], ["phone", "store"])
    assert rows.tolist() == [[0, 1, 1, 1], [2, 0, UNKNOWN, UNKNOWN]]


@settings(max_examples=60)
@given(st.text(max_size=40), st.integers(0, 200))
def test_a_disguise_keeps_every_offset(text: str, seed: int) -> None:
    assert len(disguised(text, np.random.default_rng(seed))) == len(text)


def test_disguises_are_what_people_type() -> None:
    made = {disguised("Déçu", np.random.default_rng(seed)) for seed in range(200)}
    assert made == {"Déçu", "Decu", "déçu", "DÉÇU"}


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    """Forty comments of two mentions; the label names the comment."""
    random = np.random.default_rng(1)
    made = []
    for i in range(40):
        n = int(random.integers(6, 60))
        made.append(Example(list(range(2, n + 2)), [(1, 3), (3, n - 1)], np.full((2, 4), i, dtype=np.int64), np.array([2 * i, 2 * i + 1])))
    return made


@pytest.mark.slow
def test_every_mention_is_in_one_batch_and_averages_its_own_tokens(examples: list[Example]) -> None:
    met = []
    for batch in batches(examples, 256, np.random.default_rng(2)):
        rows, length = batch.ids.shape
        assert rows * length <= 256
        assert batch.pool.sum(dim=1).numpy() == pytest.approx(1)
        for mention, label in enumerate(batch.labels[:, 0].tolist()):
            row = int(batch.owner[mention])
            ids = batch.ids[row, : int(batch.mask[row].sum())].tolist()
            assert ids == examples[label].ids
            pooled = (batch.pool[mention].reshape(rows, length)[row] > 0).nonzero().flatten().tolist()
            start, end = examples[label].ranges[met.count(label)]
            assert pooled == list(range(start, end))
            assert int(batch.lengths[mention]) == end - start
            assert int(batch.rows[mention]) == 2 * label + met.count(label)
            met.append(label)
    assert sorted(met) == sorted([*range(40)] * 2)


@pytest.mark.slow
def test_batches_are_the_same_for_the_same_seed_and_ordered_without_one(examples: list[Example]) -> None:
    def order(seed: int | None) -> list[int]:
        random = None if seed is None else np.random.default_rng(seed)
        return [label for b in batches(examples, 256, random) for label in b.labels[:, 0].tolist()]

    assert order(5) == order(5)
    assert order(5) != order(6)
    assert order(None) == sorted(order(None), key=lambda i: len(examples[i].ids))
