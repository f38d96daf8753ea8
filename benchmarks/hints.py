"""What a source says of the place beside the text, as a prior: `VOC_DATA=DATA python benchmarks/hints.py`.

Tickets of the demo company, labelled by those who wrote them, with the channel that each came by; and survey answers of a telecom company
that two readers labelled (`journey_dev.jsonl`: measured, never chosen on) with what the survey followed.
Writes benchmarks/results/hints.md.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from reading import ROOT
from rollup import set_f1
from voc import steps
from voc.config import Hint, Source, load_config
from voc.journey import Taxonomy
from voc.models import open_encoder, open_heads
from voc.shipped import shipped
from voc.sources import gather
from voc.training.data import UNPLACED

RESULTS = ROOT / "benchmarks" / "results" / "hints.md"
WEIGHTS = (0.0, 0.25, 0.5, 1.0, 2.0)
CHANNELS = {"chat": "chat", "phone": "phone", "email": "email", "social": "social_media"}
TRIGGERS = {"Order": "purchase", "Equipment Received": "delivery", "First Payment": "use", "Service in Use": "use"}
KEYS = (lambda p: p[0], lambda p: p[1], lambda p: p)
# Per record the readings of it: pairs of stage and touchpoint.
Readings = Mapping[str, list[list[tuple[str, str]]]]


def pairs(mentions: list[list[str]]) -> list[tuple[str, str]]:
    return [(UNPLACED.get(m[0], m[0]), UNPLACED.get(m[1], m[1])) for m in mentions] or [("unplaced", "unplaced")]


def tickets() -> tuple[Source, Readings]:
    config = load_config(ROOT / "configs" / "demo" / "voc.yml", shipped("configs/journey.yml"))
    source = next(s for s in config.sources if s.name == "tickets")
    labels = [json.loads(line) for line in (ROOT / "tests" / "data" / "demo_labels.jsonl").read_text("utf-8").splitlines()]
    hints = {"channel": {value: Hint(touchpoint=i) for value, i in CHANNELS.items()}}
    return source.model_copy(update={"hints": hints}), {
        x["record_id"]: [pairs(x["mentions"])] for x in labels if x["source"] == "tickets" and x["mentions"]
    }


def surveys() -> tuple[Source, Readings]:
    config = load_config(shipped("configs/examples/voc.yml"), shipped("configs/journey.yml"))
    source = next(s for s in config.sources if s.name == "telecom_nps")
    raw = gather(source, {}, date.today()).raw
    record = dict(zip(raw["text"].str.strip(), raw["record_id"], strict=True))
    lines = (Path(os.environ["VOC_DATA"]) / "labelled" / "journey_dev.jsonl").read_text("utf-8").splitlines()
    rows = [x for x in map(json.loads, lines) if x["text"].strip() in record]
    hints = {"survey_trigger": {value: Hint(stage=i) for value, i in TRIGGERS.items()}}
    return source.model_copy(update={"hints": hints}), {
        record[x["text"].strip()]: [pairs(a["mentions"]) for a in x["annotations"].values()] for x in rows
    }


def measured(source: Source, told: Readings) -> list[tuple[float, list[float]]]:
    """Per weight stage, touchpoint and pair (set F1, mean over the readers) and the share of mentions that moved."""
    config = load_config(shipped("configs/examples/voc.yml"), shipped("configs/journey.yml"))
    encoder, reader = open_encoder("shipped", shipped("models")), open_heads("shipped", shipped("models"))
    gathered, day = gather(source, {}, date.today()), pd.Timestamp(date.today(), tz="UTC")
    raw = gathered.raw[gathered.raw["record_id"].isin(list(told))].reset_index(drop=True)
    ready = steps.prepare(raw, gathered.quarantined.iloc[:0], config.text, (), None, b"k", day, "benchmark")
    own = {steps.short_id("f", source.name, r): told[r] for r in raw["record_id"]}
    out, before = [], None
    for weight in WEIGHTS:
        sys.modules["voc.journey.place"].HINT_WEIGHT = weight
        taxonomy = Taxonomy.of(config.journey, [source])
        mentions = steps.understand(ready.mentions, ready.feedback, encoder, reader, taxonomy, config)
        rolled = steps.summarise(mentions, ready.feedback).set_index("feedback_id")["placements"]
        found = [[(s, t) for s, t, _ in json.loads(rolled[f])] for f in own]
        scores = [
            [set_f1([{key(p) for p in r[k]} for r in own.values()], [{key(p) for p in f} for f in found]) for key in KEYS]
            for k in range(len(next(iter(own.values()))))
        ]
        now = mentions["stage"] + "/" + mentions["touchpoint"]
        before = now if before is None else before
        out.append((weight, [*np.mean(scores, axis=0).tolist(), float((now != before).mean())]))
    return out


def main() -> None:
    lines = [
        f"# What a source says beside the text\n\n{date.today().isoformat()}. {__doc__.split(chr(10) * 2)[1].strip()}\n",
        "Set F1 per comment, mean over its readers; the weight is what one hint adds to a log-probability (a word of the text adds 1).\n",
        "| source | comments | weight | stage | touchpoint | pair | mentions that moved |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, (source, told) in {"tickets, channel": tickets(), "surveys, what they followed": surveys()}.items():
        for weight, row in measured(source, told):
            lines.append(f"| {name} | {len(told)} | {weight} | " + " | ".join(f"{v:.3f}" for v in row[:3]) + f" | {row[3]:.0%} |")
            print(lines[-1], flush=True)
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
