"""What the tasks of one night share: ids and paths as parameters, heavy things opened once per process."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pandas as pd

from voc.config import Config, Journey, ModelSettings, load_config
from voc.ids import short_id
from voc.journey import FIELDS, Taxonomy
from voc.models import Heads, heads_folder, open_reader, with_corrections
from voc.models.namer import ChatNamer
from voc.protocols import Encoder, Namer, Reader
from voc.shipped import shipped
from voc.steps import in_comments, model_version
from voc.store import Store, corrections, store_url
from voc.store.cached_encoder import CachedEncoder
from voc.store.vectors import VectorStore
from voc.tables import Feedback, Mention
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
    def namer(self) -> Namer | None:
        """Who proposes names of new topics, when one is configured."""
        settings = self.config.topics.namer
        return ChatNamer(settings) if settings else None

    @property
    def said(self) -> pd.DataFrame:
        """What analysts corrected, see `corrections.in_force`."""
        with self.open_store() as store:
            return corrections.in_force(store)

    @property
    def reader(self) -> Reader:
        """The heads as the journey's own entries and the analysts' corrections have taught them."""
        rows = self.said[["mention_id", *FIELDS]].itertuples(index=False, name=None)
        said = tuple(tuple(v if isinstance(v, str) else None for v in row) for row in rows)
        return taught(self.config.models, self.config.journey, store_url(self.config), said) if said else self._heads

    @property
    def _heads(self) -> Heads:
        return models(self.config.models, self.config.journey)[1]

    @property
    def taxonomy(self) -> Taxonomy:
        return Taxonomy.of(self.config.journey, self.config.sources)

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
def models(settings: ModelSettings, journey: Journey) -> tuple[Encoder, Heads]:
    return open_reader(settings, journey, shipped("models"))


@lru_cache(maxsize=2)
def taught(settings: ModelSettings, journey: Journey, url: str, said: tuple[tuple[str | None, ...], ...]) -> Heads:
    """The heads after the corrections `said`: mention_id and `FIELDS` of each corrected mention, None where nothing was said."""
    encoder, heads = models(settings, journey)
    told = pd.DataFrame(list(said), columns=["mention_id", *FIELDS]).set_index("mention_id")
    with Store.open(url) as store:
        of = store.load(Mention, {"mention_id": told.index.tolist()}, ["feedback_id"])["feedback_id"].unique().tolist()
        mentions, feedback = store.load(Mention, {"feedback_id": of}), store.load(Feedback, {"feedback_id": of})
        vectors, comments = in_comments(mentions, feedback, CachedEncoder(encoder, VectorStore(store)))
    mine = mentions["mention_id"].isin(told.index).to_numpy()
    told = told.reindex(mentions["mention_id"][mine])
    places = {axis: [v if isinstance(v, str) else None for v in told[axis]] for axis in ("stage", "touchpoint")}
    learnt = with_corrections(heads, vectors[mine], comments[mine], places, heads_folder(settings, shipped("models")))
    return replace(learnt, version=short_id("h", heads.version, *said))


@lru_cache(maxsize=1)
def person_finder() -> SpacyPersonFinder:
    return SpacyPersonFinder()


@lru_cache(maxsize=1)
def lemmatizer() -> SpacyLemmatizer:
    return SpacyLemmatizer()


def end_of(day: date, time_zone: str) -> pd.Timestamp:
    """The UTC instant at which a local day is over."""
    return pd.Timestamp(day + timedelta(days=1)).tz_localize(time_zone).tz_convert("UTC")
