"""How a mention should be read: `VOC_DATA=DATA python benchmarks/context.py DATA/labelled WORK`.

A logistic head per question on frozen vectors of 6 000 labelled comments reads the held-out ones. The encoder is the untuned one (WORK is a
folder that `voc train` has used), which no way of reading has an advantage with. Writes benchmarks/results/context.md.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from voc.models.encoder import OnnxEncoder
from voc.protocols import FloatArray
from voc.text.passages import comment_vectors
from voc.training import build
from voc.training.data import LabelledComment
from voc.training.finetune import HELD_OUT, parted
from voc.training.sets import every_comment

RESULTS = Path(__file__).parent / "results" / "context.md"
FITTED_ON = 6_000
QUESTIONS = ("stage", "touchpoint", "sentiment")


def ways(comments: Sequence[LabelledComment], encoder: OnnxEncoder) -> dict[str, FloatArray]:
    """Features of every mention, by way of reading."""
    spans = [list(c.spans) for c in comments]
    inside = encoder.encode([c.text for c in comments], spans)
    owner = np.repeat(np.arange(len(comments)), [len(s) for s in spans])
    lengths = np.array([b - a for s in spans for a, b in s], dtype=np.float64)
    whole = comment_vectors(inside, owner, lengths)
    alone = [t for c in comments for t in c.mentions()]
    near = [c.text[s[max(i - 1, 0)][0] : s[min(i + 1, len(s) - 1)][1]] for c, s in zip(comments, spans, strict=True) for i in range(len(s))]
    by_itself = encoder.encode(alone, [[(0, len(t))] for t in alone])
    neighbours = encoder.encode(near, [[(0, len(t))] for t in near])
    return {
        "the mention read alone": by_itself,
        "the mention, read in its comment": inside,
        "the mention alone, beside half its comment": np.hstack([by_itself, 0.5 * whole]),
        "the mention alone, beside itself with its neighbours": np.hstack([by_itself, neighbours]),
        "**the mention in its comment, beside half its comment**": np.hstack([inside, 0.5 * whole]),
        "the same, the whole comment": np.hstack([inside, whole]),
    }


def main(data: Path, work: Path) -> None:
    # Two hundred steps are enough to compare.
    warnings.simplefilter("ignore", ConvergenceWarning)
    learnt, held_out = parted(every_comment([data]), HELD_OUT)
    chosen = np.random.default_rng(20261130).choice(len(learnt), FITTED_ON, replace=False)
    parts = [learnt[i] for i in chosen], held_out
    encoder = OnnxEncoder(work / build.UNTUNED)
    known, asked = (ways(p, encoder) for p in parts)
    labels = [
        {q: np.array([getattr(x, "polarity" if q == "sentiment" else q) for c in p for x in c.labels]) for q in QUESTIONS} for p in parts
    ]
    mentions = [sum(len(c.spans) for c in p) for p in parts]
    lines = [
        f"# How a mention is read\n\n{date.today().isoformat()}. Share right of {mentions[1]} held-out mentions, by logistic heads on",
        f"{mentions[0]} others; the encoder as it is before tuning.\n",
        "| | " + " | ".join(QUESTIONS) + " | passes per comment |\n|---|" + "---:|" * 4,
    ]
    for name in known:
        scale = np.sqrt(384)
        right = [
            (
                LogisticRegression(C=0.02, max_iter=200).fit(scale * known[name], labels[0][q]).predict(scale * asked[name]) == labels[1][q]
            ).mean()
            for q in QUESTIONS
        ]
        passes = "one per mention" if "read alone" in name else "one per mention and more" if "alone" in name else "one"
        lines.append(f"| {name} | " + " | ".join(f"{r:.3f}" for r in right) + f" | {passes} |")
        sys.stdout.write(lines[-1] + "\n")
        sys.stdout.flush()
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
