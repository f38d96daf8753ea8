"""100 000 mentions: how long a refit and a night take, how much memory: `VOC_DATA=DATA python benchmarks/many_topics.py`.

Real mentions of four exports, repeated with small changes of words and vectors until there are enough. Writes
benchmarks/results/many_topics.md.
"""

from __future__ import annotations

import platform
import resource
import time
from datetime import date

import numpy as np
import pandas as pd

from reading import DAY, ROOT, config, read, texts
from voc.topics import Registry, SpacyLemmatizer, Wording, discover
from voc.topics.distinct import unit

RESULTS = ROOT / "benchmarks" / "results" / "many_topics.md"
MANY, NEW = 100_000, 1_000


def main() -> None:
    mentions, feedback, vectors = read(("citizen_experiences", "health_survey", "app_reviews", "bank_reviews"))
    random = np.random.default_rng(3)
    which = np.concatenate([np.arange(len(mentions)), random.integers(0, len(mentions), MANY + NEW)])[: MANY + NEW]
    copy = np.arange(len(which)) // len(mentions)
    words = texts(mentions, feedback)
    language = mentions["feedback_id"].map(feedback.set_index("feedback_id")["language"]).to_numpy()
    rows = pd.DataFrame(
        {
            "mention_id": [f"m{i:06d}" for i in range(len(which))],
            "feedback_id": [f"f{i:06d}" for i in range(len(which))],
            "text": [words[w] + (f" encore{c} vraiment{i}" if c else "") for i, (w, c) in enumerate(zip(which, copy, strict=True))],
            "language": language[which],
            "author": [f"a{i:06d}" for i in range(len(which))],
            "received_at": DAY.tz_localize("UTC") - pd.to_timedelta(random.integers(0, 365, len(which)), unit="D"),
            "sentiment": 0.0,
        }
    )
    many = unit(vectors[which] + 0.015 * random.normal(size=(len(which), vectors.shape[1])))
    del vectors
    lemmatizer, settings = SpacyLemmatizer(), config()
    wording = Wording(lemmatizer)
    lemmatizer.lemmas(["Bonjour"], "fr"), lemmatizer.lemmas(["Hello"], "en")
    started = time.perf_counter()
    first = discover(rows[:MANY], many[:MANY], Registry.empty("benchmark"), settings.topics, wording, settings.seed, DAY)
    fit = time.perf_counter() - started
    known = rows.merge(first.assignments[["mention_id", "topic_found"]], on="mention_id", how="left")
    started = time.perf_counter()
    week = DAY + pd.Timedelta(days=7)
    again = discover(known[:MANY], many[:MANY], first.registry, settings.topics, wording, settings.seed, week, refit=True)
    refit = time.perf_counter() - started
    known = rows.merge(again.assignments[["mention_id", "topic_found"]], on="mention_id", how="left")
    started = time.perf_counter()
    last = discover(known, many, again.registry, settings.topics, wording, settings.seed, DAY + pd.Timedelta(days=8))
    night = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    text = f"""# Many mentions

{date.today().isoformat()}, {platform.machine()}, two cores. {MANY:,} mentions ({first.report["topics"]:.0f} topics,
{first.report["outlier_share"]:.0%} without one); a sample of {settings.topics.sample:,} is clustered, the rest is assigned.

| | seconds |
|---|---|
| first discovery | {fit:.0f} |
| refit | {refit:.0f} (kept {again.report["kept_share"]:.3f}) |
| a night with {NEW:,} new mentions | {night:.1f} (kept {last.report["kept_share"]:.3f}) |

Peak memory {peak:.1f} GB, the vectors of the benchmark itself included.
"""
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
