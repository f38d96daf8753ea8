"""What is encoded for which mention."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.text.passages import comment_vectors, passages, vector_keys

TEXTS = st.sampled_from(["Trop cher. Mais bon.", "Rien à dire.", "Late again. Never more.", "x"])
CONTEXT = st.sampled_from([None, "Que pensez-vous du prix ?", "Déçu"])


def corpus(*said: tuple[str, str | None, str | None]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Mentions (each sentence is one) and feedback of (text, title, question)."""
    feedback = pd.DataFrame(
        [{"feedback_id": f"f{i}", "text": t, "title": title, "question": q} for i, (t, title, q) in enumerate(said)]
    ).astype("str")
    rows = []
    for i, (text, _, _) in enumerate(said):
        start = 0
        for position, part in enumerate(text.split(". ")):
            rows.append((f"f{i}", position, start, start + len(part)))
            start += len(part) + 2
    return pd.DataFrame(rows, columns=["feedback_id", "position", "start", "end"]), feedback


def read_back(mentions: pd.DataFrame, feedback: pd.DataFrame) -> list[str]:
    """For each mention, the words of the span that its row points to."""
    found = passages(mentions, feedback)
    words = [text[s:e] for text, spans in zip(found.texts, found.spans, strict=True) for s, e in spans]
    return [words[row] for row in found.rows]


def wanted(mentions: pd.DataFrame, feedback: pd.DataFrame) -> list[str]:
    text = feedback.set_index("feedback_id")["text"]
    return [text[m.feedback_id][m.start : m.end] for m in mentions.itertuples()]


def test_what_is_said_twice_is_encoded_once() -> None:
    mentions, feedback = corpus(("Trop cher. Mais bon.", None, None), ("Rien à dire.", None, None), ("Trop cher. Mais bon.", None, None))
    found = passages(mentions, feedback)
    assert found.texts == ["Trop cher. Mais bon.", "Rien à dire."]
    assert found.rows.tolist() == [0, 1, 2, 0, 1]


def test_question_and_title_are_read_before_the_text() -> None:
    found = passages(*corpus(("Trop cher.", "Déçu", "Que pensez-vous du prix ?")))
    assert found.texts == ["Que pensez-vous du prix ?\nDéçu\nTrop cher."]
    assert [found.texts[0][s:e] for s, e in found.spans[0]] == ["Trop cher."]


def test_a_title_that_repeats_the_beginning_is_read_once() -> None:
    assert passages(*corpus(("Trop cher pour ce que c'est.", "Trop cher…", None))).texts == ["Trop cher pour ce que c'est."]


def test_another_question_is_another_passage() -> None:
    assert len(passages(*corpus(("Rien.", None, "Le prix ?"), ("Rien.", None, "Le goût ?"))).texts) == 2


def test_nothing_to_encode() -> None:
    mentions, feedback = corpus(("Rien.", None, None))
    found = passages(mentions.head(0), feedback)
    assert (found.texts, found.spans, found.rows.tolist()) == ([], [], [])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXTS, CONTEXT, CONTEXT), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_every_mention_finds_its_own_words_in_any_order(said: list[tuple[str, str | None, str | None]], random: object) -> None:
    mentions, feedback = corpus(*said)
    found = passages(mentions, feedback)
    assert len(set(zip(found.texts, map(tuple, found.spans), strict=True))) == len(found.texts)
    order = random.sample(range(len(mentions)), len(mentions))  # type: ignore[attr-defined]
    shuffled = mentions.iloc[order]
    assert read_back(shuffled, feedback.iloc[::-1]) == wanted(shuffled, feedback)


def test_a_key_changes_with_all_that_a_vector_depends_on() -> None:
    keys = [
        *vector_keys(["abc def"], [[(0, 3), (4, 7)]]),
        *vector_keys(["abc def"], [[(0, 3)]]),
        *vector_keys(["abc def"], [[(0, 2), (4, 7)]]),
        *vector_keys(["abc deg"], [[(0, 3), (4, 7)]]),
        *vector_keys(["q\nabc def"], [[(2, 5), (6, 9)]]),
    ]
    assert len(set(keys)) == len(keys)


@settings(max_examples=60)
@given(st.text(max_size=20), st.text(max_size=20), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=4))
def test_keys_depend_on_nothing_but_their_own_text(text: str, other: str, spans: list[tuple[int, int]]) -> None:
    together = vector_keys([other, text, other], [[(0, 1)], spans, []])
    assert together[1:] == vector_keys([text], [spans])
    assert len(set(together[1:])) == len(spans)


def test_a_lone_surrogate_has_a_key() -> None:
    assert len(vector_keys(["\ud83d"], [[(0, 1)]])) == 1


def test_a_comment_is_the_mean_of_its_mentions_by_length() -> None:
    vectors = np.eye(3, dtype=np.float32)
    found = comment_vectors(vectors, np.array([0, 0, 1]), np.array([30.0, 40.0, 0.0]))
    assert found == pytest.approx(np.array([[0.6, 0.8, 0], [0.6, 0.8, 0], [0, 0, 1]], np.float32))
    assert found.dtype == np.float32
    assert comment_vectors(vectors[:0], np.array([], np.intp), np.array([])).shape == (0, 3)
