"""`voc evaluate` on comments labelled mention by mention: how each head reads, and whether its confidence means what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from voc.errors import PublishError, SourceError
from voc.evaluation.held_out import accuracies, calibration_error, confidence_curve, read_labelled, reliability
from voc.journey import Taxonomy
from voc.protocols import Encoder, Reader
from voc.training.data import LabelledComment

FILES = ("mentions.md", "mentions.json", "calibration.svg")
HEADS = ("stage", "touchpoint", "sentiment", "effort")
COLUMNS = ("stage", "touchpoint", "pair", "sentiment", "effort")
GROUPS = ("language", "source", "sector")
LIMITS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
# Fewer mentions than this say nothing of a group.
FEW = 20


@dataclass(frozen=True)
class ByMention:
    """How each head read labelled mentions.

    Attributes:
        measured_on: The day.
        read: `held_out.read_labelled`, with source and sector.
    """

    measured_on: str
    read: pd.DataFrame

    def groups(self) -> dict[str, pd.DataFrame]:
        """All mentions, and those of each language, source and sector that has enough of them."""
        found = {"all": self.read}
        for name in GROUPS:
            parts = self.read[self.read[name] != ""].groupby(name)
            found |= {f"{name} {value}": part for value, part in parts if len(part) >= FEW}
        return found

    def as_dict(self) -> dict[str, Any]:
        """Per group the shares right and the calibration errors; per head the confusions; per place the curve."""
        groups = self.groups()
        return {
            "measured_on": self.measured_on,
            "mentions": len(self.read),
            "comments": self.read["feedback_id"].nunique(),
            "right": {name: {k: round(v, 4) for k, v in accuracies(part).items()} for name, part in groups.items()},
            "calibration_error": {
                name: {head: round(calibration_error(*v), 4) for head, v in confidences(part).items()} for name, part in groups.items()
            },
            "confusions": {head: confusion(self.read, head).to_dict(orient="split") for head in HEADS},
            "coverage": {axis: confidence_curve(self.read, axis, LIMITS).to_dict(orient="records") for axis in ("stage", "touchpoint")},
        }

    def as_markdown(self) -> str:
        """The page that people read: figures only, never what a customer wrote."""
        return "\n".join([*self._head(), *shares(self.groups()), *calibration(self.read), *self._confusions()]) + "\n"

    def _head(self) -> Iterator[str]:
        yield f"# The heads on {len(self.read)} mentions of {self.read['feedback_id'].nunique()} comments\n"
        yield f"{self.measured_on}. Mentions as the annotators cut them, placed as a night places them. Share right.\n"

    def _confusions(self) -> Iterator[str]:
        for head in HEADS:
            table = confusion(self.read, head)
            yield f"\n## {head.capitalize()}: voc (rows) and the annotator (columns)\n"
            yield f"| | {' | '.join(map(str, table.columns))} |\n|---{'|---:' * len(table.columns)}|"
            for name, counts in table.iterrows():
                cells = (f"**{n}**" if column == name else str(n or "") for column, n in zip(table.columns, counts.tolist(), strict=True))
                yield f"| {name} | {' | '.join(cells)} |"


def evaluate_mentions(
    comments: Sequence[LabelledComment], encoder: Encoder, reader: Reader, taxonomy: Taxonomy, today: date | None = None
) -> ByMention:
    """Read labelled mentions as a night would, and compare.

    Args:
        comments: Labelled mention by mention.
        today: The day to write on the result; this day when absent.
    """
    read = read_labelled(comments, encoder, reader, taxonomy)
    about = {c.id: (c.source, c.sector) for c in comments}
    places = read["feedback_id"].map(about)
    return ByMention((today or date.today()).isoformat(), read.assign(source=places.str[0], sector=places.str[1]))


def write_by_mention(result: ByMention, folder: Path, earlier: dict[str, Any] | None = None) -> list[Path]:
    """mentions.md, mentions.json and calibration.svg.

    Args:
        result: What to write.
        folder: Where.
        earlier: A mentions.json of an earlier day: the page ends with what changed.
    Raises:
        PublishError: The folder cannot be written.
    """
    written = [folder / name for name in FILES]
    page = result.as_markdown() + (since(result, earlier) if earlier else "")
    data = json.dumps(result.as_dict(), indent=1, ensure_ascii=False) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, body in zip(written, (page, data, plot(result.read)), strict=True):
            file.write_text(body, encoding="utf-8")
    except OSError as error:
        raise PublishError(f"cannot write: {error.strerror}", where=str(folder), advice="choose another folder with --out") from error
    return written


def is_cut(file: Path) -> bool:
    """Whether the comments of a file are labelled mention by mention, and not as wholes.

    Raises:
        SourceError: There is no such file, or it is not text.
    """
    try:
        with file.open(encoding="utf-8") as lines:
            return '"segments"' in next((line for line in lines if line.strip()), "")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"cannot be read: {error}", where=str(file)) from error


def read_mentions(file: Path) -> dict[str, Any]:
    """A mentions.json of an earlier day.

    Raises:
        SourceError: It cannot be read, or is something else.
    """
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(found, dict) or not {"right", "measured_on"} <= set(found):
            raise ValueError("other keys")
    except (OSError, ValueError) as error:
        raise SourceError(f"cannot be read as an evaluation: {error}", where=str(file), expected="a mentions.json") from error
    return found


def since(result: ByMention, earlier: dict[str, Any]) -> str:
    """What became better or worse since an earlier evaluation, group by group: the share right and its change."""
    now, then = result.as_dict()["right"], earlier["right"]
    rows = [
        f"| {name} | {told['mentions']:.0f} | " + " | ".join(f"{told[c]:.3f} ({told[c] - then[name][c]:+.3f})" for c in COLUMNS) + " |"
        for name, told in now.items()
        if name in then
    ]
    head = ["| | mentions | " + " | ".join(COLUMNS) + " |", "|---|---:" + "|---:" * len(COLUMNS) + "|"]
    return "\n".join([f"\n## Against {earlier['measured_on']}\n", *head, *rows]) + "\n"


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


def confusion(read: pd.DataFrame, head: str) -> pd.DataFrame:
    """How often what voc said (rows) met what the annotator said (columns); both have the same names, commonest first."""
    if head == "effort":
        said, true = ((v.fillna(0.0) >= 0.5).map({True: "yes", False: "no"}) for v in (read["effort"], read["true_effort"]))
    else:
        said, true = read["sentiment_label" if head == "sentiment" else head], read[f"true_{head}"]
    names = list(dict.fromkeys([*true.value_counts().index, *said.value_counts().index]))
    return pd.crosstab(said, true).reindex(index=names, columns=names, fill_value=0)


def shares(groups: dict[str, pd.DataFrame]) -> Iterator[str]:
    """The table of shares right."""
    yield "| | mentions | " + " | ".join(COLUMNS) + " |\n|---|---:" + "|---:" * len(COLUMNS) + "|"
    for name, part in groups.items():
        told = accuracies(part)
        yield f"| {name} | {len(part)} | " + " | ".join(f"{told[c]:.3f}" for c in COLUMNS) + " |"


def calibration(read: pd.DataFrame) -> Iterator[str]:
    """Calibration errors by language, and what believing only the surer ones costs."""
    yield "\n## Expected calibration error (ten bins)\n\n| | stage | touchpoint | sentiment | effort |\n|---|---|---|---|---|"
    for name, part in {"all": read, **{g: read[read["language"] == g] for g in ("fr", "en")}}.items():
        yield f"| {name} | " + " | ".join(f"{calibration_error(*v):.3f}" for v in confidences(part).values()) + " |"
    for axis in ("stage", "touchpoint"):
        yield f"\n## {axis.title()}: coverage and precision\n\n| least confidence | coverage | precision |\n|---|---|---|"
        yield from ("| {limit:.1f} | {coverage:.3f} | {precision:.3f} |".format(**r) for r in _rows(confidence_curve(read, axis, LIMITS)))
    yield "\n![Said and true](calibration.svg)"


def plot(read: pd.DataFrame) -> str:
    """Said against true, one small square per head; the size of a dot is the share of mentions."""
    squares = []
    for at, (name, (confidence, right)) in enumerate(confidences(read).items()):
        x0 = 20 + at * 190
        dots = "".join(
            f'<circle cx="{x0 + 150 * r["said"]:.1f}" cy="{180 - 150 * r["true"]:.1f}" r="{2 + 14 * (r["n"] / len(read)) ** 0.5:.1f}" '
            'fill="#2a6f97" fill-opacity="0.7"/>'
            for r in _rows(reliability(confidence, right))
        )
        frame = f'<rect x="{x0}" y="30" width="150" height="150" fill="none" stroke="#888"/>'
        line = f'<line x1="{x0}" y1="180" x2="{x0 + 150}" y2="30" stroke="#bbb"/>'
        squares.append(f'{frame}{line}{dots}<text x="{x0}" y="22" font-size="12" font-family="sans-serif">{name}: said → true ↑</text>')
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="780" height="200" role="img">{"".join(squares)}</svg>\n'


def _rows(table: pd.DataFrame) -> list[dict[str, float]]:
    return [{str(k): float(v) for k, v in row.items()} for row in table.to_dict(orient="records")]
