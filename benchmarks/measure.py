"""How long all measures of a big company take, and how much memory: `python benchmarks/measure.py [mentions]`.

Writes benchmarks/results/measure.md.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from voc import tables
from voc.config import Config, Journey
from voc.friction.measure import measure

DAY = date(2026, 6, 30)
RESULTS = Path(__file__).parent / "results" / "measure.md"
SEGMENTS = {"persona": 4, "region": 12, "product": 8, "customer_type": 2}


def synthetic(n_mentions: int, journey: Journey, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Mentions and feedback of two years, cells of very different sizes, four segments."""
    rng = np.random.default_rng(seed)
    n = int(n_mentions * 0.7)
    ids = pd.Series(np.arange(n)).astype("str").str.zfill(9)
    values = {name: rng.integers(0, k, n) for name, k in SEGMENTS.items()}
    feedback = pd.DataFrame(
        {
            "feedback_id": "f" + ids,
            "source": rng.choice(["survey", "reviews", "tickets"], n),
            "kind": "survey",
            "received_at": pd.Timestamp(DAY, tz="UTC") - pd.to_timedelta(rng.integers(0, 730 * 86400, n), unit="s"),
            "time_known": rng.random(n) > 0.05,
            "language": rng.choice(["fr", "en"], n),
            "language_confidence": 1.0,
            "text": "",
            "nps": rng.integers(0, 11, n).astype(float),
            "author_key": pd.Series(rng.integers(0, int(n * 0.8), n)).astype("str"),
            "attributes": [
                json.dumps(dict(zip(SEGMENTS, row, strict=True))) for row in zip(*(v.tolist() for v in values.values()), strict=True)
            ],
            "content_hash": "",
            "run_id": "",
        }
    )
    stages = np.array([*(s.id for s in journey.stages), "unplaced"], dtype=object)
    touchpoints = np.array([*(t.id for t in journey.touchpoints), "unplaced"], dtype=object)
    weight = rng.gamma(0.3, 1.0, len(stages) * len(touchpoints))
    cell = rng.choice(len(weight), n_mentions, p=weight / weight.sum())
    p = rng.beta(0.5, 0.5, n_mentions)
    mentions = pd.DataFrame(
        {
            "mention_id": "m" + pd.Series(np.arange(n_mentions)).astype("str").str.zfill(9),
            "feedback_id": feedback["feedback_id"].to_numpy(dtype=object)[rng.integers(0, n, n_mentions)],
            "position": 0,
            "start": 0,
            "end": 1,
            "sentiment": 1 - 2 * p,
            "sentiment_label": np.where(p > 0.5, "negative", "positive"),
            "p_negative": p,
            "p_neutral": 0.0,
            "p_positive": 1 - p,
            "effort": np.where(rng.random(n_mentions) < 0.2, rng.random(n_mentions), np.nan),
            "stage": stages[cell // len(touchpoints)],
            "touchpoint": touchpoints[cell % len(touchpoints)],
            "topic_id": pd.Series(rng.integers(0, 60, n_mentions)).astype("str"),
        }
    )
    return tables.Mention.conform(mentions), tables.Feedback.conform(feedback)


def main() -> None:
    n_mentions = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    shipped = Path(__file__).resolve().parents[1] / "configs" / "journey.yml"
    journey = Journey.model_validate(yaml.safe_load(shipped.read_text(encoding="utf-8")))
    mentions, feedback = synthetic(n_mentions, journey, seed=7)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start, cpu_start = time.perf_counter(), time.process_time()
    heatmap = measure(mentions, feedback, Config(journey=journey), DAY)["heatmap"]
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu_start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sizes = f"{n_mentions} | {len(feedback)} | {heatmap['segment'].nunique() - 4} | {len(heatmap)}"
    text = f"""# All measures of a big company

{date.today().isoformat()}, {platform.machine()}, {os.cpu_count()} cores. Two years, {len(SEGMENTS)} segments beside source, kind
and language;
segments cut in three periods; cells with intervals, trends, phases, topics in cells, scores, drivers, journey map.

| mentions | feedbacks | segments | heatmap rows | seconds | CPU seconds | peak memory MB | of which input MB |
|---:|---:|---:|---:|---:|---:|---:|---:|
| {sizes} | {seconds:.1f} | {cpu:.1f} | {peak:.0f} | {before:.0f} |
"""
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
