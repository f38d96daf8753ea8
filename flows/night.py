"""What the tasks of one night share: ids and paths as parameters, heavy things opened once per process."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pandas as pd

from voc.config import Config, Journey, ModelSettings, load_config
from voc.journey import Taxonomy
from voc.models import open_reader
from voc.protocols import Encoder, Reader
from voc.shipped import shipped
from voc.steps import model_version
from voc.store import Store, store_url
from voc.text import SpacyPersonFinder
from voc.topics import SpacyLemmatizer


@dataclass(frozen=True)
class Night:
    """One run: everything a task needs to find its work, and no text."""

    config_file: str
    started_at: str
    day: str | None = None
    run_id: str = ""

    @classmethod
    def of(cls, config: Path, now: datetime, day: date | None) -> Night:
        """A night that has not begun; reads the configuration, so that a wrong one fails before any work.

        Raises:
            ConfigError: With every problem.
        """
        file = config.resolve()
        night = cls(str(file), now.isoformat(), day.isoformat() if day else None)
        if file.is_file():
            _ = night.config
        else:
            read_config(str(file), 0)
        return night

    @property
    def today(self) -> date:
        """The calendar day on which the night began."""
        return datetime.fromisoformat(self.started_at).date()

    @property
    def data_day(self) -> date:
        """The settled data day; the calendar day while it is not settled."""
        return date.fromisoformat(self.day) if self.day else self.today

    @property
    def config(self) -> Config:
        return read_config(self.config_file, Path(self.config_file).stat().st_mtime_ns)

    def open_store(self) -> Store:
        return Store.open(store_url(self.config))

    def on(self, day: date) -> Night:
        """The same night, its data day settled."""
        return replace(self, day=day.isoformat())

    @property
    def staging(self) -> Path:
        """Measured tables wait here for the gate; numbers only."""
        return self.config.home / "measured" / self.run_id

    @property
    def encoder(self) -> Encoder:
        return models(self.config.models, self.config.journey)[0]

    @property
    def reader(self) -> Reader:
        return models(self.config.models, self.config.journey)[1]

    @property
    def taxonomy(self) -> Taxonomy:
        return Taxonomy.of(self.config.journey)

    @property
    def model_version(self) -> str:
        return model_version(self.encoder, self.reader, self.taxonomy)

    def model_hashes(self) -> dict[str, str]:
        """What the snapshot's manifest says of the models."""
        return {"encoder": self.encoder.model_id, "heads": self.reader.version, "reading": self.model_version}


@lru_cache(maxsize=4)
def read_config(path: str, changed: int) -> Config:
    """The configuration; `changed` makes an edited file be read again."""
    return load_config(Path(path), shipped("configs/journey.yml"))


@lru_cache(maxsize=2)
def models(settings: ModelSettings, journey: Journey) -> tuple[Encoder, Reader]:
    return open_reader(settings, journey, shipped("models"))


@lru_cache(maxsize=1)
def person_finder() -> SpacyPersonFinder:
    return SpacyPersonFinder()


@lru_cache(maxsize=1)
def lemmatizer() -> SpacyLemmatizer:
    return SpacyLemmatizer()


def end_of(day: date, time_zone: str) -> pd.Timestamp:
    """The UTC instant at which a local day is over."""
    return pd.Timestamp(day + timedelta(days=1)).tz_localize(time_zone).tz_convert("UTC")
