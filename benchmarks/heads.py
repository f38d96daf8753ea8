"""How well each head reads what nothing was fitted on, and whether its confidence means what it says.

    VOC_DATA=DATA python benchmarks/heads.py DATA/labelled

Held-out comments, mentions as the annotators cut them, placed as a night places them, beside a second reader who did not see the first
one's labels. Writes heads.md and calibration.svg into benchmarks/results.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd

from voc.evaluation.held_out import accuracies, calibration_error, confidence_curve, read_labelled, reliability, said_by_reader
from voc.journey import Taxonomy
from voc.models import open_encoder, open_heads
from voc.shipped import shipped
from voc.training.build import default_journey
from voc.training.finetune import HELD_OUT, parted
from voc.training.sets import every_comment, read_again

RESULTS = Path(__file__).parent / "results"
LIMITS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
SECOND_READER = "held_out_second_reader.jsonl"
COLUMNS = ("stage", "touchpoint", "pair", "sentiment", "effort")


def confidences(read: pd.DataFrame) -> dict[str, tuple[pd.Series, pd.Series]]:
    """Per head how sure it was and whether it was right."""
    effort = read["effort"].fillna(0.0)
    said = effort >= 0.5
    signs = read[["p_negative", "p_neutral", "p_positive"]].max(axis=1)
    return {
        "stage": (read["stage_confidence"], read["stage"] == read["true_stage"]),
        "touchpoint": (read["touchpoint_confidence"], read["touchpoint"] == read["true_touchpoint"]),
        "sentiment": (signs, read["sentiment_label"] == read["true_sentiment"]),
        "effort": (effort.where(said, 1 - effort), said == (read["true_effort"] == 1)),
    }


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


def lines(read: pd.DataFrame, second: pd.DataFrame, comments: int) -> Iterator[str]:
    yield f"# The heads on {comments} held-out comments\n\n{date.today().isoformat()}. Mentions as the annotators cut them.\n"
    yield "| | mentions | " + " | ".join(COLUMNS) + " |\n|---|---" + "|---" * len(COLUMNS) + "|"
    groups = {"all": read, **{g: read[read["language"] == g] for g in ("fr", "en")}}
    groups |= {s: read[read["feedback_id"].map(source) == s] for s in sorted(set(read["feedback_id"].map(source)))}
    for name, part in groups.items():
        told = accuracies(part)
        yield f"| {name} | {len(part)} | " + " | ".join(f"{told[c]:.3f}" for c in COLUMNS) + " |"
    yield from beside(read, second)
    yield "\n## Expected calibration error (ten bins)\n\n| | stage | touchpoint | sentiment | effort |\n|---|---|---|---|---|"
    for name in ("all", "fr", "en"):
        yield f"| {name} | " + " | ".join(f"{calibration_error(*v):.3f}" for v in confidences(groups[name]).values()) + " |"
    for axis in ("stage", "touchpoint"):
        yield f"\n## {axis.title()}: coverage and precision\n\n| least confidence | coverage | precision |\n|---|---|---|"
        yield from (f"| {r.limit:.1f} | {r.coverage:.3f} | {r.precision:.3f} |" for r in confidence_curve(read, axis, LIMITS).itertuples())
    yield "\n![Said and true](calibration.svg)"


def source(own: str) -> str:
    """The set a comment comes from, by its id."""
    return own.split(":")[0] if ":" in own else "annotated" if own.startswith("s") else "written"


def plot(read: pd.DataFrame) -> str:
    """Said against true, one small square per head; the size of a dot is the share of mentions."""
    squares = []
    for at, (name, (confidence, right)) in enumerate(confidences(read).items()):
        x0 = 20 + at * 190
        dots = "".join(
            f'<circle cx="{x0 + 150 * r.said:.1f}" cy="{180 - 150 * r.true:.1f}" r="{2 + 14 * (r.n / len(read)) ** 0.5:.1f}" '
            'fill="#2a6f97" fill-opacity="0.7"/>'
            for r in reliability(confidence, right).itertuples()
        )
        frame = f'<rect x="{x0}" y="30" width="150" height="150" fill="none" stroke="#888"/>'
        line = f'<line x1="{x0}" y1="180" x2="{x0 + 150}" y2="30" stroke="#bbb"/>'
        squares.append(f'{frame}{line}{dots}<text x="{x0}" y="22" font-size="12" font-family="sans-serif">{name}: said → true ↑</text>')
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="780" height="200" role="img">{"".join(squares)}</svg>\n'


def main(data: str) -> None:
    _, comments = parted(every_comment([Path(data)]), HELD_OUT)
    encoder, heads = open_encoder("shipped", shipped("models")), open_heads("shipped", shipped("models"))
    read = read_labelled(comments, encoder, heads, Taxonomy.of(default_journey()))
    second = said_by_reader(read_again(comments, shipped("models/training") / SECOND_READER))
    body = "\n".join(lines(read, second, len(comments))) + "\n"
    sys.stdout.write(body)
    (RESULTS / "heads.md").write_text(body, encoding="utf-8")
    (RESULTS / "calibration.svg").write_text(plot(read), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
