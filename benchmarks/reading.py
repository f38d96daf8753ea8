"""Mentions of some real exports with their vectors by subject, read once and kept: reading takes minutes, topics seconds."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from voc import steps
from voc.config import Config, load_config
from voc.models import open_encoder
from voc.protocols import FloatArray
from voc.shipped import shipped
from voc.sources import gather

ROOT = Path(__file__).resolve().parents[1]
DAY = pd.Timestamp("2026-01-01")


def work() -> Path:
    """Where readings and intermediate results are kept."""
    folder = Path(tempfile.gettempdir()) / "voc-benchmarks"
    folder.mkdir(exist_ok=True)
    return folder


def config() -> Config:
    return load_config(shipped("configs/examples/voc.yml"), shipped("configs/journey.yml"))


def read(names: tuple[str, ...]) -> tuple[pd.DataFrame, pd.DataFrame, FloatArray]:
    """`tables.Mention`, `tables.Feedback` and subject vectors of these sources; the folder of the exports is in VOC_DATA."""
    settings = config()
    parts = [_read(settings, name) for name in names]
    mentions, feedback = (pd.concat([p[i] for p in parts], ignore_index=True) for i in (0, 1))
    vectors = np.vstack([p[2] for p in parts])
    # Repetitions take part in no clustering: no method sees them.
    said = steps.repetitions(feedback, settings.text).set_index("feedback_id")["duplicate_of"]
    changed = feedback["feedback_id"].isin(said.index)
    feedback["duplicate_of"] = feedback["duplicate_of"].where(~changed, feedback["feedback_id"].map(said))
    single = mentions["feedback_id"].isin(feedback.loc[feedback["duplicate_of"].isna(), "feedback_id"]).to_numpy()
    return mentions[single].reset_index(drop=True), feedback, vectors[single]


def _read(settings: Config, name: str) -> tuple[pd.DataFrame, pd.DataFrame, FloatArray]:
    encoder = open_encoder("shipped", shipped("models"))
    stem = work() / steps.short_id("b", encoder.model_id, name)
    if not stem.with_suffix(".npy").is_file():
        ready = _prepared(settings, name)
        ready.feedback.to_parquet(stem.with_suffix(".feedback.parquet"))
        ready.mentions.to_parquet(stem.with_suffix(".mentions.parquet"))
        np.save(stem.with_suffix(".npy"), steps.subjects(ready.mentions, ready.feedback, encoder))
    mentions, feedback = (pd.read_parquet(stem.with_suffix(f".{n}.parquet")) for n in ("mentions", "feedback"))
    return mentions, feedback, np.load(stem.with_suffix(".npy"))


def _prepared(settings: Config, name: str) -> steps.Prepared:
    source = next(s for s in settings.sources if s.name == name)
    found = gather(source, {}, date.today())
    return steps.prepare(
        found.raw, found.quarantined, settings.text, settings.company.brands, None, b"benchmark", DAY.tz_localize("UTC"), "benchmark"
    )


def texts(mentions: pd.DataFrame, feedback: pd.DataFrame) -> list[str]:
    """The words of each mention."""
    whole = mentions["feedback_id"].map(feedback.set_index("feedback_id")["text"])
    return [t[a:b] for t, a, b in zip(whole, mentions["start"], mentions["end"], strict=True)]
