"""Every table that voc stores or publishes, as a class: the contract.

A column says its type, its meaning, its unit and what a null means; everything else (pandas dtypes, Arrow and SQL schemas, the published
contract, `docs/tables.md`, validation) is derived from here. All times are UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Literal

import pandas as pd
import pyarrow as pa

from voc.errors import ContractBroken

Kind = Literal["string", "json", "float", "integer", "boolean", "time", "date"]

PANDAS: dict[Kind, str] = {
    "string": "str",
    "json": "str",
    "float": "float64",
    "integer": "int64",
    "boolean": "bool",
    "time": "datetime64[us, UTC]",
    "date": "datetime64[us]",
}
ARROW: dict[Kind, pa.DataType] = {
    "string": pa.string(),
    "json": pa.string(),
    "float": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "time": pa.timestamp("us", tz="UTC"),
    "date": pa.date32(),
}


@dataclass(frozen=True)
class Column:
    """One column of a table; `null` says what a null means, and an empty `null` forbids it."""

    kind: Kind
    meaning: str
    null: str = ""
    unit: str = ""
    key: bool = False
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def nullable(self) -> bool:
        return bool(self.null)


def string(meaning: str, **rest: Any) -> Column:
    return Column("string", meaning, **rest)


def json_text(meaning: str, **rest: Any) -> Column:
    return Column("json", meaning, **rest)


def number(meaning: str, **rest: Any) -> Column:
    return Column("float", meaning, **rest)


def share(meaning: str, **rest: Any) -> Column:
    return Column("float", meaning, low=0.0, high=1.0, **rest)


def count(meaning: str, **rest: Any) -> Column:
    return Column("integer", meaning, low=0, **rest)


def flag(meaning: str, **rest: Any) -> Column:
    return Column("boolean", meaning, **rest)


def time(meaning: str, **rest: Any) -> Column:
    return Column("time", meaning, **rest)


def date(meaning: str, **rest: Any) -> Column:
    return Column("date", meaning, **rest)


class Table:
    """Base of all tables: collects the columns of a class body, in order."""

    name: ClassVar[str]
    published: ClassVar[bool] = False
    columns: ClassVar[dict[str, Column]] = {}

    def __init_subclass__(cls) -> None:
        cls.name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()
        cls.columns = {n: c for n, c in vars(cls).items() if isinstance(c, Column)}

    @classmethod
    def keys(cls) -> list[str]:
        """Names of the columns that together identify a row."""
        return [n for n, c in cls.columns.items() if c.key]

    @classmethod
    def empty(cls) -> pd.DataFrame:
        """A frame with the right columns and no row."""
        return cls.conform(pd.DataFrame({n: [] for n in cls.columns}))

    @classmethod
    def conform(cls, frame: pd.DataFrame) -> pd.DataFrame:
        """The table's columns only, in order, in the table's dtypes; absent nullable columns come as nulls.

        Raises:
            ContractBroken: A column that may not be null is absent, or values do not fit their type.
        """
        missing = [n for n, c in cls.columns.items() if n not in frame and not c.nullable]
        if missing:
            raise ContractBroken(f"column(s) {', '.join(missing)} absent", where=cls.name, expected=", ".join(cls.columns))
        out = frame.reindex(columns=list(cls.columns))
        try:
            return out.astype({n: PANDAS[c.kind] for n, c in cls.columns.items()})
        except (ValueError, TypeError) as error:
            raise ContractBroken(f"a value does not fit its column: {error}", where=cls.name) from error

    @classmethod
    def check(cls, frame: pd.DataFrame) -> pd.DataFrame:
        """The conformed frame, after verifying keys, nulls, allowed values and ranges, all failures at once.

        Raises:
            ContractBroken: Listing every failed rule.
        """
        out = cls.conform(frame)
        failures = [f for n, c in cls.columns.items() for f in _failures(n, c, out[n])]
        if cls.keys() and out.duplicated(cls.keys()).any():
            failures.append(f"{int(out.duplicated(cls.keys()).sum())} rows repeat the key ({', '.join(cls.keys())})")
        if failures:
            raise ContractBroken("; ".join(failures), where=cls.name)
        return out

    @classmethod
    def arrow_schema(cls) -> pa.Schema:
        """The Arrow schema, with meaning and unit in each field's metadata."""
        return pa.schema(
            [
                pa.field(n, ARROW[c.kind], nullable=c.nullable, metadata={"meaning": c.meaning, "unit": c.unit})
                for n, c in cls.columns.items()
            ]
        )

    @classmethod
    def to_arrow(cls, frame: pd.DataFrame) -> pa.Table:
        """The conformed frame as an Arrow table without pandas metadata, so that equal rows make equal bytes."""
        table = pa.Table.from_pandas(cls.conform(frame), schema=cls.arrow_schema(), preserve_index=False)
        return table.replace_schema_metadata(None)


def _failures(name: str, column: Column, values: pd.Series[Any]) -> list[str]:
    found = []
    if not column.nullable and values.isna().any():
        found.append(f"{name}: {int(values.isna().sum())} nulls")
    known = values.dropna()
    if column.allowed and (bad := sorted(set(known) - set(column.allowed))):
        found.append(f"{name}: {bad[:5]} not among {', '.join(column.allowed)}")
    if column.low is not None and (known < column.low).any():
        found.append(f"{name}: {known.min()} below {column.low}")
    if column.high is not None and (known > column.high).any():
        found.append(f"{name}: {known.max()} above {column.high}")
    return found


KINDS = ("survey", "review", "ticket")
TOPIC_KINDS = ("subject", "theme", "general")
LABELS = ("negative", "neutral", "positive")
PERIODS = ("day", "week", "month", "last_28_days", "all")


class Raw(Table):
    """What a source hands over, one row per record, before anything is cleaned; it lives in memory only and is never stored."""

    record_id = string("The source's own id of the record", key=True)
    record = string("Where the record stands: file and row, for messages")
    source = string("Name of the source")
    kind = string("What it is", allowed=KINDS)
    text = string("What the customer wrote", null="The cell was empty")
    title = string("Title or subject", null="No title")
    question = string("The survey question that was answered", null="No question")
    received_at = time("When the customer sent it", null="The source gave no date")
    experienced_at = time("When the moment happened", null="Not said")
    rating = number("Stars or marks, turned so that more is better", null="Not rated")
    rating_max = number("Best possible rating", null="Not rated")
    nps = number("Likelihood to recommend", null="Not asked", unit="0..10", low=0, high=10)
    csat = number("Satisfaction, more is better", null="Not asked")
    ces = number("Customer effort score as the source gives it", null="Not asked")
    channel = string("How it reached the company", null="Not said")
    author = string("Whoever wrote it, as the source names them; leaves memory only as a keyed hash", null="Unknown")
    language_hint = string("Language as the source states it, ISO 639-1", null="Not stated")
    attributes = json_text("Segments: a JSON object of column to value")


class Feedback(Table):
    """One thing a customer sent: one answer, one review, one ticket."""

    feedback_id = string("Hash of the source and the source's own record id", key=True)
    source = string("Name of the source")
    kind = string("What it is", allowed=KINDS)
    received_at = time("When the customer sent it; for rows without a date, the day they were first gathered")
    experienced_at = time("When the moment happened", null="Not said")
    time_known = flag("False when the source gave no date; such rows count only in the period `all`")
    language = string("ISO 639-1, or und when the text does not tell")
    language_confidence = share("How sure the language is")
    text = string("What was written, cleaned, personal data removed")
    title = string("Title or subject, personal data removed", null="No title")
    question = string("The survey question that was answered", null="No question")
    rating = number("Stars or marks, turned so that more is better", null="Not rated")
    rating_max = number("Best possible rating", null="Not rated")
    nps = number("Likelihood to recommend", null="Not asked", unit="0..10", low=0, high=10)
    csat = number("Satisfaction, more is better", null="Not asked")
    ces = number("Customer effort score as the source gives it", null="Not asked")
    channel = string("How it reached the company", null="Not said")
    author_key = string("Keyed hash of the author, never the name", null="Unknown author: counts as a person of its own")
    attributes = json_text("Segments: a JSON object of column to value")
    duplicate_of = string("feedback_id of the feedback this one repeats", null="Not a repetition")
    content_hash = string("Hash of everything the source said, to see whether a record changed")
    run_id = string("The run that stored this version")


class Mention(Table):
    """One span of a feedback that speaks of one moment."""

    mention_id = string("Hash of the feedback and the span", key=True)
    feedback_id = string("The feedback it belongs to")
    position = count("0 for the first mention of the feedback")
    start = count("Offset of the first character in feedback.text", unit="characters")
    end = count("Offset after the last character in feedback.text", unit="characters")
    sentiment = Column("float", "p_positive − p_negative", null="Not read yet", low=-1.0, high=1.0)
    sentiment_label = string("The most probable of the three", null="Not read yet", allowed=LABELS)
    p_negative = share("Probability of negative", null="Not read yet")
    p_neutral = share("Probability of neutral", null="Not read yet")
    p_positive = share("Probability of positive", null="Not read yet")
    effort = share("How hard the customer had to work", null="The text speaks of no effort")
    stage = string("Where in the journey, or unplaced", null="Not read yet")
    stage_confidence = share("Probability of the stage", null="Not read yet")
    touchpoint = string("With what or whom, or unplaced", null="Not read yet")
    touchpoint_confidence = share("Probability of the touchpoint", null="Not read yet")
    evidence = string("Why it was placed there: the nearest example or cue", null="Unplaced or not read yet")
    topic_id = string("The topic it belongs to", null="No topic")
    topic_found = string("The topic that was found for it, before merges and other decisions of analysts", null="No topic")
    topic_strength = share("How firmly it belongs to the topic", null="No topic")
    friction = share("How badly the moment went", null="Not read yet")
    model_version = string("Encoder and heads that read it", null="Not read yet")


class Topic(Table):
    """A recurring subject with an identity that lasts; published as a slowly changing dimension."""

    published = True
    topic_id = string("Stable id", key=True)
    kind = string("A subject, a theme (a group of subjects), or one of the topics of mentions without a subject", allowed=TOPIC_KINDS)
    name_fr = string("Name in French")
    name_en = string("Name in English")
    named_by = string("Who named it", allowed=("auto", "analyst"))
    pinned = flag("An analyst decided its status: nights and refits leave it alone")
    keywords_fr = json_text("JSON list of French keywords")
    keywords_en = json_text("JSON list of English keywords")
    parent_id = string("The theme it belongs to", null="A theme, or none")
    status = string("Where it is in its life", allowed=("emerging", "active", "dormant", "merged", "retired"))
    valid_from = date("First data day with this id")
    valid_to = date("Last data day with this id", null="Still valid")
    merged_into = string("The topic that took its mentions", null="Not merged")
    split_from = string("The topic it was split from", null="Not split off")
    n_mentions = count("Mentions that carry it, whole store")


class TopicAudit(Table):
    """How good each subject is as a topic, and what to look into first."""

    published = True
    topic_id = string("The topic", key=True)
    n_distinct = count("Different texts in it")
    cohesion = share("Mean cosine of its texts to their centroid: 1 says the same thing over and over, under 0.4 is a mixed heap")
    separation = Column("float", "1 − cosine to the nearest other topic's centroid", null="The only topic", low=0.0, high=2.0)
    nearest = string("That topic", null="The only topic")
    main_language = string("Its commonest language")
    main_language_share = share("Share of its texts in that language")
    sentiment_mean = Column("float", "Mean sentiment of its texts", null="Not read", low=-1.0, high=1.0)
    sentiment_spread = number("Standard deviation of the sentiment: praise and blame of one subject are far apart", null="Not read")
    advice = string("What an analyst should look into first", allowed=("ok", "split", "merge", "language"))


class TopicEvent(Table):
    """Who or what changed a topic, when, from, to."""

    event_id = string("Hash of the event", key=True)
    topic_id = string("The topic")
    day = date("Data day of the event")
    what = string("born, held, merged, split, retired, returned, renamed, pinned, undone, ...")
    author = string("auto, or the analyst")
    made_at = time("When an analyst decided it", null="A night or a refit did it")
    old = string("Before; of an analyst's decision the JSON of the fields it changed", null="Nothing before")
    new = string("After; likewise", null="Nothing after")


class TopicCentroid(Table):
    """Where a topic lies in the encoder's space, so that tomorrow's mentions find it again.

    Rows with topic_id `origin:<language>` hold the mean vector of a language, which is subtracted before any comparison.
    """

    topic_id = string("The topic", key=True)
    model_id = string("The encoder of the centroid", key=True)
    centroid = json_text("JSON list of floats")
    radius = number("Cosine distance within which a mention belongs", unit="cosine distance")
    exemplars = json_text("JSON list of mention_id, most typical first")


class Correction(Table):
    """What an analyst said; it wins over the models every night."""

    correction_id = string("Stable id", key=True)
    target = string("mention, feedback or topic")
    target_id = string("Its id")
    field_name = string("The column that was corrected")
    old = string("Before", null="Nothing before")
    new = string("After", null="Emptied")
    author = string("Who said so")
    made_at = time("When")
    undone_at = time("When it was taken back", null="Still in force")


class Run(Table):
    """One night: what ran, on what, with what result."""

    run_id = string("Hash of the start time and the data interval", key=True)
    day = date("The data day the run is for")
    started_at = time("When the run began")
    finished_at = time("When the run ended", null="Running, or killed")
    status = string("How it ended", allowed=("running", "published", "unchanged", "kept", "failed"))
    degraded = flag("A source failed and the night went on without it")
    code_version = string("Version of voc")
    config_hash = string("Hash of the whole configuration")
    model_version = string("Encoder and heads")
    snapshot_id = string("The snapshot that is current after the run", null="Nothing published yet")
    steps = json_text("JSON: per step, rows in and out, seconds")
    gate = json_text("JSON list: each check, the value, the limit, passed or not")


class SourceRun(Table):
    """The account of one source in one run: rows_in = new + updated + unchanged + duplicates + quarantined."""

    run_id = string("The run", key=True)
    source = string("The source", key=True)
    rows_in = count("Rows that the source handed over")
    new = count("Rows stored for the first time")
    updated = count("Rows whose record had changed")
    unchanged = count("Rows already stored as they are")
    duplicates = count("Rows that repeat another row or feedback")
    quarantined = count("Rows rejected, with their reason in `quarantine`")
    files_skipped = count("Files not opened because nothing in them changed")
    seconds = number("Time taken", unit="s")
    status = string("How it went", allowed=("ok", "failed", "unchanged"))


class IssueRow(Table):
    """Every problem as a row."""

    issue_id = string("Hash of the row", key=True)
    run_id = string("The run that met it")
    severity = string("How bad", allowed=("info", "warning", "error"))
    source = string("The source, or the step")
    record = string("File and row, or record id")
    what = string("What was met")
    expected = string("What was expected")
    advice = string("What to do")


class Quarantine(Table):
    """A rejected row, with the reason; nothing is dropped silently. The text is kept only redacted."""

    quarantine_id = string("Hash of source, record and reason", key=True)
    run_id = string("The run that rejected it")
    source = string("The source")
    record = string("File and row")
    record_id = string("The source's own id", null="Unknown")
    reason = string("Why it was rejected")
    excerpt = string("First 200 characters of the row, personal data removed", null="Nothing readable")


class Heatmap(Table):
    """One row per cell (stage × touchpoint), period and segment."""

    published = True
    snapshot_id = string("The snapshot", key=True)
    period = string("Kind of period", key=True, allowed=PERIODS)
    period_start = date("First day", key=True)
    period_end = date("Last day, included")
    segment = string("Segment column, or all", key=True)
    segment_value = string("Its value, or all", key=True)
    stage = string("Stage id, or unplaced", key=True)
    touchpoint = string("Touchpoint id, or unplaced", key=True)
    n_feedback = count("Feedbacks with a mention in the cell")
    n_mentions = count("Mentions in the cell")
    n_authors = count("Distinct authors; an unknown author counts as one")
    friction = share("Empirical-Bayes mean friction of the cell", null="Suppressed or silent")
    friction_low = share("Lower end of the 90 % interval", null="Suppressed or silent")
    friction_high = share("Upper end of the 90 % interval", null="Suppressed or silent")
    friction_share = share("The cell's part of the journey's summed friction", null="Suppressed or silent")
    negative_share = share("Share of feedbacks whose mentions here are mostly negative", null="Suppressed or silent")
    effort_share = share("Share of feedbacks that speak of effort here", null="Suppressed or silent")
    sentiment_mean = Column("float", "Mean sentiment", null="Suppressed or silent", low=-1.0, high=1.0)
    nps_mean = number("Mean likelihood to recommend", null="Nobody was asked, suppressed or silent", unit="0..10")
    csat_mean = number("Mean satisfaction", null="Nobody was asked, suppressed or silent")
    change = number("friction_share now minus the previous comparable period", null="Not known")
    change_low = number("Lower end of its 90 % interval", null="Not known")
    change_high = number("Upper end of its 90 % interval", null="Not known")
    change_q = share("False-discovery-adjusted p of the change", null="Not tested")
    trend = string("What happened since the previous comparable period", allowed=("worse", "better", "steady", "unknown"))
    suppressed = flag("Fewer than min_authors authors: the numbers are withheld")
    silent = flag("No feedback at all: not zero friction, but nothing said")


class HeatmapTopic(Table):
    """The topics behind each cell."""

    published = True
    snapshot_id = string("The snapshot", key=True)
    period = string("Kind of period", key=True, allowed=PERIODS)
    period_start = date("First day", key=True)
    period_end = date("Last day, included")
    segment = string("Segment column, or all", key=True)
    segment_value = string("Its value, or all", key=True)
    stage = string("Stage id, or unplaced", key=True)
    touchpoint = string("Touchpoint id, or unplaced", key=True)
    topic_id = string("The topic", key=True)
    n_mentions = count("Mentions of the topic in the cell")
    n_authors = count("Distinct authors of them")
    friction = share("Mean friction of these mentions", null="Suppressed")
    friction_share = share("Their part of the cell's summed friction", null="Suppressed")
    suppressed = flag("Fewer than min_authors authors: the numbers are withheld")


class Driver(Table):
    """How much a topic or touchpoint moves a score."""

    published = True
    snapshot_id = string("The snapshot", key=True)
    score = string("What is driven", key=True, allowed=("nps", "csat", "ces", "rating"))
    driver_kind = string("What drives", key=True, allowed=("topic", "touchpoint"))
    driver_id = string("Its id", key=True)
    impact_leave_out = number("Score of all minus score without it", null="Not enough data")
    impact_leave_out_low = number("Lower end of its 90 % interval", null="Not enough data")
    impact_leave_out_high = number("Upper end of its 90 % interval", null="Not enough data")
    impact_additive = number("Its part of a sum that explains the gap", null="Not enough data")
    impact_additive_low = number("Lower end of its 90 % interval", null="Not enough data")
    impact_additive_high = number("Upper end of its 90 % interval", null="Not enough data")
    n_with = count("Scored feedbacks with it")
    n_without = count("Scored feedbacks without it")


class Alert(Table):
    """One incident, opened, updated and closed."""

    published = True
    snapshot_id = string("The snapshot", key=True)
    alert_id = string("Stable over nights", key=True)
    kind = string("What happened", allowed=("worse", "better", "emerging_topic", "source_silent", "source_drift"))
    subject = string("The cell, topic or source")
    since = date("First data day")
    until = date("Last data day", null="Still open")
    message_fr = string("One sentence in French")
    message_en = string("One sentence in English")
    evidence = json_text("JSON: figures and mention ids")


class Validity(Table):
    """How well friction, which sees no score, agrees with the scores customers gave."""

    published = True
    snapshot_id = string("The snapshot", key=True)
    source = string("The source, or all", key=True)
    score = string("The score", key=True, allowed=("nps", "csat", "ces", "rating"))
    n = count("Feedbacks with both")
    rank_correlation = Column(
        "float", "Spearman's rho of feedback friction and score; −1 is perfect", null="Fewer than 20, or no variation", low=-1.0, high=1.0
    )


class Stage(Table):
    """Dimension: the stages of the journey as configured."""

    published = True
    stage = string("Stage id, or unplaced", key=True)
    position = count("Order in the journey; unplaced is last")
    phase = string("The classical phase", null="unplaced")
    name_fr = string("Name in French")
    name_en = string("Name in English")


class Touchpoint(Table):
    """Dimension: the touchpoints as configured."""

    published = True
    touchpoint = string("Touchpoint id, or unplaced", key=True)
    position = count("Order on the page; unplaced is last")
    name_fr = string("Name in French")
    name_en = string("Name in English")


@cache
def all_tables() -> dict[str, type[Table]]:
    """Every table by name, in order of definition; `Raw` is not one of them because it is never kept."""
    return {t.name: t for t in Table.__subclasses__() if t is not Raw}


def published_tables() -> dict[str, type[Table]]:
    """The tables of a snapshot."""
    return {n: t for n, t in all_tables().items() if t.published}
