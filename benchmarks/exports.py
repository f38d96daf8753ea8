"""Rows per second of each step of the night and peak memory, on the eleven real exports: `python benchmarks/exports.py DATA`.

Runs the core's steps in one process without Prefect, so that the time is the steps' own; the store and the snapshot are real.
Writes benchmarks/results/exports.md.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from voc import steps
from voc.config import load_config
from voc.journey import Taxonomy
from voc.models import open_encoder, open_heads
from voc.protocols import Encoder, FloatArray
from voc.publish import publish
from voc.shipped import shipped
from voc.sources import gather
from voc.store import Store
from voc.store import feedback as stored_feedback
from voc.store.cached_encoder import CachedEncoder
from voc.store.vectors import VectorStore
from voc.tables import Mention
from voc.text import SpacyPersonFinder
from voc.topics import Registry, SpacyLemmatizer

RESULTS = Path(__file__).parent / "results" / "exports.md"
SECRET = b"benchmark"


class Timed:
    """An encoder that counts the seconds spent in it."""

    def __init__(self, encoder: Encoder) -> None:
        self.inner, self.seconds = encoder, 0.0
        self.model_id, self.dim = encoder.model_id, encoder.dim

    def encode(self, texts: list[str], spans: list[list[tuple[int, int]]]) -> FloatArray:
        started = time.perf_counter()
        vectors = self.inner.encode(texts, spans)
        self.seconds += time.perf_counter() - started
        return vectors

    def encode_both(self, texts: list[str], spans: list[list[tuple[int, int]]]) -> tuple[FloatArray, FloatArray]:
        started = time.perf_counter()
        both = self.inner.encode_both(texts, spans)
        self.seconds += time.perf_counter() - started
        return both


class Clock:
    """Seconds and peak memory after each step."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, int, float, float]] = []

    @contextmanager
    def step(self, name: str, count: list[int]) -> Iterator[None]:
        started = time.perf_counter()
        yield
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.rows.append((name, count[0], time.perf_counter() - started, peak))
        sys.stderr.write(f"{name}: {count[0]} rows, {self.rows[-1][2]:.1f} s, peak {peak:.0f} MB\n")


def main(data: str) -> None:
    os.environ["VOC_DATA"] = data
    config = load_config(shipped("configs/examples/voc.yml"), shipped("configs/journey.yml"))
    clock, n = Clock(), [0]
    timed, reader = Timed(open_encoder("shipped", shipped("models"))), open_heads("shipped", shipped("models"))
    day = pd.Timestamp(date.today(), tz="UTC")
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/voc.db") as store:
        encoder = CachedEncoder(timed, VectorStore(store))
        with clock.step("gather", n):
            gathered = [gather(s, {}, date.today()) for s in config.sources]
            n[0] = sum(g.rows_in for g in gathered)
        accounts = [
            (s.name, g.rows_in, len(g.raw), g.duplicates, len(g.quarantined)) for s, g in zip(config.sources, gathered, strict=True)
        ]
        with clock.step("prepare", n):
            finder = SpacyPersonFinder()
            ready = [steps.prepare(g.raw, g.quarantined, config.text, (), finder, SECRET, day, "r") for g in gathered]
            feedback = pd.concat([r.feedback for r in ready], ignore_index=True)
            mentions = pd.concat([r.mentions for r in ready], ignore_index=True)
            n[0] = len(feedback)
        with clock.step("store", n):
            stored_feedback.store_feedback(store, feedback)
            store.save(Mention, mentions)
        with clock.step("repetitions", n):
            repeated = steps.repetitions(feedback, config.text).set_index("feedback_id")["duplicate_of"]
            feedback = feedback.assign(duplicate_of=feedback["feedback_id"].map(repeated).astype("str"))
        n[0] = len(mentions)
        with clock.step("understand", n):
            mentions = steps.understand(mentions, feedback, encoder, reader, Taxonomy.of(config.journey, config.sources), config)
        with clock.step("subjects", n):
            vectors = steps.subjects(mentions, feedback, encoder)
        with clock.step("discover", n):
            found = steps.discover(
                mentions, feedback, vectors, Registry.empty(encoder.model_id), SpacyLemmatizer(), config, day.tz_localize(None)
            )
            topic = found.assignments.set_index("mention_id")
            mentions = mentions.assign(topic_id=mentions["mention_id"].map(topic["topic_id"]).astype("str"))
        with clock.step("measure", n):
            tables = steps.measure(mentions, feedback, config, day)
        tables["topic"] = found.registry.topics
        with clock.step("publish", n):
            publish(Path(folder), tables, date.today(), {}, 3)
    write(clock, accounts, timed.seconds, int(repeated.notna().sum()), len(found.registry.topics))


def write(clock: Clock, accounts: list[tuple[str, int, int, int, int]], encoding: float, repeated: int, topics: int) -> None:
    seconds = {name: s for name, _, s, _ in clock.rows}
    total = sum(seconds.values())
    lines = [
        "# The eleven real exports, step by step",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, "
        "`python benchmarks/exports.py DATA`.",
        "Times on shared machines drift; compare the shares, not the seconds.",
        "",
        "| step | rows | seconds | rows/s | share | peak MB so far |",
        "|---|---:|---:|---:|---:|---:|",
        *(
            f"| {name} | {rows} | {s:.1f} | {rows / max(s, 1e-9):.0f} | {s / total:.0%} | {peak:.0f} |"
            for name, rows, s, peak in clock.rows
        ),
        "",
        f"Encoder: {encoding:.0f} s, {encoding / total:.0%} of the night. {repeated} feedbacks repeat another one; {topics} topics.",
        "",
        "| source | rows in | stored | sent twice | rejected |",
        "|---|---:|---:|---:|---:|",
        *(f"| {name} | {a} | {b} | {c} | {d} |" for name, a, b, c, d in accounts),
        f"| all | {' | '.join(str(sum(a[i] for a in accounts)) for i in range(1, 5))} |",
    ]
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
