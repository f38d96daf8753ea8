"""What corrections teach, and what they cost: `VOC_DATA=DATA python benchmarks/corrections.py DATA/labelled`.

On the held-out comments of a source, an analyst corrects mentions that were placed wrongly, in every other comment; what was learnt is
measured on the source's other comments and on all other sources. Once with the annotator's own places (mistakes of every kind, put
right one by one), and once with a convention of the company's (all that the annotator called one thing is to be called another).
Writes benchmarks/results/corrections.md.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voc.models import Heads, open_encoder, open_heads, with_corrections
from voc.protocols import FloatArray
from voc.shipped import shipped
from voc.text.passages import comment_vectors
from voc.training.finetune import HELD_OUT, parted
from voc.training.sets import every_comment

RESULTS = Path(__file__).parent / "results" / "corrections.md"
TRIALS = (("citizen_experiences", None), ("app_reviews", None), ("app_reviews", ("mobile_app", "product")))
SEEDS = 3


@dataclass(frozen=True)
class Held:
    """Held-out mentions: vectors, comment vectors, number of the comment, source, true touchpoint."""

    vectors: FloatArray
    comments: FloatArray
    owner: npt.NDArray[np.intp]
    source: npt.NDArray[np.str_]
    touchpoint: npt.NDArray[np.str_]

    def read(self, heads: Heads) -> npt.NDArray[np.str_]:
        found = heads.predict(self.vectors, self.comments)
        return np.array(found.touchpoints)[found.touchpoint.argmax(axis=1)]


def held_out(data: Path) -> Held:
    comments = parted(every_comment([data]), HELD_OUT)[1]
    vectors = open_encoder("shipped", shipped("models")).encode([c.text for c in comments], [list(c.spans) for c in comments])
    owner = np.repeat(np.arange(len(comments)), [len(c.spans) for c in comments])
    lengths = np.array([end - start for c in comments for start, end in c.spans], dtype=np.float64)
    source = np.array([comments[i].source for i in owner])
    touchpoint = np.array([label.touchpoint for c in comments for label in c.labels])
    return Held(vectors, comment_vectors(vectors, owner, lengths), owner, source, touchpoint)


def trial(held: Held, heads: Heads, source: str, convention: tuple[str, str] | None, n: int, seed: int) -> list[float]:
    """Corrections made, own before and after, others before and after, share obeyed, seconds."""
    truth = held.touchpoint.copy()
    mine = held.source == source
    if convention:
        truth[mine & (truth == convention[0])] = convention[1]
    before = held.read(heads)
    wrong = np.flatnonzero(mine & (held.owner % 2 == 0) & (before != truth))
    said = np.random.default_rng(seed).permutation(wrong)[:n]
    started = time.perf_counter()
    places = {"stage": [None] * len(said), "touchpoint": truth[said].tolist()}
    taught = with_corrections(heads, held.vectors[said], held.comments[said], places, shipped("models") / "heads")
    seconds = time.perf_counter() - started
    after = held.read(taught)
    own, others = mine & (held.owner % 2 == 1), ~mine
    return [
        len(said), *(float((x == truth)[own].mean()) for x in (before, after)),
        *(float((x == truth)[others].mean()) for x in (before, after)), float((after == truth)[said].mean()), seconds,
    ]  # fmt: skip


def main(data: str) -> None:
    held, heads = held_out(Path(data)), open_heads("shipped", shipped("models"))
    lines = [
        f"# What corrections teach\n\n{date.today().isoformat()}. Touchpoints right, on {len(held.source)} held-out mentions,",
        f"by vectors alone; means of {SEEDS} draws.\n",
        "| source | what is corrected | corrections | its other comments | all other sources | corrected ones as said | seconds |",
        "|---|---|---:|---|---|---:|---:|",
    ]
    for source, convention in TRIALS:
        for n in (5, 20, 80):
            row = np.mean([trial(held, heads, source, convention, n, seed) for seed in range(SEEDS)], axis=0)
            what = f"{convention[0]} is to be {convention[1]}" if convention else "single mistakes"
            cells = (f"{row[0]:.0f}", f"{row[1]:.3f} -> {row[2]:.3f}", f"{row[3]:.3f} -> {row[4]:.3f}", f"{row[5]:.2f}", f"{row[6]:.1f}")
            lines.append(f"| {source} | {what} | " + " | ".join(cells) + " |")
            sys.stdout.write(lines[-1] + "\n")
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
