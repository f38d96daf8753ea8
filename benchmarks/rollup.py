"""Chooses the rules of the roll-up on cross-validated predictions of the training comments.

python -m voc.training.heads --data DATA/labelled --out OUT --predictions cv.npz
python benchmarks/rollup.py DATA/labelled cv.npz
"""

from __future__ import annotations

import itertools
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from voc.friction.score import friction
from voc.journey.rollup import Rules, roll_up
from voc.training.data import LabelledComment, labelled

SIGNS = ("negative", "neutral", "positive")


def gold(comment: LabelledComment) -> tuple[list[tuple[str, str]], str, bool]:
    """Pairs (most important first), overall sentiment and effort that the segment labels amount to."""
    weights: Counter[tuple[str, str]] = Counter()
    for (start, end), label in zip(comment.spans, comment.labels, strict=True):
        weights[(label.stage, label.touchpoint)] += (end - start) ** 0.5
    placed = {k: v for k, v in weights.items() if k != ("unplaced", "unplaced")} or weights
    signs = Counter()
    for (start, end), label in zip(comment.spans, comment.labels, strict=True):
        signs[label.polarity] += end - start
    told = signs[0] + signs[2]
    both = min(signs[0], signs[2]) >= 0.15 * told and told > 0
    overall = "mixed" if both and signs[0] and signs[2] else "neutral" if not told else "negative" if signs[0] > signs[2] else "positive"
    return [k for k, _ in Counter(placed).most_common(4)], overall, any(label.effort for label in comment.labels)


def frame(comments: list[LabelledComment], p: dict[str, np.ndarray], names: dict[str, list[str]]) -> pd.DataFrame:
    """`tables.Mention` as `understand` would give it."""
    owner = np.repeat([c.id for c in comments], [len(c.spans) for c in comments])
    spans = np.array([s for c in comments for s in c.spans])
    s = p["sentiment"]
    out = pd.DataFrame({"feedback_id": owner, "start": spans[:, 0], "end": spans[:, 1]})
    out["position"] = out.groupby("feedback_id").cumcount()
    for axis in ("stage", "touchpoint"):
        out[axis] = np.array(names[axis])[p[axis].argmax(1)]
        out[f"{axis}_confidence"] = p[axis].max(1)
    effort = np.where(p["effort"][:, 1] < 0.05, np.nan, p["effort"][:, 1])
    return out.assign(
        p_negative=s[:, 0],
        p_neutral=s[:, 1],
        p_positive=s[:, 2],
        sentiment=s[:, 2] - s[:, 0],
        effort=effort,
        friction=friction(s[:, 0], s[:, 2] - s[:, 0], effort, 0.5),
    )


def set_f1(wanted: list[set[object]], found: list[set[object]]) -> float:
    both = sum(len(a & b) for a, b in zip(wanted, found, strict=True))
    return 2 * both / (sum(map(len, wanted)) + sum(map(len, found)))


def main(data: str, predictions: str) -> None:
    from sklearn.metrics import f1_score

    comments = labelled([Path(data)])
    p = dict(np.load(predictions))
    labels = [x for c in comments for x in c.labels]
    names = {"stage": sorted({x.stage for x in labels}), "touchpoint": sorted({x.touchpoint for x in labels})}
    mentions = frame(comments, p, names)
    feedback = pd.DataFrame({"feedback_id": [c.id for c in comments]})
    wanted = [gold(c) for c in comments]
    sys.stdout.write(
        "| least_weight | mixed | share | stage | touchpoint | pair | polarity F1 | polarity3 | effort F1 | pairs per comment |\n"
        "|---|---|---|---|---|---|---|---|---|---|\n"
    )
    for least, mixed, share in itertools.chain(
        [(w, 0.6, 0.12) for w in (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75)], [(0.4, m, s) for m in (0.45, 0.55, 0.65) for s in (0.05, 0.12, 0.2)]
    ):
        out = roll_up(feedback, mentions, Rules(least, mixed, share))
        found = [[tuple(x[:2]) for x in json.loads(j)] for j in out["placements"]]
        row = [set_f1([{g[i] for g in w[0]} for w in wanted], [{f[i] for f in fs} for fs in found]) for i in (0, 1)]
        row.append(set_f1([set(w[0]) for w in wanted], [set(f) for f in found]))
        overall = np.array([w[1] for w in wanted])
        row.append(f1_score(overall, out["sentiment_label"], average="macro"))
        plain = overall != "mixed"
        row.append(float((overall[plain] == out["sentiment_label"].to_numpy()[plain]).mean()))
        row.append(f1_score([w[2] for w in wanted], (out["effort"] >= 0.5).fillna(False)))
        row.append(float(np.mean([len(f) for f in found])))
        sys.stdout.write(f"| {least} | {mixed} | {share} | " + " | ".join(f"{v:.3f}" for v in row) + " |\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
