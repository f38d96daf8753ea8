"""What two languages say of one subject comes together, and strangers stay strangers."""

from __future__ import annotations

import numpy as np
import pytest

from voc.protocols import FloatArray
from voc.topics.bank import bank, met
from voc.topics.distinct import unit
from voc.training.alignment import aligned

DIM, EACH = 24, 12


def spoken() -> list[int]:
    """Names whose own title says their words, and nobody else's, in both languages."""
    told = {x: met([getattr(name, x) for name in bank()], x) for x in ("fr", "en")}
    clear = [k for k in range(len(bank())) if all(t[k].sum() == 1 and t[k, k] and t[:, k].sum() == 1 for t in told.values())]
    return clear[:20]


def planted(names: list[int]) -> tuple[FloatArray, list[str], list[str], np.ndarray]:
    """Rows, texts, languages, subject of each: a part that both languages share, and a larger one of each language."""
    random = np.random.default_rng(7)
    shared = np.zeros((len(names), DIM))
    shared[:, : DIM // 2] = random.normal(size=(len(names), DIM // 2))
    rows, texts, languages, subject = [], [], [], []
    for language in ("fr", "en"):
        own = np.zeros((len(names), DIM))
        own[:, DIM // 2 :] = 1.5 * random.normal(size=(len(names), DIM // 2))
        for k, name in enumerate(names):
            rows.append(shared[k] + own[k] + 0.3 * random.normal(size=(EACH, DIM)))
            texts += [getattr(bank()[name], language)] * EACH
            languages += [language] * EACH
            subject += [k] * EACH
    return unit(np.vstack(rows).astype(np.float32)), texts, languages, np.array(subject)


def found_abroad(rows: FloatArray, languages: list[str], subject: np.ndarray) -> float:
    """Share of the French mentions whose nearest English one speaks of the same."""
    french, english = (np.array(languages) == x for x in ("fr", "en"))
    a, b = (unit(rows[x] - rows[x].mean(axis=0)) for x in (french, english))
    return float((subject[english][(a @ b.T).argmax(axis=1)] == subject[french]).mean())


def test_what_two_languages_say_of_a_subject_comes_together() -> None:
    rows, texts, languages, subject = planted(spoken())
    matrix = aligned(rows, texts, languages, seed=3)
    after = unit(rows @ matrix)
    assert found_abroad(after, languages, subject) > found_abroad(rows, languages, subject) + 0.1
    assert np.abs(after[::7] @ after[1::7].T - rows[::7] @ rows[1::7].T).mean() < 0.2
    assert np.array_equal(matrix, aligned(rows, texts, languages, seed=3))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_one_language_alone_is_left_as_it_is(language: str) -> None:
    rows, texts, languages, _ = planted(spoken()[:3])
    mine = np.array(languages) == language
    alone = aligned(rows[mine], [t for t, m in zip(texts, mine, strict=True) if m], [language] * int(mine.sum()), seed=3)
    assert np.array_equal(alone, np.eye(DIM, dtype=np.float32))
