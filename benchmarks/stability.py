"""Thirty nights over dated exports, a refit every week: do topics keep their ids?

`VOC_DATA=DATA python benchmarks/stability.py [voc|bertopic]`.

Telecom survey, citizen experiences and bank reviews, each by its own dates: the first two fifths are there on the first evening, the
rest comes in thirty equal parts. Prints one line per night; with both methods done, writes benchmarks/results/stability.md.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from voc import steps
from voc.config import Config, load_config
from voc.models import open_encoder
from voc.protocols import FloatArray
from voc.shipped import shipped
from voc.sources import gather
from voc.topics import Registry, SpacyLemmatizer

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "stability.md"
SOURCES = ("telecom_nps", "citizen_experiences", "bank_reviews")
NIGHTS, FIRST, REFITS = 30, 0.4, (7, 14, 21, 28)
DAY = pd.Timestamp("2026-01-01")
CONFIG = load_config(shipped("configs/examples/voc.yml"), shipped("configs/journey.yml"))


def read(names: tuple[str, ...], work: Path) -> tuple[pd.DataFrame, pd.DataFrame, FloatArray]:
    """Mentions, feedback and vectors by subject of some exports; kept in `work`, because reading takes minutes."""
    encoder = open_encoder("shipped", shipped("models"))
    stem = work / f"{steps.short_id('b', encoder.model_id, *names)}"
    if not stem.with_suffix(".npy").is_file():
        parts = [_prepared(CONFIG, name) for name in names]
        feedback = pd.concat([p.feedback for p in parts], ignore_index=True)
        mentions = pd.concat([p.mentions for p in parts], ignore_index=True)
        said = steps.repetitions(feedback, CONFIG.text).set_index("feedback_id")["duplicate_of"]
        feedback["duplicate_of"] = feedback["duplicate_of"].where(
            ~feedback["feedback_id"].isin(said.index), feedback["feedback_id"].map(said)
        )
        work.mkdir(parents=True, exist_ok=True)
        feedback.to_parquet(stem.with_suffix(".feedback.parquet"))
        mentions.to_parquet(stem.with_suffix(".mentions.parquet"))
        np.save(stem.with_suffix(".npy"), steps.subjects(mentions, feedback, encoder))
    return (
        pd.read_parquet(stem.with_suffix(".mentions.parquet")),
        pd.read_parquet(stem.with_suffix(".feedback.parquet")),
        np.load(stem.with_suffix(".npy")),
    )


def _prepared(config: Config, name: str) -> steps.Prepared:
    source = next(s for s in config.sources if s.name == name)
    gathered = gather(source, {}, date.today())
    return steps.prepare(
        gathered.raw, gathered.quarantined, config.text, config.company.brands, None, b"benchmark", DAY.tz_localize("UTC"), "benchmark"
    )


def evenings(feedback: pd.DataFrame) -> pd.Series:
    """The night on which each feedback arrives, 0 to `NIGHTS`, by feedback_id."""
    order = feedback.sort_values(["source", "received_at", "feedback_id"])
    rank = order.groupby("source").cumcount() / order.groupby("source")["source"].transform("size")
    return pd.Series(np.ceil(np.clip((rank - FIRST) / (1 - FIRST), 0, None) * NIGHTS).astype(int).to_numpy(), index=order["feedback_id"])


def by_voc(mentions: pd.DataFrame, feedback: pd.DataFrame, vectors: FloatArray, night: pd.Series) -> Iterator[dict[str, float]]:
    registry, found = Registry.empty("benchmark"), pd.Series(dtype="str")
    lemmatizer = SpacyLemmatizer()
    for k in range(NIGHTS + 1):
        there = (night <= k).to_numpy()
        now = mentions[there].assign(topic_found=mentions["mention_id"][there].map(found)).reset_index(drop=True)
        happened = steps.discover(
            now, feedback, vectors[there], registry, lemmatizer, CONFIG, DAY + pd.Timedelta(days=k), refit=k in REFITS
        )
        registry, found = happened.registry, happened.assignments.set_index("mention_id")["topic_found"]
        yield happened.report


def by_bertopic(mentions: pd.DataFrame, feedback: pd.DataFrame, vectors: FloatArray, night: pd.Series) -> Iterator[dict[str, float]]:
    """BERTopic with its defaults, fitted every night; new clusters take the ids of the old ones that they share most members with."""
    from bertopic import BERTopic

    joined = mentions.merge(feedback[["feedback_id", "text"]], on="feedback_id")
    texts = [t[a:b] for t, a, b in zip(joined["text"], joined["start"], joined["end"], strict=True)]
    before, born = pd.Series(dtype="float"), 0
    for k in range(NIGHTS + 1):
        rows = np.flatnonzero((night <= k).to_numpy())
        labels, _ = BERTopic(calculate_probabilities=False).fit_transform([texts[i] for i in rows], vectors[rows])
        after = pd.Series(labels, index=rows)
        shared = (
            pd.crosstab(after[before.index.intersection(rows)], before).drop(index=-1, columns=-1, errors="ignore") if len(before) else None
        )
        renamed: dict[int, int] = {-1: -1}
        if shared is not None and shared.size:
            new, old = linear_sum_assignment(-shared.to_numpy())
            renamed |= {int(shared.index[a]): int(shared.columns[b]) for a, b in zip(new, old, strict=True) if shared.iloc[a, b]}
        for label in sorted(set(labels) - set(renamed)):
            renamed[label] = born = born + 1
        born = max(born, *renamed.values())
        after = after.map(renamed)
        known = before[before >= 0] if len(before) else before
        yield {
            "topics": float(after[after >= 0].nunique()),
            "kept_share": float((after[known.index] == known).mean()) if len(known) else float("nan"),
            "outlier_share": float((after < 0).mean()),
        }
        before = after


def main() -> None:
    work = Path(os.environ.get("TMPDIR", "/tmp")) / "voc-stability"
    mentions, feedback, vectors = read(SOURCES, work)
    night = mentions["feedback_id"].map(evenings(feedback))
    # Repetitions take part in no clustering; neither method sees them.
    single = mentions["feedback_id"].isin(feedback.loc[feedback["duplicate_of"].isna(), "feedback_id"]).to_numpy()
    mentions, vectors, night = mentions[single].reset_index(drop=True), vectors[single], night[single].reset_index(drop=True)
    for name, method in {"voc": by_voc, "bertopic": by_bertopic}.items():
        if len(sys.argv) > 1 and sys.argv[1] != name:
            continue
        lines = []
        started = time.perf_counter()
        for k, report in enumerate(method(mentions, feedback, vectors, night)):
            lines.append({"night": k, "mentions": int((night <= k).sum()), **report})
            print(name, k, round(time.perf_counter() - started), {a: round(b, 3) for a, b in report.items()}, flush=True)
        (work / f"{name}.json").write_text(json.dumps(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
