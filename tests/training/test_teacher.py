"""What the tuned encoder must not forget."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from voc.models.encoder import OnnxEncoder
from voc.protocols import FloatArray, Span
from voc.training.data import Label, LabelledComment
from voc.training.teacher import mixed, subjects

NO_PLACE = Label("unplaced", "unplaced", 1, False)


def comment(own: str, *said: str) -> LabelledComment:
    text, spans = "", []
    for part in said:
        text += " " if text else ""
        spans.append((len(text), len(text) + len(part)))
        text += part
    return LabelledComment(own, text, tuple(spans), (NO_PLACE,) * len(said), "fr", "review", "", "test")


def test_a_few_words_need_their_comment_more_than_many() -> None:
    context, own = np.tile(np.array([[1.0, 0.0]], np.float32), (2, 1)), np.tile(np.array([[0.0, 1.0]], np.float32), (2, 1))
    short, long = mixed(context, own, np.array([8.0, 200.0]))
    assert short[0] > long[0]
    assert long[1] > long[0]
    assert np.linalg.norm([short, long], axis=1) == pytest.approx(1)


COMMENTS = [
    comment("a", "Le colis est arrivé ouvert.", "Le vendeur était charmant."),
    comment("b", "Votre application plante."),
    comment("c", "Colis livré ouvert et vide."),
]


class Counting:
    """The encoder, and how many texts it was given."""

    def __init__(self, encoder: OnnxEncoder) -> None:
        self.encoder, self.texts = encoder, 0
        self.dim, self.model_id = encoder.dim, encoder.model_id

    def encode(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> FloatArray:
        self.texts += len(texts)
        return self.encoder.encode(texts, spans)


def test_one_centred_unit_row_per_mention(shipped_encoder: OnnxEncoder, tmp_path: Path) -> None:
    found = subjects(COMMENTS, shipped_encoder, tmp_path / "taught.npz")
    assert found.shape == (4, shipped_encoder.dim)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    alike = found @ found.T
    assert alike[0].argsort()[-2] == 3


def test_what_was_read_before_is_not_read_again(shipped_encoder: OnnxEncoder, tmp_path: Path) -> None:
    counting = Counting(shipped_encoder)
    subjects(COMMENTS[:2], counting, tmp_path / "kept.npz")
    before = counting.texts
    joined = subjects([COMMENTS[2], *COMMENTS[:2]], counting, tmp_path / "kept.npz")
    assert counting.texts == before + 2
    whole = subjects([COMMENTS[2], *COMMENTS[:2]], shipped_encoder, tmp_path / "other.npz")
    assert joined == pytest.approx(whole, abs=0.02)
