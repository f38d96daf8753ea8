"""The configuration: typed, frozen, closed, read once at the edge.

`load_config` reads `voc.yml`, the journey and every source file it points to, and reports all problems of all files at once.
`docs/configuration.md` is generated from the classes below.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from voc.errors import ConfigError, Problem
from voc.extending import extended

T = TypeVar("T", bound="Closed")


# What voc knows by itself, and what `maps_to` may name; `configs/journey.yml` describes them.
DEFAULT_STAGES = ("awareness", "consideration", "decision", "purchase", "delivery", "use", "support", "loyalty")
DEFAULT_TOUCHPOINTS = (
    *("website", "mobile_app", "customer_account", "advertising", "social_media", "store", "phone", "email", "chat", "payment"),
    *("billing_pricing", "delivery", "product", "returns_refunds", "customer_service", "paperwork", "partner"),
)


class Closed(BaseModel):
    """Unknown keys are errors; values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Names(Closed):
    """A name or sentence in both languages of the pages."""

    fr: str = Field(description="In French")
    en: str = Field(description="In English")


class Phrases(Closed):
    """Lists of words or sentences per language."""

    fr: tuple[str, ...] = Field((), description="In French")
    en: tuple[str, ...] = Field((), description="In English")


class Entry(Closed):
    """A stage or a touchpoint of the journey."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Stable id; never change it, change the name")
    name: Names = Field(description="What the pages show")
    definition: Names | None = Field(None, description="One or two sentences")
    cues: Phrases = Field(Phrases(), description="Words and short phrases that speak for it")
    examples: Phrases = Field(Phrases(), description="Mentions that belong there; five or more for an entry of your own")
    maps_to: str | None = Field(None, description="The default entry that an entry of your own is a part of")


class StageEntry(Entry):
    """A stage, with its phase."""

    phase: str = Field(description="One of the phases")


class Phase(Closed):
    """One of the classical six phases."""

    id: str = Field(description="Stable id")
    name: Names = Field(description="What the pages show")


class Journey(Closed):
    """The customer journey of the company: `journey.yml`."""

    version: int = Field(1, description="Version of the file's form")
    phases: tuple[Phase, ...] = Field(description="The phases, in order")
    stages: tuple[StageEntry, ...] = Field(min_length=1, description="The stages, in order; `unplaced` is implied")
    touchpoints: tuple[Entry, ...] = Field(min_length=1, description="The touchpoints, in order; `unplaced` is implied")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        phases = {p.id for p in self.phases}
        for stage in self.stages:
            if stage.phase not in phases:
                raise ValueError(f"stage {stage.id} is in phase {stage.phase!r}; expected one of {', '.join(sorted(phases))}")
        for kind, entries in (("stage", self.stages), ("touchpoint", self.touchpoints)):
            ids = [e.id for e in entries]
            if twice := sorted({i for i in ids if ids.count(i) > 1}):
                raise ValueError(f"{kind} id given twice: {', '.join(twice)}")
            if "unplaced" in ids:
                raise ValueError(f"{kind} `unplaced` is implied and cannot be listed")
            known = DEFAULT_STAGES if kind == "stage" else DEFAULT_TOUCHPOINTS
            if lost := sorted(f"{e.id} -> {e.maps_to}" for e in entries if e.maps_to and e.maps_to not in known):
                raise ValueError(f"{kind} maps_to names no default entry: {', '.join(lost)}; expected one of {', '.join(known)}")
        return self


class RatingScale(Closed):
    """How the source rates: its column, its ends and which end is best."""

    column: str = Field(description="Column of the rating")
    min: float = Field(1, description="Lowest mark of the scale")
    max: float = Field(5, description="Highest mark of the scale")
    best: float = Field(5, description="The mark that means very good: `max`, or `min` for scales where 1 is best")
    missing: tuple[float, ...] = Field((), description="Marks that mean no answer, such as 6 for `don't know`")

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.min >= self.max or self.best not in (self.min, self.max):
            raise ValueError("min must be below max, and best must be one of them")
        return self


class ColumnMap(Closed):
    """Which column of the source holds what; nested JSON fields are written with dots, as `via.channel`."""

    id: tuple[str, ...] = Field((), description="Columns that together name the record; empty: the content names it")
    text: tuple[str, ...] = Field(description="Columns of what was written; several are joined by a line break")
    title: str | None = Field(None, description="Title or subject")
    received_at: str | None = Field(None, description="When it was sent")
    experienced_at: str | None = Field(None, description="When the moment happened")
    rating: RatingScale | None = Field(None, description="The rating and its scale")
    nps: str | None = Field(None, description="Likelihood to recommend, 0..10")
    csat: str | None = Field(None, description="Satisfaction")
    ces: str | None = Field(None, description="Customer effort score")
    channel: str | None = Field(None, description="Channel of the contact")
    author: str | None = Field(None, description="Who wrote; kept only as a keyed hash")
    language: str | None = Field(None, description="Language, when the source states it")
    question: str | None = Field(None, description="Column of the survey question, when it changes from row to row")
    attributes: dict[str, str] = Field({}, description="Segments: name in voc to column of the source")

    @field_validator("id", "text", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class Expectations(Closed):
    """What a healthy delivery of the source looks like; below `min_*` the source fails or warns."""

    min_rows: int = Field(1, ge=0, description="Fewer rows in all files together: the source fails")
    max_rows: int | None = Field(None, description="More rows: a warning")
    min_fill: dict[str, float] = Field(
        {}, description="Least share of filled cells, by voc column (text, received_at, rating, ...): a warning below"
    )


class Source(Closed):
    """One source of feedback: `sources/<name>.yml`."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Stable name; part of every feedback id")
    kind: Literal["survey", "review", "ticket"] = Field(description="What its records are")
    path: str = Field(description="Glob of the files, any fsspec address; relative to the configuration's folder; ${VOC_DATA} is replaced")
    format: Literal["csv", "xlsx", "jsonl", "parquet"] | None = Field(None, description="Guessed from the name when absent")
    encoding: str | None = Field(None, description="Guessed when absent")
    separator: str | None = Field(None, description="Of a CSV; guessed when absent")
    decimal: Literal[".", ","] | None = Field(None, description="Of a CSV; guessed when absent")
    sheet: str | None = Field(None, description="Of an XLSX; the first when absent")
    columns: ColumnMap = Field(description="Which column holds what")
    date_format: str | None = Field(None, description="strptime pattern; ISO 8601 when absent, `dayfirst` or `monthfirst` for loose dates")
    time_zone: str = Field("UTC", description="Zone of dates that state none")
    question: Names | None = Field(None, description="The survey question, when it is the same for all rows; answers are read with it")
    earliest: date = Field(date(2000, 1, 1), description="Dates before this day are taken for errors and the row is quarantined")
    drop_text: tuple[str, ...] = Field((), description="Answers that say that nothing was answered, such as `Did not answer`: quarantined")
    expect: Expectations = Field(Expectations(), description="What a healthy delivery looks like")

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        return _known_zone(value)


class Company(Closed):
    """Whose customers write."""

    name: str = Field("", description="Shown on the pages")
    time_zone: str = Field("Europe/Paris", description="Days, weeks and months are cut in this zone")
    brands: tuple[str, ...] = Field((), description="Names of yours that are not persons and must not be redacted")

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        return _known_zone(value)


class TextSettings(Closed):
    """How text is prepared."""

    languages: tuple[str, ...] = Field(("fr", "en", "nl", "de", "es", "it", "pt"), description="Languages at stake; others become `und`")
    language_margin: float = Field(0.15, description="Least lead of the first language over the second; below it `und`")
    max_characters: int = Field(20000, ge=200, description="Longer texts are cut there, with an issue")
    redact_names: bool = Field(True, description="Also remove names of persons (patterns and checksums always run)")
    duplicate_min_characters: int = Field(
        40, description="Shorter texts are never repetitions of one another, unless the author is the same"
    )
    near_duplicate: float = Field(0.9, description="Similarity from which two long texts are one")
    max_mentions: int = Field(40, description="Mentions kept per feedback; what follows joins the last one")


class ModelSettings(Closed):
    """What reads the mentions."""

    encoder: str = Field("shipped", description="`shipped`, or a folder or hub name that sentence-transformers can open offline")
    heads: str = Field("shipped", description="`shipped`, or a folder made by `voc train`")
    threads: int | None = Field(None, description="Threads of the encoder; all cores when absent")
    min_stage: float = Field(0.0, description="Least probability of a stage; below it `unplaced`; 0: the value chosen at training")
    min_touchpoint: float = Field(0.0, description="The same for touchpoints")


class TopicLimits(Closed):
    """What a night may do to topics; beyond these, yesterday's topics stay and the run says so."""

    min_kept: float = Field(0.8, ge=0, le=1, description="Least share of mentions that keep their topic")
    min_agreement: float = Field(0.7, ge=-1, le=1, description="Least agreement with last night (adjusted Rand index)")
    max_outliers: float = Field(0.7, ge=0, le=1, description="Greatest share of mentions without a topic")
    max_born: int = Field(15, ge=0, description="Most topics that may come up at once")
    max_retired: int = Field(15, ge=0, description="Most topics that may end at once")


class TopicSettings(Closed):
    """How subjects are found."""

    languages: tuple[str, ...] = Field(("fr", "en"), description="Languages that topics are found and named in")
    min_size: int = Field(8, ge=3, description="Least distinct mentions of a topic; grows with the corpus")
    max_topics: int = Field(60, description="More than this and the smallest stay unnamed")
    keywords: int = Field(8, description="Keywords per language")
    min_authors: int = Field(5, ge=1, description="Least distinct authors of a new topic")
    sample: int = Field(40000, ge=1000, description="More distinct mentions than this: a sample is clustered, the rest is assigned")
    limits: TopicLimits = Field(TopicLimits(), description="What a night may do to topics")


class FrictionSettings(Closed):
    """How friction is measured (design section 6)."""

    w_effort: float = Field(0.5, ge=0, le=1, description="Weight of effort in a mention's friction")
    min_authors: int = Field(5, ge=1, description="Fewer distinct authors: the cell is suppressed")
    confidence: float = Field(0.9, gt=0, lt=1, description="Of the intervals")
    resamples: int = Field(200, ge=20, description="Bootstrap resamples")
    periods: tuple[Literal["day", "week", "month", "last_28_days", "all"], ...] = Field(
        ("day", "week", "month", "last_28_days", "all"), description="Periods to publish"
    )
    segments: tuple[str, ...] = Field(
        (), description="Attributes to cut by; empty: every attribute with at most `max_segment_values` values"
    )
    segment_periods: tuple[Literal["day", "week", "month", "last_28_days", "all"], ...] = Field(
        ("month", "last_28_days", "all"), description="Periods that are also cut by segment"
    )
    max_segment_values: int = Field(12, description="An attribute with more values is not a segment")


class GateSettings(Closed):
    """What must hold before a night is published."""

    min_feedback: int = Field(1, description="Least feedbacks in the store")
    max_unplaced: float = Field(0.9, description="Greatest share of mentions without a stage")
    max_quarantined: float = Field(0.5, description="Greatest share of rows quarantined in one night")
    max_failed_sources: float = Field(0.99, description="Greatest share of sources that failed")


class Config(Closed):
    """The whole configuration: `voc.yml` with the journey and the sources it points to."""

    company: Company = Field(Company(), description="Whose customers write")
    home: Path = Field(Path("var"), description="Folder of the store, the snapshots and the keys; relative to this file")
    store_url: str | None = Field(None, description="SQLAlchemy URL; SQLite in `home` when absent")
    publish_url: str | None = Field(None, description="Also write the published tables to this database")
    sources: tuple[Source, ...] = Field((), description="Globs of source files, in `voc.yml`")
    journey: Journey = Field(description="File of the journey, in `voc.yml`; the shipped one when absent")
    text: TextSettings = Field(TextSettings(), description="How text is prepared")
    models: ModelSettings = Field(ModelSettings(), description="What reads the mentions")
    topics: TopicSettings = Field(TopicSettings(), description="How subjects are found")
    friction: FrictionSettings = Field(FrictionSettings(), description="How friction is measured")
    gate: GateSettings = Field(GateSettings(), description="What must hold before a night is published")
    keep_snapshots: int = Field(30, ge=1, description="Older snapshots are removed")
    seed: int = Field(20260914, description="Of every random choice")
    day: Literal["yesterday", "latest"] = Field("yesterday", description="Which data day a night is for when none is given")

    def hash(self) -> str:
        """Changes whenever a setting that could change a result does; folders and addresses do not count."""
        body = self.model_dump_json(exclude={"home": True, "store_url": True, "publish_url": True, "sources": {"__all__": {"path": True}}})
        return hashlib.blake2b(body.encode(), digest_size=8).hexdigest()


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("not a time zone such as Europe/Paris") from error
    return value


def load_config(path: Path, shipped_journey: Path) -> Config:
    """Read `voc.yml` and all files it names.

    Args:
        path: The file.
        shipped_journey: The journey to use when the file names none.
    Raises:
        ConfigError: With every problem of every file.
    """
    problems: list[Problem] = []
    body = _read(path, problems)
    folder = path.resolve().parent
    journey_name = body.pop("journey", None)
    journey_file = folder / journey_name if isinstance(journey_name, str) else shipped_journey
    whole = extended(_read(journey_file, problems), _read(shipped_journey, problems), journey_file, problems)
    journey = _parse(Journey, whole, journey_file, problems)
    sources = list(_sources(body.pop("sources", []), folder, path, problems))
    if isinstance(body.get("home", "var"), str):
        body["home"] = folder / body.get("home", "var")
    # A stand-in keeps the check of the remaining keys going when the journey is broken.
    stand_in = journey or Journey.model_construct(version=1, phases=(), stages=(), touchpoints=())
    config = _parse(Config, {**body, "sources": sources, "journey": stand_in}, path, problems)
    if problems or config is None:
        raise ConfigError(f"the configuration has {len(problems)} problem(s)", problems, advice="see docs/configuration.md")
    return config


def _sources(patterns: Any, folder: Path, path: Path, problems: list[Problem]) -> Iterator[Source]:
    if not isinstance(patterns, list) or not all(isinstance(p, str) for p in patterns):
        problems.append(Problem(str(path), "sources", repr(patterns), "a list of file globs such as [sources/*.yml]"))
        return
    seen: dict[str, Path] = {}
    for pattern in patterns:
        files = sorted(folder.glob(pattern))
        if not files:
            problems.append(Problem(str(path), "sources", pattern, "a glob that matches at least one source file"))
        for file in files:
            source = _parse(Source, _read(file, problems), file, problems)
            if source is None:
                continue
            if source.name in seen:
                problems.append(Problem(str(file), "name", source.name, f"a name that {seen[source.name]} does not have"))
            seen[source.name] = file
            # Relative globs are meant from the configuration's folder, wherever the command is run.
            local = "://" not in source.path and not source.path.startswith(("/", "$"))
            yield source.model_copy(update={"path": str(folder / source.path)}) if local else source


def _read(path: Path, problems: list[Problem]) -> dict[str, Any]:
    try:
        body = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except FileNotFoundError:
        problems.append(Problem(str(path), "", "no such file", "a YAML file"))
        return {}
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        problems.append(Problem(str(path), "", " ".join(str(error).split()), "readable YAML in UTF-8"))
        return {}
    if not isinstance(body, dict):
        problems.append(Problem(str(path), "", type(body).__name__, "a mapping of keys to values"))
        return {}
    return body


def _parse(model: type[T], body: dict[str, Any], path: Path, problems: list[Problem]) -> T | None:
    try:
        return model.model_validate(body)
    except ValidationError as error:
        for e in error.errors():
            key = ".".join(str(part) for part in e["loc"])
            expected = f"one of {', '.join(model.model_fields)}" if e["type"] == "extra_forbidden" and len(e["loc"]) == 1 else e["msg"]
            problems.append(Problem(str(path), key, _shown(e["input"]), expected))
        return None


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
