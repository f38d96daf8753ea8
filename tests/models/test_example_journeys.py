"""The three example journeys place what is theirs, and leave the rest where it was."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from voc.config import Config, ModelSettings, load_config
from voc.journey import Taxonomy, place
from voc.models import Heads, for_journey
from voc.models.encoder import OnnxEncoder
from voc.protocols import Written

SAID = {
    "retail": [
        (
            "Commande prête au retrait en magasin à midi, j'ai attendu une heure au comptoir.",
            "touchpoint",
            "click_and_collect",
        ),
        ("The pickup locker stayed shut, my order was inside.", "touchpoint", "click_and_collect"),
        ("Mes points de fidélité n'ont jamais été crédités.", "touchpoint", "loyalty_card"),
    ],
    "bank_insurance": [
        ("Dégât des eaux en janvier, toujours pas d'expert et aucune indemnisation.", "stage", "claim"),
        ("My claim for the stolen car was settled in ten days.", "stage", "claim"),
        ("Le livret rapporte moins que l'assurance-vie, dommage.", "touchpoint", "investments"),
    ],
    "public_service": [
        ("J'ai déposé un recours contre la décision, sans réponse depuis deux mois.", "stage", "appeal"),
        ("The tribunal cancelled the fine after my appeal.", "stage", "appeal"),
    ],
}
ANYWHERE = [("Personne ne répond au téléphone.", "phone"), ("Votre site internet plante dès que je valide le formulaire.", "website")]


def company(name: str, root: Path, folder: Path) -> Config:
    (folder / "voc.yml").write_text(f"journey: {root}/configs/examples/journeys/{name}.yml\n", encoding="utf-8")
    return load_config(folder / "voc.yml", root / "configs" / "journey.yml")


@pytest.mark.parametrize("name", sorted(SAID))
def test_an_example_journey_places_what_is_its_own(
    root: Path, tmp_path: Path, shipped_heads: Heads, shipped_encoder: OnnxEncoder, name: str
) -> None:
    journey = company(name, root, tmp_path).journey
    heads = for_journey(shipped_heads, journey, shipped_encoder, root / "models" / "heads")
    texts = [t for t, *_ in SAID[name]] + [t for t, _ in ANYWHERE]
    languages = ["en" if t.isascii() and " the " in f" {t.lower()} " else "fr" for t in texts]
    vectors = shipped_encoder.encode(texts, [[(0, len(t))] for t in texts])
    predictions = heads.predict(vectors, vectors, Written(texts, texts, languages))
    rows = place(predictions, texts, pd.DataFrame({"language": languages}), Taxonomy.of(journey), ModelSettings())
    found = [(t, axis, rows[axis][i]) for i, (t, axis, _) in enumerate(SAID[name])]
    assert found == SAID[name]
    assert rows["touchpoint"].tolist()[len(SAID[name]) :] == [t for _, t in ANYWHERE]
    assert set(rows["touchpoint"]) <= {*(e.id for e in journey.touchpoints), "unplaced"}
    assert set(rows["stage"]) <= {*(e.id for e in journey.stages), "unplaced"}
