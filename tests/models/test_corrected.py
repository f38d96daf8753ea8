"""What analysts corrected is learnt, and leaves the rest alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voc.models import Heads, with_corrections
from voc.models.corrected import lean
from voc.models.encoder import OnnxEncoder
from voc.models.features import features, unjoined
from voc.protocols import FloatArray

LOCKERS = [
    "La consigne automatique a refusé mon code.",
    "The pickup locker would not open.",
    "Consigne pleine, impossible de déposer le retour.",
    "I had to try three lockers before one took my code.",
    "L'écran de la consigne est resté noir.",
]


def vectors(encoder: OnnxEncoder, texts: list[str]) -> FloatArray:
    return encoder.encode(texts, [[(0, len(t))] for t in texts])


@pytest.fixture(scope="module")
def taught(shipped_heads: Heads, shipped_encoder: OnnxEncoder, root: Path) -> Heads:
    read = vectors(shipped_encoder, LOCKERS)
    said = {"stage": [None] * len(LOCKERS), "touchpoint": ["store"] * len(LOCKERS)}
    return with_corrections(shipped_heads, read, read, said, root / "models" / "heads")


def test_corrected_mentions_go_where_they_were_put(taught: Heads, shipped_heads: Heads, shipped_encoder: OnnxEncoder) -> None:
    read = vectors(shipped_encoder, LOCKERS)
    store = shipped_heads.labels["touchpoint"].index("store")
    before, after = (h.predict(read, read).touchpoint for h in (shipped_heads, taught))
    # The corrected mentions themselves are obeyed word for word (`journey.obey`); here the heads learn, and may keep a doubt.
    assert (after[:, store] > before[:, store]).all()
    assert (after.argmax(1) == store).sum() >= len(LOCKERS) - 1 > (before.argmax(1) == store).sum()


def test_what_is_alike_follows_and_the_rest_stays(taught: Heads, shipped_heads: Heads, shipped_encoder: OnnxEncoder) -> None:
    store = shipped_heads.labels["touchpoint"].index("store")
    alike = vectors(shipped_encoder, ["Le casier de la consigne ne s'est pas ouvert.", "Locker screen frozen, code refused."])
    before, after = (h.predict(alike, alike).touchpoint[:, store] for h in (shipped_heads, taught))
    assert (after > before).all()
    others = vectors(shipped_encoder, ["Votre application plante.", "My bill went up again.", "Personne ne répond au téléphone."])
    was, now = (h.predict(others, others) for h in (shipped_heads, taught))
    assert now.touchpoint.argmax(1).tolist() == was.touchpoint.argmax(1).tolist()
    assert now.stage == pytest.approx(was.stage)


def test_a_place_that_the_heads_do_not_know_teaches_nothing(shipped_heads: Heads, shipped_encoder: OnnxEncoder, root: Path) -> None:
    read = vectors(shipped_encoder, LOCKERS[:1])
    said = {"stage": ["my_own_stage"], "touchpoint": [None]}
    assert not with_corrections(shipped_heads, read, read, said, root / "models" / "heads").leaning


def test_without_a_ground_nothing_is_learnt(shipped_heads: Heads, shipped_encoder: OnnxEncoder, tmp_path: Path) -> None:
    read = vectors(shipped_encoder, LOCKERS[:1])
    assert with_corrections(shipped_heads, read, read, {"stage": ["use"], "touchpoint": [None]}, tmp_path) is shipped_heads


def test_rows_sum_to_one_and_no_correction_changes_nothing() -> None:
    random = np.random.default_rng(0)
    ground, known = random.normal(size=(50, 6)).astype(np.float32), random.dirichlet(np.ones(3), 50).astype(np.float32)
    learnt = lean(ground, known, ground[:0], known[:0], np.zeros(0, np.intp))
    assert learnt.of(known, ground) == pytest.approx(known, abs=1e-4)
    leaning = lean(ground, known, ground[:2], known[:2], np.array([2, 2]))
    assert leaning.of(known, ground).sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_features_come_apart_again() -> None:
    random = np.random.default_rng(1)
    one, other = (random.normal(size=(4, 8)).astype(np.float32) for _ in range(2))
    assert np.concatenate(unjoined(features(one, other))) == pytest.approx(np.concatenate([one, other]), abs=1e-5)
