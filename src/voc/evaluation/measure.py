"""`voc evaluate`: read a gold file the way `voc analyze` does, and compare with the people who read it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from voc.analyze import Tools, analyze, source_of
from voc.config import Config
from voc.errors import PublishError, SourceError
from voc.evaluation import report
from voc.evaluation.agreement import (
    EFFORT,
    NOTHING,
    Figures,
    Reading,
    ceiling,
    confusion,
    figures,
    sentiment,
    standard_errors,
    with_both,
)
from voc.evaluation.baselines import keyword_list, majority
from voc.evaluation.gold import GoldComment, read_gold
from voc.journey import UNPLACED, Taxonomy
from voc.protocols import Progress, silent
from voc.understanding import model_version

MARKDOWN_FILE, JSON_FILE = "evaluation.md", "evaluation.json"
# As `voc analyze` takes a file whose kind nobody told.
KIND = "review"


@dataclass(frozen=True)
class Evaluation:
    """Agreement of voc, of two baselines and of the annotators themselves, on one gold file.

    Attributes:
        measured_on: The day.
        gold: Name of the file.
        comments: How many it holds; `missing` of them came out of voc unread and count as "nothing said".
        encoder, heads, model_version: What read.
        heads_encoder: The encoder that the heads were fitted on; None when the reader does not say.
        agreement: Group ("all", "language fr", "source x") to n and, per reader and for the ceiling, the figures of `agreement.figures`.
        sentiment: Group ("all", "language fr") to n and, per reader and for the ceiling, the figures of `agreement.sentiment`.
        confusions: first stage, first touchpoint, polarity, effort: `agreement.confusion` of voc (rows) with annotator A (columns).
    """

    measured_on: str
    gold: str
    comments: int
    missing: int
    encoder: str
    heads: str
    heads_encoder: str | None
    model_version: str
    agreement: dict[str, dict[str, Any]]
    sentiment: dict[str, dict[str, Any]]
    confusions: dict[str, dict[str, Any]]

    def as_dict(self) -> dict[str, Any]:
        """All of it as JSON knows it; a figure that cannot be told is None."""
        told: dict[str, Any] = _told(asdict(self))
        return told

    def as_markdown(self) -> str:
        """The page that people read."""
        return report.markdown(self.as_dict())


def evaluate(gold: Path, settings: Config, tools: Tools, progress: Progress = silent, today: date | None = None) -> Evaluation:
    """Read the gold file's comments as `voc analyze` would, and compare with both annotators.

    Args:
        gold: JSONL, see `gold.read_gold`; the annotations are not among what is analysed.
        today: The day to write on the result; this day when absent.
    Raises:
        SourceError: The gold file is not one.
    """
    day = today or date.today()
    comments = read_gold(gold)
    source, _ = source_of(gold, {"id": "id", "text": "text"}, KIND)
    analysis = analyze(source, settings, tools, day, progress=progress)
    taxonomy = Taxonomy.of(settings.journey)
    model = of_feedback(analysis.feedback)
    readers = {
        "model": [model.get(c.id, NOTHING) for c in comments],
        "keyword_list": keyword_list(_mentions(analysis.feedback, analysis.mentions, comments), [c.language for c in comments], taxonomy),
        "majority": majority([c.text for c in comments]),
    }
    return Evaluation(
        measured_on=day.isoformat(),
        gold=gold.name,
        comments=len(comments),
        missing=sum(c.id not in model for c in comments),
        encoder=tools.encoder.model_id,
        heads=tools.reader.version,
        heads_encoder=getattr(tools.reader, "encoder", None),
        model_version=model_version(tools.encoder, tools.reader, taxonomy),
        agreement=_by_group(comments, readers, figures, ("language", "source", "sector", "kind")),
        sentiment=_by_group(comments, readers, sentiment, ("language",)),
        confusions=confusions(comments, readers["model"], taxonomy),
    )


def write_evaluation(evaluation: Evaluation, folder: Path, earlier: Mapping[str, Any] | None = None) -> list[Path]:
    """evaluation.md and evaluation.json.

    Args:
        evaluation: What to write.
        folder: Where.
        earlier: An evaluation.json of an earlier day: the page ends with what became better or worse.
    Raises:
        PublishError: The folder cannot be written.
    """
    written = [folder / MARKDOWN_FILE, folder / JSON_FILE]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        since = f"\n{report.compared(evaluation.as_dict(), earlier)}" if earlier else ""
        written[0].write_text(evaluation.as_markdown() + since, encoding="utf-8")
        written[1].write_text(json.dumps(evaluation.as_dict(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise PublishError(f"cannot write: {error.strerror}", where=str(folder), advice="choose another folder with --out") from error
    return written


def read_evaluation(file: Path) -> dict[str, Any]:
    """An evaluation.json of an earlier day.

    Raises:
        SourceError: It cannot be read, or is something else.
    """
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(found, dict) or not {"agreement", "model_version", "measured_on", "gold", "comments"} <= set(found):
            raise ValueError("other keys")
    except (OSError, ValueError) as error:
        raise SourceError(f"cannot be read as an evaluation: {error}", where=str(file), expected="an evaluation.json") from error
    return found


def of_feedback(feedback: pd.DataFrame) -> dict[str, Reading]:
    """What voc read in each comment.

    Args:
        feedback: id, placements (JSON), sentiment_label, effort, as `voc analyze` writes them.
    """
    columns = (feedback[c] for c in ("id", "placements", "sentiment_label", "effort"))
    return {str(own): _reading(placements, label, effort) for own, placements, label, effort in zip(*columns, strict=True)}


def confusions(comments: Sequence[GoldComment], read: Sequence[Reading], taxonomy: Taxonomy) -> dict[str, dict[str, Any]]:
    """First stage, first touchpoint, polarity and effort: voc's in rows, annotator A's in columns."""
    axes: dict[str, tuple[Callable[[Reading], str], Sequence[str]]] = {
        "first stage": (lambda r: r.places[0][0], [*taxonomy.stages.ids, UNPLACED]),
        "first touchpoint": (lambda r: r.places[0][1], [*taxonomy.touchpoints.ids, UNPLACED]),
        "polarity": (lambda r: r.overall, ["negative", "neutral", "positive", "mixed"]),
        "effort": (lambda r: "yes" if r.effort else "no", ["no", "yes"]),
    }
    return {name: confusion([c.a for c in comments], read, of, order) for name, (of, order) in axes.items()}


def _by_group(
    comments: Sequence[GoldComment],
    readers: Mapping[str, Sequence[Reading]],
    of: Callable[[Sequence[Reading], Sequence[Reading]], Figures],
    names: Sequence[str],
) -> dict[str, dict[str, Any]]:
    members: dict[str, list[int]] = {"all": list(range(len(comments)))}
    for name in names:
        for value in sorted({c.groups[name] for c in comments if name in c.groups}):
            members[f"{name} {value}"] = [i for i, c in enumerate(comments) if c.groups.get(name) == value]
    return {
        group: _figures(
            [comments[i] for i in at],
            {r: [x[i] for i in at] for r, x in readers.items()},
            of,
            group == "all" or group.startswith("language "),
        )
        for group, at in members.items()
    }


def _figures(
    comments: Sequence[GoldComment],
    readers: Mapping[str, Sequence[Reading]],
    of: Callable[[Sequence[Reading], Sequence[Reading]], Figures],
    with_errors: bool,
) -> dict[str, Any]:
    a, b = [c.a for c in comments], [c.b for c in comments]
    told = {"n": len(comments), **{name: with_both(a, b, read, of) for name, read in readers.items()}, "ceiling": ceiling(a, b, of)}
    return told | ({"error": standard_errors(a, b, readers["model"], of)} if with_errors else {})


def _reading(placements: object, label: object, effort: object) -> Reading:
    said = json.loads(placements) if isinstance(placements, str) else []
    places = tuple((str(p[0]), str(p[1])) for p in said) or NOTHING.places
    return Reading(places, str(label), isinstance(effort, float) and effort >= EFFORT)


def _mentions(feedback: pd.DataFrame, mentions: pd.DataFrame, comments: Sequence[GoldComment]) -> list[list[str]]:
    own = feedback.set_index("feedback_id")["id"]
    texts = mentions.sort_values(["feedback_id", "position"]).groupby(mentions["feedback_id"].map(own), sort=False)["text"].agg(list)
    return [texts.get(c.id, []) for c in comments]


def _told(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _told(v) for k, v in value.items()}
    return None if isinstance(value, float) and math.isnan(value) else value
