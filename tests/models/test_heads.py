"""The heads that ship, on the vectors of the encoder that ships."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from voc.config import Journey, ModelSettings
from voc.errors import ModelError
from voc.models import Heads, check_pair, open_heads
from voc.models.encoder import OnnxEncoder
from voc.protocols import FloatArray, Predictions, Written
from voc.text import detect

# Text, stage (None: not obvious), touchpoint, sentiment.
OBVIOUS = [
    ("Le paiement a été refusé deux fois.", None, "payment", "negative"),
    ("My card was declined at checkout and the payment failed.", "purchase", "payment", "negative"),
    ("La livraison a trois semaines de retard.", "delivery", "delivery", "negative"),
    ("My parcel never arrived.", "delivery", "delivery", "negative"),
    ("Le livreur a laissé le colis sous la pluie.", "delivery", "delivery", "negative"),
    ("Delivery was fast and the driver was lovely.", "delivery", "delivery", "positive"),
    ("The app crashes every time I open it.", "use", "mobile_app", "negative"),
    ("Personne ne répond au téléphone, j'ai attendu 40 minutes.", "support", "phone", "negative"),
    ("I spent an hour on hold on the phone.", None, "phone", "negative"),
    ("Le vendeur en magasin m'a très bien conseillé.", None, "store", "positive"),
    ("Mon remboursement n'est toujours pas arrivé, un mois après le retour.", "support", "returns_refunds", "negative"),
    ("I returned the shoes and I am still waiting for my refund.", "support", "returns_refunds", "negative"),
    ("Le site est clair et on trouve tout de suite ce qu'on cherche.", "consideration", "website", "positive"),
    ("Impossible de me connecter à mon compte client, le mot de passe est refusé.", None, "customer_account", "negative"),
    ("La machine à laver est tombée en panne au bout de deux mois.", None, "product", "negative"),
    ("Vos publicités à la télévision sont mensongères.", "awareness", "advertising", "negative"),
    ("The chat agent solved my problem in two minutes.", "support", "chat", "positive"),
    ("Mes courriels restent sans réponse depuis dix jours.", None, "email", "negative"),
    ("L'application plante à chaque ouverture.", "use", "mobile_app", "negative"),
    ("Je recommande cette enseigne à tous mes amis.", "loyalty", "unplaced", "positive"),
    ("Les prix ont encore augmenté sans prévenir.", None, "billing_pricing", "negative"),
    ("Bonjour", "unplaced", "unplaced", "neutral"),
]


@pytest.fixture(scope="module")
def vectors(shipped_encoder: OnnxEncoder) -> FloatArray:
    return shipped_encoder.encode([t for t, *_ in OBVIOUS], [[(0, len(t))] for t, *_ in OBVIOUS])


def arrays(found: Predictions) -> list[FloatArray]:
    return [found.sentiment, found.effort, found.stage, found.touchpoint]


@pytest.mark.parametrize(("text", "stage", "touchpoint", "sentiment"), OBVIOUS)
def test_the_obvious_is_read_rightly(
    shipped_encoder: OnnxEncoder, shipped_heads: Heads, text: str, stage: str | None, touchpoint: str, sentiment: str
) -> None:
    vector = shipped_encoder.encode([text], [[(0, len(text))]])
    written = Written([text], [text], [detect(pd.Series([text], dtype="str"), ("fr", "en"), 0.15)["language"].item()])
    found = shipped_heads.predict(vector, vector, written)
    assert found.touchpoints[found.touchpoint[0].argmax()] == touchpoint
    assert ("negative", "neutral", "positive")[found.sentiment[0].argmax()] == sentiment
    assert stage in (None, found.stages[found.stage[0].argmax()])


def test_waiting_and_trying_again_is_effort(shipped_heads: Heads, vectors: FloatArray) -> None:
    effort = dict(zip((t for t, *_ in OBVIOUS), shipped_heads.predict(vectors, vectors).effort, strict=True))
    assert effort["Personne ne répond au téléphone, j'ai attendu 40 minutes."] > 0.5
    assert effort["Delivery was fast and the driver was lovely."] < 0.1


def test_probabilities_sum_to_one(shipped_heads: Heads, vectors: FloatArray) -> None:
    found = shipped_heads.predict(vectors, vectors)
    for p in (found.sentiment, found.stage, found.touchpoint):
        assert p.dtype == np.float32
        assert (p >= 0).all()
        assert p.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert ((found.effort >= 0) & (found.effort <= 1)).all()


def test_row_order_does_not_matter(shipped_heads: Heads, vectors: FloatArray) -> None:
    order = np.random.default_rng(3).permutation(len(vectors))
    comments = vectors[::-1]
    here, there = shipped_heads.predict(vectors, comments), shipped_heads.predict(vectors[order], comments[order])
    for a, b in zip(arrays(here), arrays(there), strict=True):
        assert b == pytest.approx(a[order], abs=1e-6)


def test_the_comment_is_context(shipped_heads: Heads, vectors: FloatArray) -> None:
    alone, beside = shipped_heads.predict(vectors[:1], vectors[:1]), shipped_heads.predict(vectors[:1], vectors[5:6])
    assert not np.allclose(alone.sentiment, beside.sentiment, atol=1e-3)


def test_no_mention_no_row(shipped_heads: Heads) -> None:
    nothing = np.zeros((0, 384), np.float32)
    assert shipped_heads.predict(nothing, nothing).stage.shape == (0, len(shipped_heads.labels["stage"]))


def test_heads_know_the_default_journey(shipped_heads: Heads, journey: Journey) -> None:
    assert set(shipped_heads.labels["stage"]) == {"unplaced", *(s.id for s in journey.stages)}
    assert set(shipped_heads.labels["touchpoint"]) == {"unplaced", *(t.id for t in journey.touchpoints)}


def test_heads_read_one_encoder_only(shipped_encoder: OnnxEncoder, shipped_heads: Heads) -> None:
    check_pair(shipped_encoder.model_id, shipped_heads)
    with pytest.raises(ModelError, match="fitted on the vectors of"):
        check_pair("another", shipped_heads)
    with pytest.raises(ModelError, match="fit heads for this encoder"):
        check_pair(shipped_encoder.model_id, replace(shipped_heads, encoder="another"))


def test_an_analysis_refuses_a_pair_that_does_not_fit(monkeypatch: pytest.MonkeyPatch, root: Path, tmp_path: Path) -> None:
    from voc.cli import analysis

    copy = shutil.copytree(root / "models" / "heads", tmp_path / "heads")
    about = copy / "heads.json"
    about.write_text(about.read_text("utf-8").replace('"encoder": "voc-', '"encoder": "another-'), "utf-8")
    settings = analysis._settings(None)
    assert settings.models == ModelSettings()
    pair = settings.model_copy(update={"models": ModelSettings(heads=str(copy))})
    with pytest.raises(ModelError, match="fitted on the vectors of another-"):
        analysis._tools(pair, False)


@pytest.mark.parametrize("file", ["heads.npz", "heads.json"])
def test_a_missing_or_broken_file_is_named(root: Path, tmp_path: Path, file: str) -> None:
    copy = shutil.copytree(root / "models" / "heads", tmp_path / "heads")
    (copy / file).write_bytes(b"{")
    with pytest.raises(ModelError, match="cannot be read"):
        open_heads(str(copy), tmp_path)
    (copy / file).unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        open_heads(str(copy), tmp_path)


def test_the_version_follows_the_files(shipped_heads: Heads, root: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(root / "models" / "heads", tmp_path / "heads")
    assert open_heads(str(copy), tmp_path).version == shipped_heads.version
    about = json.loads((copy / "heads.json").read_text("utf-8"))
    (copy / "heads.json").write_text(json.dumps(about | {"min_stage": about["min_stage"] + 0.1}), "utf-8")
    assert open_heads(str(copy), tmp_path).version != shipped_heads.version


def test_evidence_names_the_words_that_weighed_and_an_example_of_the_place(shipped_encoder: OnnxEncoder, shipped_heads: Heads) -> None:
    said = [
        ("My parcel never arrived.", "en", ("delivery", "delivery")),
        ("Le paiement a été refusé deux fois.", "fr", ("purchase", "payment")),
    ]
    texts, languages, places = zip(*said, strict=True)
    vectors = shipped_encoder.encode(texts, [[(0, len(t))] for t in texts])
    (parcel, late), (refused, unpaid) = shipped_heads.because(vectors, Written(texts, texts, languages), places)
    assert "parcel" in parcel
    assert "paiement" in refused
    for example, place, language in ((late, places[0], "en"), (unpaid, places[1], "fr")):
        at = shipped_heads.examples.texts.index(example)
        assert (shipped_heads.examples.places[at], shipped_heads.examples.languages[at]) == (place, language)
