"""How well an entry is learnt from five sentences: `VOC_DATA=DATA python benchmarks/own_entries.py DATA/labelled`.

Each default stage and touchpoint is hidden in turn, as if voc had never heard of it, and taught again from five mentions of the ground, as
a company would teach an entry of its own. Measured on held-out comments: how many mentions of the entry are found (recall), how many of
those said to be its are (precision), beside what the heads reach that were trained on it. Writes benchmarks/results/own_entries.md.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import numpy as np

from voc.models import ground as shipped_ground
from voc.models import open_encoder, open_heads
from voc.models import own_entries as own
from voc.models.heads import UNPLACED
from voc.shipped import shipped
from voc.training.finetune import HELD_OUT, parted
from voc.training.ground import ground
from voc.training.sets import every_comment

RESULTS = Path(__file__).parent / "results" / "own_entries.md"
DRAWS, EXAMPLES, LEAST = 1, 5, 12
GRID = [(s, p) for s in (0.05, 0.2, 0.6) for p in (1000.0, 4000.0)]


def main(data: str) -> None:
    heads, folder = open_heads("shipped", shipped("models")), shipped("models") / "heads"
    known = shipped_ground.load(folder)
    _, held_out = parted(every_comment([Path(data)]), HELD_OUT)
    watched = ground(held_out, open_encoder("shipped", shipped("models")))
    dim = watched.x.shape[1] // 2
    unit = watched.x / np.sqrt(dim)
    said = heads.predict(unit[:, :dim], unit[:, dim:] / 0.5)
    step = max(len(known.x) // own.GROUND, 1)
    lines, rows = [], {way: [] for way in GRID}
    trained = []
    for axis, p, at in (("stage", said.stage, 2), ("touchpoint", said.touchpoint, 3)):
        truth = np.array(watched.names[axis])[watched.y[:, at]]
        ids = heads.labels[axis]
        for entry in (i for i in ids if i != UNPLACED and (truth == i).sum() >= LEAST):
            trained.append(f1(truth == entry, np.array(ids)[p.argmax(1)] == entry))
            without = np.delete(p, ids.index(entry), axis=1)
            without = without / without.sum(axis=1, keepdims=True)
            mine, rest = np.flatnonzero(known.labels[axis] == entry), np.flatnonzero(known.labels[axis] != entry)[::step]
            for way in GRID:
                own.SHARE, own.PULL = way
                drawn = [np.random.default_rng(d).choice(mine, EXAMPLES, replace=False) for d in range(DRAWS)]
                found = []
                for draw in drawn:
                    columns = own.fit_columns(known.x[rest] - heads.center, {"own": known.x[draw] - heads.center}, {})
                    q = columns.beside(without, watched.x - heads.center)
                    found.append(f1(truth == entry, q.argmax(axis=1) == without.shape[1]))
                rows[way].append(np.mean(found, axis=0))
            lines.append((axis, entry, int((truth == entry).sum()), trained[-1], len(lines)))
    best = max(GRID, key=lambda way: np.mean(rows[way], axis=0)[2])
    out = [f"# An entry of the company's own, from {EXAMPLES} sentences\n\n{date.today().isoformat()}. Precision / recall / F1.\n"]
    out += ["| share | pull | precision | recall | F1 |", "|---|---|---|---|---|"]
    out += [f"| {s} | {p:g} | " + " | ".join(f"{v:.3f}" for v in np.mean(rows[(s, p)], axis=0)) + " |" for s, p in GRID]
    out += [f"| trained on it | | {' | '.join(f'{v:.3f}' for v in np.mean(trained, axis=0))} |", ""]
    out += [
        f"By entry, share {best[0]}, pull {best[1]:g}:\n",
        "| axis | entry | mentions | from five sentences | trained on it |",
        "|---|---|---|---|---|",
    ]
    for axis, entry, n, full, i in lines:
        out.append(f"| {axis} | {entry} | {n} | {' / '.join(f'{v:.2f}' for v in rows[best][i])} | {' / '.join(f'{v:.2f}' for v in full)} |")
    sys.stdout.write("\n".join(out) + "\n")
    RESULTS.write_text("\n".join(out) + "\n", encoding="utf-8")


def f1(truth: np.ndarray, said: np.ndarray) -> tuple[float, float, float]:
    both = float((truth & said).sum())
    precision, recall = both / max(said.sum(), 1), both / max(truth.sum(), 1)
    return precision, recall, 2 * both / max(truth.sum() + said.sum(), 1)


if __name__ == "__main__":
    main(sys.argv[1])
