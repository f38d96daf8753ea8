"""Sentiment on sources that nothing was trained on: `VOC_DATA=DATA python benchmarks/left_out.py DATA/labelled WORK`.

For each real source in turn, a logistic head reads its mentions that was fitted on all other sources and on comments written for the
project, on two encoders: the untuned one, frozen, and one tuned on written comments alone. That encoder has seen no real source at all,
which is harder than leaving out one, and needs one tuning instead of seven. It is tuned for one epoch on `TUNED_ON` comments, a quarter
of what the encoder that ships has learnt from. WORK is a folder that `voc train` has used (its `untuned` is read).
Writes benchmarks/results/left_out.md.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from voc.models.encoder import OnnxEncoder
from voc.models.features import features
from voc.text.passages import comment_vectors
from voc.training import build
from voc.training.data import LabelledComment
from voc.training.encoder import save
from voc.training.finetune import TAUGHT, train
from voc.training.recipe import Recipe
from voc.training.sets import every_comment
from voc.training.teacher import subjects

RESULTS = Path(__file__).parent / "results" / "left_out.md"
TUNED_ON, FITTED_ON = 5000, 15_000
WRITTEN = "written for the project"
SAME = {
    **{"spplus-fr-annot": "citizen_experiences", "minibar-app-reviews": "app_reviews", "nhs-fft-v6": "health_survey"},
    **{"banking77": "bank_chat_openers", "cfpb-complaints": "support_tickets", "authored": WRITTEN},
}


def tuned(comments: Sequence[LabelledComment], data: Path, work: Path) -> OnnxEncoder:
    """An encoder tuned for one epoch on these comments, kept in the folder."""
    folder = work / "left_out"
    if not (folder / "encoder" / "model.onnx").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        weights = build.untuned([data], work)
        taught = subjects(comments, OnnxEncoder(work / build.UNTUNED), work / build.TUNED / TAUGHT)
        reader = train(comments, [], weights, (taught, taught[:0]), Recipe(epochs=1), folder)
        save(reader.model, weights, folder / "encoder")
        zero = np.zeros((2 * taught.shape[1], taught.shape[1]), np.float16)
        np.savez(folder / "encoder" / "subject.npz", weight=zero, bias=zero[0])
    return OnnxEncoder(folder / "encoder")


def read(comments: Sequence[LabelledComment], encoder: OnnxEncoder) -> npt.NDArray[np.float32]:
    vectors = encoder.encode([c.text for c in comments], [list(c.spans) for c in comments])
    owner = np.repeat(np.arange(len(comments)), [len(c.spans) for c in comments])
    lengths = np.array([end - start for c in comments for start, end in c.spans], dtype=np.float64)
    return features(vectors, comment_vectors(vectors, owner, lengths))


def main(data: Path, work: Path) -> None:
    every = every_comment([data])
    random = np.random.default_rng(20260914)
    written = [c for c in every if c.source == "authored"]
    chosen = random.permutation(len(written))
    learnt = [written[i] for i in chosen[:TUNED_ON]]
    encoders = {"frozen": OnnxEncoder(work / build.UNTUNED), "tuned": tuned(learnt, data, work)}
    comments = [*(c for c in every if c.source != "authored"), *learnt]
    source = np.array([SAME.get(c.source, c.source) for c in comments for _ in c.spans])
    y = np.array([label.polarity for c in comments for label in c.labels])
    known = y >= 0
    x = {name: read(comments, encoder) for name, encoder in encoders.items()}
    lines = [
        f"# Sentiment of sources that nothing was trained on\n\n{date.today().isoformat()}. Macro-F1 over negative, neutral, positive.\n",
        f"A logistic head on {FITTED_ON} mentions of the other sources and of written comments; the tuned encoder has seen",
        f"{TUNED_ON} written comments once and no real source.\n",
        "| source left out | mentions | frozen | tuned | gain |",
        "|---|---:|---:|---:|---:|",
    ]
    for left_out in sorted(set(source) - {WRITTEN}):
        rows = random.permutation(np.flatnonzero((source != left_out) & known))[:FITTED_ON]
        theirs = (source == left_out) & known
        found = {}
        for name, xs in x.items():
            head = LogisticRegression(C=0.01, max_iter=300).fit(xs[rows], y[rows])
            found[name] = f1_score(y[theirs], head.predict(xs[theirs]), average="macro")
        gain = found["tuned"] - found["frozen"]
        lines.append(f"| {left_out} | {theirs.sum()} | {found['frozen']:.3f} | {found['tuned']:.3f} | {gain:+.3f} |")
        sys.stdout.write(lines[-1] + "\n")
        sys.stdout.flush()
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
