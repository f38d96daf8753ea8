"""How well each head reads what nothing was fitted on, beside a second reader.

    VOC_DATA=DATA python benchmarks/heads.py DATA/labelled

`voc evaluate` on the held-out comments, mention by mention, and how far a second reader, who did not see the first one's labels, agrees
with either. Writes heads.md, mentions.json and calibration.svg into benchmarks/results.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from voc.evaluation.by_mention import COLUMNS, ByMention, evaluate_mentions, write_by_mention
from voc.evaluation.held_out import accuracies, said_by_reader
from voc.journey import Taxonomy
from voc.models import open_encoder, open_heads
from voc.shipped import shipped
from voc.training.build import default_journey
from voc.training.finetune import HELD_OUT, parted
from voc.training.sets import every_comment, read_again

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


def main(data: str) -> None:
    _, comments = parted(every_comment([Path(data)]), HELD_OUT)
    encoder, heads = open_encoder("shipped", shipped("models")), open_heads("shipped", shipped("models"))
    result = evaluate_mentions(comments, encoder, heads, Taxonomy.of(default_journey()))
    second = said_by_reader(read_again(comments, shipped("models/training") / SECOND_READER))
    page, body = _page(result, second), RESULTS / "heads.md"
    sys.stdout.write(page)
    for file in write_by_mention(result, RESULTS):
        if file.suffix == ".md":
            file.unlink()
    body.write_text(page, encoding="utf-8")


def _page(result: ByMention, second: pd.DataFrame) -> str:
    first, *rest = result.as_markdown().split("\n\n## Expected calibration error", 1)
    return first + "\n" + "\n".join(beside(result.read, second)) + "\n\n## Expected calibration error" + "".join(rest)


if __name__ == "__main__":
    main(sys.argv[1])
