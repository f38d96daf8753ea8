"""Chooses the rules of the roll-up on held-out comments: `VOC_DATA=DATA python benchmarks/rollup.py DATA/labelled`.

The comments are those that nothing which ships was fitted on; their mentions are cut as the annotators cut them, and placed as a night
places them (cue words, pairs). Writes benchmarks/results/rollup.md.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import f1_score

from voc.evaluation.held_out import read_labelled
from voc.journey import Taxonomy
from voc.journey.rollup import Rules, roll_up
from voc.models import open_encoder, open_heads
from voc.shipped import shipped
from voc.training.build import default_journey
from voc.training.data import LabelledComment
from voc.training.finetune import HELD_OUT, parted
from voc.training.sets import every_comment

RESULTS = Path(__file__).parent / "results" / "rollup.md"
LENGTHY = ("stage", "touchpoint", "pair", "first stage", "first touchpoint", "polarity F1", "polarity3", "effort F1", "pairs per comment")


def gold(comment: LabelledComment) -> tuple[list[tuple[str, str]], str, bool]:
    """Pairs (most important first), overall sentiment and effort that the segment labels amount to."""
    weights: Counter[tuple[str, str]] = Counter()
    signs: Counter[int] = Counter()
    for (start, end), label in zip(comment.spans, comment.labels, strict=True):
        weights[(label.stage, label.touchpoint)] += (end - start) ** 0.5 * (1.0 if label.polarity == 1 else 1.6)
        signs[label.polarity] += end - start
    placed = Counter({k: v for k, v in weights.items() if k != ("unplaced", "unplaced")} or weights)
    told = signs[0] + signs[2]
    both = told > 0 and min(signs[0], signs[2]) >= 0.15 * told
    overall = "mixed" if both else "neutral" if not told else "negative" if signs[0] > signs[2] else "positive"
    return [k for k, _ in placed.most_common(4)], overall, any(label.effort for label in comment.labels)


def set_f1(wanted: list[set[object]], found: list[set[object]]) -> float:
    both = sum(len(a & b) for a, b in zip(wanted, found, strict=True))
    return 2 * both / (sum(map(len, wanted)) + sum(map(len, found)))


def measured(wanted: list[tuple[list[tuple[str, str]], str, bool]], out: pd.DataFrame) -> list[float]:
    found = [[tuple(x[:2]) for x in json.loads(j)] for j in out["placements"]]
    row = [set_f1([{g[i] for g in w[0]} for w in wanted], [{f[i] for f in fs} for fs in found]) for i in (0, 1)]
    row.append(set_f1([set(w[0]) for w in wanted], [set(f) for f in found]))
    row += [float(np.mean([w[0][0][i] == f[0][i] for w, f in zip(wanted, found, strict=True)])) for i in (0, 1)]
    overall = np.array([w[1] for w in wanted])
    row.append(f1_score(overall, out["sentiment_label"], average="macro"))
    plain = overall != "mixed"
    row.append(float((overall[plain] == out["sentiment_label"].to_numpy()[plain]).mean()))
    row.append(f1_score([w[2] for w in wanted], (out["effort"] >= 0.5).fillna(False)))
    row.append(float(np.mean([len(f) for f in found])))
    return row


def main(data: str) -> None:
    _, comments = parted(every_comment([Path(data)]), HELD_OUT)
    encoder, heads = open_encoder("shipped", shipped("models")), open_heads("shipped", shipped("models"))
    mentions = read_labelled(comments, encoder, heads, Taxonomy.of(default_journey()))
    feedback = pd.DataFrame({"feedback_id": [c.id for c in comments]})
    wanted = [gold(c) for c in comments]
    lines = [
        f"# Rules of the roll-up, on {len(comments)} held-out comments\n\n{date.today().isoformat()}. The annotators' own mentions,",
        f"read by the heads that ship; {np.mean([len(w[0]) for w in wanted]):.2f} pairs per comment in the labels.\n",
        "| least_weight | mixed | share | " + " | ".join(LENGTHY) + " |",
        "|---" * (len(LENGTHY) + 3) + "|",
    ]
    ways = [(w, 0.55, 0.12) for w in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)] + list(
        itertools.product((0.2,), (0.45, 0.55, 0.65), (0.05, 0.12, 0.2))
    )
    for way in dict.fromkeys(ways):
        row = measured(wanted, roll_up(feedback, mentions, Rules(*way)))
        lines.append("| " + " | ".join(map(str, way)) + " | " + " | ".join(f"{v:.3f}" for v in row) + " |")
    sys.stdout.write("\n".join(lines) + "\n")
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
