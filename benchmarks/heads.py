"""How well each head reads what nothing was fitted on, beside a second reader.

    VOC_DATA=DATA python benchmarks/heads.py DATA/labelled

`voc evaluate` on the held-out comments, mention by mention, and how far a second reader, who did not see the first one's labels, agrees
with either. Writes heads.md, mentions.json and calibration.svg into benchmarks/results.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from voc.config import Journey
from voc.evaluation.by_mention import COLUMNS, ByMention, evaluate_mentions, write_by_mention
from voc.evaluation.held_out import accuracies, said_by_reader
from voc.journey import Taxonomy
from voc.models import Heads, open_encoder, open_heads
from voc.models.features import softmax
from voc.models.heads import HEADS
from voc.protocols import Encoder
from voc.shipped import shipped
from voc.training.batches import label_rows
from voc.training.build import default_journey
from voc.training.calibration import calibration_error, temperatures
from voc.training.data import LabelledComment
from voc.training.finetune import HELD_OUT, parted
from voc.training.sets import every_comment, read_again
from voc.training.targets import opinions

RESULTS = Path(__file__).parent / "results"
SECOND_READER = "held_out_second_reader.jsonl"


def beside(read: pd.DataFrame, second: pd.DataFrame) -> Iterator[str]:
    """How voc agrees with each of two readers, how they agree with each other, and how voc does where they agree."""
    theirs = second.rename(columns=lambda c: c.removeprefix("true_").replace("sentiment", "sentiment_label"))
    by_second = read.assign(**second)
    human = read.assign(**theirs.astype({"effort": "float64"}))
    yield "\n## Beside a second reader\n\n| | " + " | ".join(COLUMNS) + " |\n|---" + "|---" * len(COLUMNS) + "|"
    for name, part in (("voc, the first reader", read), ("voc, the second reader", by_second), ("the two readers", human)):
        told = accuracies(part)
        yield f"| {name} | " + " | ".join(f"{told[c]:.3f}" for c in COLUMNS) + " |"
    same = {c: read[f"true_{c}"].to_numpy() == second[f"true_{c}"].to_numpy() for c in ("stage", "touchpoint", "sentiment", "effort")}
    same["pair"] = same["stage"] & same["touchpoint"]
    yield "| voc, where they agree | " + " | ".join(f"{accuracies(read[same[c]])[c]:.3f}" for c in COLUMNS) + " |"


def without_cues(journey: Journey) -> Journey:
    """The journey as if it had no cue words."""
    body = journey.model_dump()
    silent = {name: [{**e, "cues": {"fr": [], "en": []}} for e in body[name]] for name in ("stages", "touchpoints")}
    return Journey.model_validate(body | silent)


def cues(read: pd.DataFrame, silent: pd.DataFrame) -> Iterator[str]:
    """What the cue words of the default journey add."""
    yield "\n## What cue words add\n\n| | " + " | ".join(COLUMNS) + " |\n|---" + "|---:" * len(COLUMNS) + "|"
    for name, part in (("with the cue words of `configs/journey.yml`", read), ("without", silent)):
        told = accuracies(part)
        yield f"| {name} | " + " | ".join(f"{told[c]:.3f}" for c in COLUMNS) + " |"
    moved = (read["stage"] != silent["stage"]) | (read["touchpoint"] != silent["touchpoint"])
    yield f"\n{moved.mean():.1%} of the mentions are placed elsewhere without them."


def other_half(comments: Sequence[LabelledComment], encoder: Encoder, heads: Heads) -> Iterator[str]:
    """Calibration errors of the heads alone, with the temperatures that ship and with those that the other half of the comments gives."""
    p = opinions(comments, encoder, heads).p
    cold = {h: np.log(np.maximum(p[h], 1e-9)) * heads.joint_temperatures[h] for h in HEADS}
    y = np.concatenate([label_rows(c, heads.labels["stage"], heads.labels["touchpoint"]) for c in comments])
    left = np.repeat(np.arange(len(comments)), [len(c.spans) for c in comments]) % 2 == 0
    crossed = {h: np.zeros_like(p[h]) for h in HEADS}
    for here, there in ((left, ~left), (~left, left)):
        warm = temperatures([{h: cold[h][there] for h in HEADS}], y[there])
        for h in HEADS:
            crossed[h][here] = softmax(cold[h][here] / warm[h])
    yield "\n## Temperatures fitted on the other half\n\nOf the heads alone, in 15 bins: what ships was fitted on all of these comments.\n"
    yield "| | " + " | ".join(HEADS) + " |\n|---" + "|---:" * len(HEADS) + "|"
    for name, q in (("as they ship", p), ("fitted on the other half", crossed)):
        errors = (calibration_error(q[h], y[:, at]) for at, h in enumerate(HEADS))
        yield f"| {name} | " + " | ".join(f"{e:.3f}" for e in errors) + " |"


def main(data: str) -> None:
    _, comments = parted(every_comment([Path(data)]), HELD_OUT)
    encoder, heads = open_encoder("shipped", shipped("models")), open_heads("shipped", shipped("models"))
    result = evaluate_mentions(comments, encoder, heads, Taxonomy.of(default_journey()))
    second = said_by_reader(read_again(comments, shipped("models/training") / SECOND_READER))
    silent = evaluate_mentions(comments, encoder, heads, Taxonomy.of(without_cues(default_journey())))
    more = [*beside(result.read, second), *cues(result.read, silent.read), *other_half(comments, encoder, heads)]
    page, body = _page(result, more), RESULTS / "heads.md"
    sys.stdout.write(page)
    for file in write_by_mention(result, RESULTS):
        if file.suffix == ".md":
            file.unlink()
    body.write_text(page, encoding="utf-8")


def _page(result: ByMention, more: Sequence[str]) -> str:
    first, *rest = result.as_markdown().split("\n\n## Expected calibration error", 1)
    return first + "\n" + "\n".join(more) + "\n\n## Expected calibration error" + "".join(rest)


if __name__ == "__main__":
    main(sys.argv[1])
