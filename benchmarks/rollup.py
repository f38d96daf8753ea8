"""Chooses the rules of the roll-up on held-out comments: `VOC_DATA=DATA python benchmarks/rollup.py DATA/labelled`.

The comments are those that nothing which ships was fitted on; a reader said of each as a whole which places it speaks of, how it feels and
whether it was hard work (`models/training/held_out_read.jsonl`). Their mentions are cut and placed as a night does it; what the annotators'
own cut would give stands beside. Writes benchmarks/results/rollup.md.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Callable
from dataclasses import astuple, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import f1_score

from voc.evaluation.gold import POLARITY
from voc.evaluation.held_out import read_labelled
from voc.journey import Taxonomy
from voc.journey.rollup import Rules, roll_up
from voc.models import open_encoder, open_heads
from voc.shipped import shipped
from voc.text.mentions import split
from voc.training.build import default_journey
from voc.training.data import UNPLACED, LabelledComment
from voc.training.finetune import HELD_OUT, parted
from voc.training.sets import every_comment
from voc.training.unlabelled import NOBODY

RESULTS = Path(__file__).parent / "results" / "rollup.md"
Reading = tuple[list[tuple[str, str]], str, bool]
LENGTHY = ("stage", "touchpoint", "pair", "first stage", "first touchpoint", "polarity F1", "polarity3", "effort F1", "pairs per comment")


# The roll-up takes half of a mention's weight from the size of its sentiment; here from something else.
STRENGTHS: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "sentiment, praise or blame (ships)": lambda m: m["sentiment"],
    "friction": lambda m: m["friction"],
    "none": lambda m: m["sentiment"] * 0,
}


def readings() -> dict[str, Reading]:
    """What a reader said of each held-out comment as a whole: pairs (most important first), overall sentiment, effort; by its id."""
    file = shipped("models/training") / "held_out_read.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    named = UNPLACED.get
    return {r["id"]: ([(named(s, s), named(t, t)) for s, t, _ in r["mentions"]], POLARITY[r["overall"]], bool(r["effort"])) for r in rows}


def cut_at_night(comment: LabelledComment) -> LabelledComment:
    """The comment with the mentions that a night would find; what the annotator said of his own is gone."""
    begins = min(start for start, _ in comment.spans)
    spans = tuple((a + begins, b + begins) for a, b in split([comment.text[begins:]], [comment.language], 40)[0])
    return replace(comment, spans=spans, labels=(NOBODY,) * len(spans))


def set_f1(wanted: list[set[object]], found: list[set[object]]) -> float:
    both = sum(len(a & b) for a, b in zip(wanted, found, strict=True))
    return 2 * both / (sum(map(len, wanted)) + sum(map(len, found)))


def measured(wanted: list[Reading], out: pd.DataFrame) -> list[float]:
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
    read = readings()
    comments = [c for c in parted(every_comment([Path(data)]), HELD_OUT)[1] if c.id in read]
    encoder, heads = open_encoder("shipped", shipped("models")), open_heads("shipped", shipped("models"))
    mentions, theirs = (
        read_labelled(c, encoder, heads, Taxonomy.of(default_journey())) for c in ([cut_at_night(c) for c in comments], comments)
    )
    feedback = pd.DataFrame({"feedback_id": [c.id for c in comments]})
    wanted = [read[c.id] for c in comments]
    lines = [
        f"# Rules of the roll-up, on {len(comments)} held-out comments\n\n{date.today().isoformat()}. Their {len(mentions)} mentions cut",
        f"and read as at night; {np.mean([len(w[0]) for w in wanted]):.2f} pairs per comment in the readings. Places turn on",
        "`least_weight` alone and polarity on the other two, so each is varied with the rest as it ships (first line).\n",
        "| least_weight | mixed | share | " + " | ".join(LENGTHY) + " |",
        "|---" * (len(LENGTHY) + 3) + "|",
    ]
    ships = Rules()
    ways = [ships, *(replace(ships, least_weight=w) for w in (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5))]
    ways += [
        replace(ships, mixed=m, mixed_share=s) for m, s in itertools.product((0.55, 0.65, 0.75, 0.85, 0.9), (0.03, 0.05, 0.08, 0.12, 0.2))
    ]
    for way in dict.fromkeys(ways):
        row = measured(wanted, roll_up(feedback, mentions, way))
        lines.append("| " + " | ".join(map(str, astuple(way))) + " | " + " | ".join(f"{v:.3f}" for v in row) + " |")
    row = measured(wanted, roll_up(feedback, theirs, ships))
    lines += [f"| the first line's, {len(theirs)} mentions as annotators cut them | | | " + " | ".join(f"{v:.3f}" for v in row) + " |"]
    lines += ["", "What a mention weighs beside its length and how sure its place is, with the rules that ship:", ""]
    lines += ["| strength | " + " | ".join(LENGTHY) + " |", "|---" * (len(LENGTHY) + 1) + "|"]
    for name, strength in STRENGTHS.items():
        row = measured(wanted, roll_up(feedback, mentions.assign(sentiment=strength(mentions)), ships))
        lines.append(f"| {name} | " + " | ".join(f"{v:.3f}" for v in row) + " |")
    sys.stdout.write("\n".join(lines) + "\n")
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
