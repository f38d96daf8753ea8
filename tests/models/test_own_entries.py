"""A stage or touchpoint of the company's own, learnt from five sentences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voc.config import Journey
from voc.errors import ModelError
from voc.models import Heads, for_journey
from voc.models.encoder import OnnxEncoder
from voc.models.own_entries import fit_columns
from voc.protocols import Predictions, Written

LOUNGE = [
    "Le salon était bondé, plus un fauteuil de libre avant le vol.",
    "The lounge had no hot food left at six in the evening.",
    "Douches fermées au salon, dommage pour un billet affaires.",
    "Quiet lounge, good coffee, friendly barman.",
    "On nous a refusé l'entrée du salon malgré la carte gold.",
]


def with_lounge(journey: Journey, maps_to: str | None = "store", examples: list[str] = LOUNGE) -> Journey:
    body = journey.model_dump()
    own = {"id": "lounge", "name": {"fr": "Salon", "en": "Lounge"}, "maps_to": maps_to, "examples": {"fr": examples, "en": []}}
    return Journey.model_validate(body | {"touchpoints": [*body["touchpoints"], own]})


def read(heads: Heads, encoder: OnnxEncoder, *texts: str) -> Predictions:
    vectors = encoder.encode(texts, [[(0, len(t))] for t in texts])
    return heads.predict(vectors, vectors)


@pytest.fixture(scope="module")
def taught(shipped_heads: Heads, shipped_encoder: OnnxEncoder, journey: Journey, root: Path) -> Heads:
    return for_journey(shipped_heads, with_lounge(journey), shipped_encoder, root / "models" / "heads")


def test_five_sentences_are_enough_to_know_a_sixth(taught: Heads, shipped_encoder: OnnxEncoder) -> None:
    found = read(taught, shipped_encoder, "Buffet minable au salon de l'aéroport.", "No seats left in the lounge at noon.")
    assert [found.touchpoints[i] for i in found.touchpoint.argmax(axis=1)] == ["lounge", "lounge"]
    assert found.touchpoint.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_what_has_nothing_to_do_with_it_is_read_as_before(taught: Heads, shipped_heads: Heads, shipped_encoder: OnnxEncoder) -> None:
    texts = ["My parcel never arrived.", "L'application plante à chaque ouverture.", "Personne ne répond au téléphone.", "Merci, parfait."]
    before, after = (read(h, shipped_encoder, *texts) for h in (shipped_heads, taught))
    assert [after.touchpoints[i] for i in after.touchpoint.argmax(1)] == [before.touchpoints[i] for i in before.touchpoint.argmax(1)]
    assert after.touchpoint[:, -1].max() < 0.2
    assert after.stage == pytest.approx(before.stage)


def test_a_mention_placed_in_an_own_entry_is_explained_by_its_examples(taught: Heads, shipped_encoder: OnnxEncoder) -> None:
    text = "Salon bondé, plus de fauteuil libre avant mon vol."
    vector = shipped_encoder.encode([text], [[(0, len(text))]])
    written = Written([text], [text], ["fr"])
    (_, example), (_, elsewhere) = (taught.because(vector, written, [p])[0] for p in (("use", "lounge"), ("use", "store")))
    assert example == LOUNGE[0]
    assert elsewhere not in LOUNGE
    assert taught.because(vector, written, [("unplaced", "unplaced")]) == [([], None)]


def test_another_journey_is_another_version(taught: Heads, shipped_heads: Heads) -> None:
    assert taught.version != shipped_heads.version
    assert taught.together.shape == (shipped_heads.together.shape[0], shipped_heads.together.shape[1] + 1)
    store = shipped_heads.labels["touchpoint"].index("store")
    assert taught.together[:, -1] == pytest.approx(shipped_heads.together[:, store])


def test_an_entry_without_examples_teaches_nothing(
    shipped_heads: Heads, shipped_encoder: OnnxEncoder, journey: Journey, root: Path
) -> None:
    assert for_journey(shipped_heads, with_lounge(journey, examples=[]), shipped_encoder, root / "models" / "heads") is shipped_heads


def test_heads_without_ground_say_so(shipped_heads: Heads, shipped_encoder: OnnxEncoder, journey: Journey, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no ground"):
        for_journey(shipped_heads, with_lounge(journey), shipped_encoder, tmp_path)


def test_scores_are_the_same_whatever_the_order() -> None:
    random = np.random.default_rng(1)
    x = random.normal(size=(400, 8)).astype(np.float32)
    told = random.normal(4, 0.3, size=(5, 8)).astype(np.float32)
    one, other = fit_columns(x, {"a": told}, {}), fit_columns(x, {"a": told[::-1]}, {})
    assert one.weights == pytest.approx(other.weights, abs=1e-3)
    known = np.full((5, 2), 0.5, np.float32)
    assert (one.beside(known, told)[:, 2] > 0.5).all()


def test_the_part_of_an_entry_is_not_held_against_it() -> None:
    """Mentions of the whole lie right beside the examples: unless they are set free, the part can never speak."""
    random = np.random.default_rng(2)
    whole, rest = random.normal(1.5, 0.4, size=(100, 6)), random.normal(-1, 0.6, size=(300, 6))
    x = np.concatenate([whole, rest]).astype(np.float32)
    told, known = random.normal(1.5, 0.4, size=(5, 6)).astype(np.float32), np.array([[0.5, 0.5]], np.float32)
    held = fit_columns(x, {"part": told}, {}).beside(known, told[:1])
    free = fit_columns(x, {"part": told}, {"part": np.arange(400) < 100}).beside(known, told[:1])
    assert free[0, 2] > held[0, 2]
