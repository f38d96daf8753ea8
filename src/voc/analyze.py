"""Read one file of comments without a store: feedback and mentions as two tables."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from voc.config import ColumnMap, Config, Source
from voc.errors import SourceError
from voc.ids import short_id
from voc.issues import Issue
from voc.journey import Taxonomy
from voc.protocols import Encoder, FloatArray, Lemmatizer, PersonFinder, Progress, Reader, silent
from voc.sources import gather, guess_columns, guess_date_format, read_table
from voc.text.prepare import prepare
from voc.text.vectors import subjects
from voc.understanding import repetitions, summarise, understand

FEEDBACK_FILE = "feedback.parquet"
MENTIONS_FILE = "mentions.parquet"


@dataclass(frozen=True)
class Tools:
    """The models that an analysis uses."""

    encoder: Encoder
    reader: Reader
    finder: PersonFinder | None
    lemmatizer: Lemmatizer | None = None


@dataclass(frozen=True)
class Analysis:
    """What was read in one file.

    Attributes:
        feedback: `tables.Feedback`, the input's own `id`, and what `steps.summarise` adds.
        mentions: `tables.Mention` and text.
        quarantined: Rows that could not be read, with their reason.
        topics: `tables.Topic`; None when topics were not asked for.
    """

    feedback: pd.DataFrame
    mentions: pd.DataFrame
    quarantined: pd.DataFrame
    issues: list[Issue]
    rows_in: int
    topics: pd.DataFrame | None = None


def source_of(file: Path, named: dict[str, str | None], kind: str) -> tuple[Source, list[Issue]]:
    """A source for a file nobody configured: columns as named by the caller, the rest guessed from their names.

    Args:
        file: CSV, XLSX, JSONL or Parquet.
        named: text, id, date, rating: column names given by the caller, or None.
        kind: survey, review or ticket.
    Raises:
        SourceError: The file cannot be read, or a named column is not in it.
    """
    frame, _ = read_table(str(file))
    guessed, issues = guess_columns(frame)
    for name in filter(None, named.values()):
        if name not in frame.columns:
            raise SourceError(f"no column {name!r}", where=str(file), expected=f"one of {', '.join(map(str, frame.columns))}")
    rating = {"column": named["rating"]} if named.get("rating") else None
    given = {"text": named.get("text"), "id": named.get("id"), "received_at": named.get("date"), "rating": rating}
    columns = ColumnMap.model_validate({**guessed.model_dump(), **{k: v for k, v in given.items() if v}})
    form = guess_date_format(frame, columns)
    return Source.model_validate(
        {"name": "file", "kind": kind, "path": str(file), "columns": columns, "date_format": form, "earliest": date(1970, 1, 2)}
    ), issues


def analyze(source: Source, config: Config, tools: Tools, today: date, with_topics: bool = False, progress: Progress = silent) -> Analysis:
    """Prepare and understand every row of a source, and find its topics when asked.

    Raises:
        SourceError: The file cannot be read.
    """
    gathered = gather(source, {}, today)
    day = pd.Timestamp(today, tz="UTC")
    # Nothing is stored, so a key that nobody knows is the safest one.
    secret = secrets.token_bytes(32)
    progress(0, gathered.rows_in, "prepare")
    ready = prepare(gathered.raw, gathered.quarantined, config.text, config.company.brands, tools.finder, secret, day, "analyze")
    repeated = repetitions(ready.feedback, config.text).set_index("feedback_id")["duplicate_of"]
    feedback = ready.feedback.assign(duplicate_of=ready.feedback["feedback_id"].map(repeated).astype("str"))
    mentions = understand(ready.mentions, feedback, tools.encoder, tools.reader, Taxonomy.of(config.journey), config, progress)
    found = None
    if with_topics and tools.lemmatizer is not None:
        vectors = subjects(mentions, feedback, tools.encoder)
        mentions, found = _with_topics(mentions, feedback, vectors, tools, config, day, progress)
    rolled = feedback.merge(summarise(mentions, feedback), on="feedback_id", how="left")
    own = dict(zip(_feedback_ids(gathered.raw), gathered.raw["record_id"], strict=True))
    rolled.insert(1, "id", rolled["feedback_id"].map(own).astype("str"))
    return Analysis(rolled, _with_text(mentions, feedback), ready.quarantined, [*gathered.issues, *ready.issues], gathered.rows_in, found)


def write(analysis: Analysis, folder: Path) -> list[Path]:
    """feedback.parquet and mentions.parquet, and quarantine.csv and topics.parquet where there is something to say."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / FEEDBACK_FILE, folder / MENTIONS_FILE]
    analysis.feedback.to_parquet(written[0], index=False)
    analysis.mentions.to_parquet(written[1], index=False)
    if analysis.topics is not None:
        written.append(folder / "topics.parquet")
        analysis.topics.to_parquet(written[-1], index=False)
    if len(analysis.quarantined):
        written.append(folder / "quarantine.parquet")
        analysis.quarantined.to_parquet(written[-1], index=False)
    return written


def _with_topics(
    mentions: pd.DataFrame, feedback: pd.DataFrame, vectors: FloatArray, tools: Tools, config: Config, day: pd.Timestamp, progress: Progress
) -> tuple[pd.DataFrame, pd.DataFrame]:
    # Only who asks for topics waits for what finds them.
    from voc.steps import discover
    from voc.topics import Registry

    assert tools.lemmatizer is not None
    found = discover(
        mentions,
        feedback,
        vectors,
        Registry.empty(tools.encoder.model_id),
        tools.lemmatizer,
        config,
        day.tz_localize(None),
        progress,
        encoder=tools.encoder,
    )
    of_mention = found.assignments.set_index("mention_id")
    joined = mentions.assign(
        topic_id=mentions["mention_id"].map(of_mention["topic_id"]).astype("str"),
        topic_found=mentions["mention_id"].map(of_mention["topic_found"]).astype("str"),
        topic_strength=mentions["mention_id"].map(of_mention["topic_strength"]).astype("float64"),
    )
    return joined, found.registry.topics


def _feedback_ids(raw: pd.DataFrame) -> Sequence[str]:
    return [short_id("f", s, r) for s, r in zip(raw["source"], raw["record_id"], strict=True)]


def _with_text(mentions: pd.DataFrame, feedback: pd.DataFrame) -> pd.DataFrame:
    texts = mentions["feedback_id"].map(feedback.set_index("feedback_id")["text"])
    return mentions.assign(text=[t[s:e] for t, s, e in zip(texts, mentions["start"], mentions["end"], strict=True)])
