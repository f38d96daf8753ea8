"""What the tuned encoder must not forget."""

from __future__ import annotations

import numpy as np
import pytest

from voc.models.encoder import OnnxEncoder
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


def test_one_centred_unit_row_per_mention(shipped_encoder: OnnxEncoder) -> None:
    comments = [
        comment("a", "Le colis est arrivé ouvert.", "Le vendeur était charmant."),
        comment("b", "Votre application plante."),
        comment("c", "Colis livré ouvert et vide."),
    ]
    found = subjects(comments, shipped_encoder)
    assert found.shape == (4, shipped_encoder.dim)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    alike = found @ found.T
    assert alike[0].argsort()[-2] == 3
