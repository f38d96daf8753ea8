"""What all settings share: closed, frozen, with names in both languages."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field


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


def known_zone(value: str) -> str:
    """The zone's name when there is one.

    Raises:
        ValueError: There is none.
    """
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("not a time zone such as Europe/Paris") from error
    return value
