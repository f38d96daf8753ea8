"""A tiny gold file, written for these tests, and models that can be foretold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from voc.analyze import Tools
from voc.config import Config, load_config
from voc.protocols import FloatArray, Predictions, Span
from voc.shipped import shipped


def line(
    own: str, language: str, text: str, a: list[list[str]], b: list[list[str]], overall: str, effort: bool, source: str
) -> dict[str, object]:
    said = {"overall": overall, "effort": effort}
    return {
        "id": own,
        "language": language,
        "source": source,
        "sector": "shops",
        "text": text,
        "annotations": {"A": {"mentions": a, **said}, "B": {"mentions": b, **said}},
    }


LATE = ["delivery", "delivery", "neg"]
PAY = ["purchase", "payment", "neg"]
SITE = ["purchase", "website", "neg"]
EARLY, EARLY_B = ["delivery", "delivery", "pos"], ["delivery", "none", "pos"]
GOLD = [
    line(
        "g1",
        "fr",
        "La livraison a eu trois semaines de retard, impossible de joindre le transporteur.",
        [LATE],
        [LATE],
        "neg",
        True,
        "reviews",
    ),
    line("g2", "en", "The parcel arrived two days early and the driver was friendly.", [EARLY], [EARLY_B], "pos", False, "reviews"),
    line("g3", "fr", "Le paiement par carte bancaire a été refusé deux fois sur le site.", [PAY, SITE], [PAY], "neg", True, "survey"),
    line("g4", "en", "It is what it is, nothing more to add about that.", [], [["none", "none", "neu"]], "neu", False, "survey"),
]


class FlatEncoder:
    """Every span has the same vector."""

    model_id = "flat"
    dim = 4

    def encode(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> FloatArray:
        return np.full((sum(map(len, spans)), self.dim), 0.5, dtype=np.float32)

    def encode_both(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> tuple[FloatArray, FloatArray]:
        return self.encode(texts, spans), self.encode(texts, spans)


class OneAnswer:
    """Reads every mention as a negative delivery by the carrier that cost effort, whatever cue it holds."""

    version = "one"

    def __init__(self, stages: Sequence[str], touchpoints: Sequence[str]) -> None:
        self.stages, self.touchpoints = (*stages, "unplaced"), (*touchpoints, "unplaced")

    def predict(self, mentions: FloatArray, comments: FloatArray, written: object = None) -> Predictions:
        def sure(ids: Sequence[str], answer: str) -> FloatArray:
            return np.tile(np.array([float(i == answer) for i in ids], dtype=np.float32), (len(mentions), 1))

        effort = np.full(len(mentions), 0.9, dtype=np.float32)
        places = sure(self.stages, "delivery"), sure(self.touchpoints, "delivery")
        return Predictions(sure(("neg", "neu", "pos"), "neg"), effort, *places, self.stages, self.touchpoints)

    def because(self, mentions: FloatArray, written: object, places: Sequence[tuple[str, str]]) -> list[tuple[list[str], str | None]]:
        return [([], None)] * len(places)


@pytest.fixture
def gold_file(tmp_path: Path) -> Path:
    file = tmp_path / "gold.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in GOLD), encoding="utf-8")
    return file


@pytest.fixture
def tools(config: Config) -> Tools:
    return Tools(FlatEncoder(), OneAnswer([s.id for s in config.journey.stages], [t.id for t in config.journey.touchpoints]), None)


@pytest.fixture(scope="session")
def config() -> Config:
    """What `voc evaluate` uses when no configuration is given."""
    return load_config(shipped("configs/analyze.yml"), shipped("configs/journey.yml"))
