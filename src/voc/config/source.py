"""One source of feedback and which of its columns holds what."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from voc.config.closed import Closed, Names, known_zone


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
    csat_scale: tuple[float, float] = Field((1, 5), description="Lowest and best answer of the satisfaction question")
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


class Hint(Closed):
    """What a value of a column says of the place, as far as the text leaves it open."""

    stage: str | None = Field(None, description="Id of a stage of the journey")
    touchpoint: str | None = Field(None, description="Id of a touchpoint of the journey")


class Source(Closed):
    """One source of feedback: `sources/<name>.yml`."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Stable name; part of every feedback id")
    kind: Literal["survey", "review", "ticket"] = Field(description="What its records are")
    path: str = Field(
        description="Glob of the files, any fsspec address; relative to the configuration's folder; ${NAME}: an environment variable"
    )
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
    hints: dict[str, dict[str, Hint]] = Field(
        {},
        description="By voc column (`channel`, or the name of an attribute) and value: the stage or touchpoint that it speaks for, such as "
        "`{channel: {chat: {touchpoint: chat}}}`; a prior, which the text overrules",
    )
    expect: Expectations = Field(Expectations(), description="What a healthy delivery looks like")

    @model_validator(mode="after")
    def _hints_have_columns(self) -> Self:
        known = {*(["channel"] if self.columns.channel else []), *self.columns.attributes}
        if lost := sorted(set(self.hints) - known):
            expected = ", ".join(sorted(known)) or "a mapped channel or attribute"
            raise ValueError(f"hints for columns that the source does not map: {', '.join(lost)}; expected one of {expected}")
        return self

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        return known_zone(value)
