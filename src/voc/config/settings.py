"""The settings of `voc.yml`, section by section."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from voc.config.closed import Closed, known_zone
from voc.config.journey import Journey
from voc.config.source import Source


class Company(Closed):
    """Whose customers write."""

    name: str = Field("", description="Shown on the pages")
    time_zone: str = Field("Europe/Paris", description="Days, weeks and months are cut in this zone")
    brands: tuple[str, ...] = Field((), description="Names of yours that are not persons and must not be redacted")

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        return known_zone(value)


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

    encoder: str = Field("shipped", description="`shipped`, a folder made by `voc train`, or what sentence-transformers opens offline")
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


class NamerSettings(Closed):
    """A language model that proposes names of new topics; keywords and redacted exemplars of these topics are sent to it."""

    url: str = Field(pattern="^https?://", description="Base address of an OpenAI-compatible API, such as http://127.0.0.1:11434/v1")
    model: str = Field(min_length=1, description="Name of the model there")
    api_key: str | None = Field(None, repr=False, description="Write ${NAME} to take it from the environment; none: no key is sent")
    timeout: float = Field(30.0, gt=0, description="Seconds for each answer")


class TopicSettings(Closed):
    """How subjects are found."""

    languages: tuple[str, ...] = Field(("fr", "en"), description="Languages that topics are found and named in")
    min_size: int = Field(8, ge=3, description="Least distinct mentions of a topic; grows with the corpus")
    max_topics: int = Field(60, description="Most topics: no night adds one beyond it, and a refit aims at no more")
    keywords: int = Field(8, description="Keywords per language")
    min_authors: int = Field(5, ge=1, description="Least distinct authors of a new topic")
    sample: int = Field(40000, ge=1000, description="More distinct mentions than this: a sample is clustered, the rest is assigned")
    limits: TopicLimits = Field(TopicLimits(), description="What a night may do to topics")
    namer: NamerSettings | None = Field(None, description="Ask a language model for names of new topics; absent: nothing is sent anywhere")


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
    combinations: tuple[tuple[str, ...], ...] = Field(
        (), description="Segments to be crossed, such as [[country, persona]]: the segment `country+persona`"
    )
    false_discoveries: float = Field(0.1, gt=0, lt=1, description="Accepted share of false ones among the changes that are shown")
    driver_least: int = Field(20, ge=2, description="Fewer scored feedbacks with or without a driver: not enough data")


class FileSink(Closed):
    """Alerts as lines of JSON in a file."""

    path: Path = Field(description="Appended to; relative to this file")


class EmailSink(Closed):
    """Alerts by e-mail (SMTP)."""

    host: str = Field(description="SMTP server")
    port: int = Field(587, description="Its port")
    security: Literal["starttls", "tls", "none"] = Field("starttls", description="How the connection is protected")
    user: str | None = Field(None, description="Account; none: no login")
    password: str | None = Field(None, description="Write ${NAME} to take it from the environment")
    sender: str = Field(description="Address it comes from")
    to: tuple[str, ...] = Field(min_length=1, description="Addresses it goes to")
    language: Literal["fr", "en"] = Field("en", description="Of the message")


class WebhookSink(Closed):
    """Alerts as a POST of JSON, in the shape that Slack and Teams read."""

    url: str = Field(description="Address; ${NAME} is taken from the environment")
    shape: Literal["slack", "teams", "plain"] = Field("slack", description="Form of the message")
    language: Literal["fr", "en"] = Field("en", description="Of the message")


class AlertSettings(Closed):
    """What raises an alert and where it goes; without a sink nothing leaves the machine."""

    periods: tuple[Literal["day", "week", "last_28_days"], ...] = Field(
        ("week", "last_28_days"), description="The latest of each of these is looked at every night"
    )
    segments: tuple[str, ...] = Field((), description="Segments that are watched besides all customers")
    close_after: int = Field(7, ge=1, description="Data days without seeing it again after which an incident is closed")
    silent_odds: float = Field(0.001, gt=0, lt=1, description="A source is silent when its own past makes the silence rarer than this")
    file: FileSink | None = Field(None, description="Write alerts to a file")
    email: EmailSink | None = Field(None, description="Send alerts by e-mail")
    webhook: WebhookSink | None = Field(None, description="Post alerts to an address")
    prefect_event: bool = Field(False, description="Emit a Prefect event `voc.alert.<kind>` per alert")


class JourneyMapSettings(Closed):
    """Which journey maps are drawn."""

    segments: tuple[str, ...] = Field((), description="A map for each value of these segments, besides that of all customers")
    period: Literal["month", "last_28_days", "all"] = Field("last_28_days", description="Period that the maps show")
    verbatims: int = Field(3, ge=1, le=10, description="Verbatims per pain point, delight and expectation")


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
    alerts: AlertSettings = Field(AlertSettings(), description="What raises an alert and where it goes")
    journey_map: JourneyMapSettings = Field(JourneyMapSettings(), description="Which journey maps are drawn")
    gate: GateSettings = Field(GateSettings(), description="What must hold before a night is published")
    keep_snapshots: int = Field(30, ge=1, description="Older snapshots are removed")
    seed: int = Field(20260914, description="Of every random choice")
    day: Literal["yesterday", "latest"] = Field("yesterday", description="Which data day a night is for when none is given")

    @model_validator(mode="after")
    def _hints_name_entries(self) -> Self:
        known = {"stage": {s.id for s in self.journey.stages}, "touchpoint": {t.id for t in self.journey.touchpoints}}
        said = [(s.name, axis, getattr(h, axis)) for s in self.sources for by in s.hints.values() for h in by.values() for axis in known]
        # A journey that could not be read has no entries; that is told of the journey, not of every hint.
        if self.journey.stages and (lost := sorted({f"{s}: {axis} {i}" for s, axis, i in said if i and i not in known[axis]})):
            raise ValueError(f"hints of sources name no entry of the journey: {', '.join(lost)}")
        return self

    def hash(self) -> str:
        """Changes whenever a setting that could change a result does; folders and addresses do not count."""
        apart: dict[str, Any] = {name: True for name in ("home", "store_url", "publish_url")}
        sinks = {"file": True, "email": True, "webhook": True, "prefect_event": True}
        namer = {"namer": {"url": True, "api_key": True, "timeout": True}}
        body = self.model_dump_json(exclude={**apart, "sources": {"__all__": {"path": True}}, "alerts": sinks, "topics": namer})
        return hashlib.blake2b(body.encode(), digest_size=8).hexdigest()
