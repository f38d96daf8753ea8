"""Clusters of bank questions against 77 gold intents, voc beside BERTopic on the same vectors.

`VOC_DATA=DATA python benchmarks/discovery.py`; needs `pip install bertopic==0.17.3`. Writes benchmarks/results/discovery.md.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from reading import DAY, ROOT, config
from voc import steps
from voc.models import open_encoder
from voc.protocols import FloatArray
from voc.shipped import shipped
from voc.topics import Registry, SpacyLemmatizer, cluster
from voc.topics.distinct import IntArray, unit

RESULTS = ROOT / "benchmarks" / "results" / "discovery.md"
SIZES = (10, 20, 30, 50)
HEADER = f"""# Discovery against gold intents

{date.today().isoformat()}. English bank questions, 77 intents, voc's vectors by subject for every method; BERTopic 0.17.3.
"All": what has no topic counts as one more cluster; "placed": only what has one. Purity: share of placed questions whose intent is the
commonest of their topic. BERTopic's last line is the best of min_topic_size {", ".join(map(str, SIZES))} by NMI on these very
labels; voc has no setting changed. voc joins clusters until they fit a page, so it is shown before joining as well, and BERTopic reduced to
as many topics (nr_topics).

| method | topics | without | NMI, all | ARI, all | NMI, placed | ARI, placed | purity | seconds |
|---|---|---|---|---|---|---|---|---|
"""


def questions() -> tuple[pd.DataFrame, pd.DataFrame]:
    """mentions and feedback, every question one mention; `gold` on the mentions."""
    rows = pd.read_csv(Path(os.environ["VOC_DATA"]) / "exports" / "bank_chat_openers_en.csv").drop_duplicates("text").sort_values("id")
    ids = rows["id"].astype("str").to_numpy()
    texts = rows["text"].to_numpy()
    mentions = pd.DataFrame({"mention_id": ids, "feedback_id": ids, "position": 0, "start": 0, "end": [len(t) for t in texts]})
    feedback = pd.DataFrame({"feedback_id": ids, "text": texts, "language": "en", "title": None, "question": None, "author_key": None})
    empty = mentions.assign(gold=rows["label"].to_numpy(), sentiment=np.nan, stage=None, touchpoint=None, topic_found=None)
    return empty, feedback.assign(duplicate_of=None, received_at=DAY.tz_localize("UTC"))


def voc(mentions: pd.DataFrame, feedback: pd.DataFrame, vectors: FloatArray) -> IntArray:
    found = steps.discover(mentions, feedback, vectors, Registry.empty("benchmark"), SpacyLemmatizer(), config(), DAY)
    return pd.factorize(found.assignments["topic_id"])[0].astype(np.int64)


def unjoined(vectors: FloatArray) -> IntArray:
    points = unit(vectors - vectors.mean(axis=0))
    return cluster.find_clusters(points, np.full(len(points), "en", dtype=object), 8, len(points), config().seed)


def bertopic(texts: list[str], vectors: FloatArray, **settings: int) -> IntArray:
    from bertopic import BERTopic

    labels, _ = BERTopic(calculate_probabilities=False, **settings).fit_transform(texts, vectors)
    return np.asarray(labels, dtype=np.int64)


def line(name: str, gold: pd.Series, run: Callable[[], IntArray]) -> tuple[float, str, IntArray]:
    """NMI, the line of the table, and the labels."""
    started = time.perf_counter()
    labels = run()
    seconds = time.perf_counter() - started
    placed = labels >= 0
    purity = pd.crosstab(labels[placed], gold[placed].to_numpy()).max(axis=1).sum() / placed.sum()
    figures = [
        f"{score(truth, found):.3f}"
        for truth, found in ((gold, labels), (gold[placed], labels[placed]))
        for score in (normalized_mutual_info_score, adjusted_rand_score)
    ]
    cells = [name, str(len(set(labels[placed]))), f"{1 - placed.mean():.0%}", *figures, f"{purity:.3f}", f"{seconds:.0f}"]
    made = "| " + " | ".join(cells) + " |"
    print(made, flush=True)
    return float(figures[0]), made, labels


def main() -> None:
    mentions, feedback = questions()
    vectors = steps.subjects(mentions, feedback, open_encoder("shipped", shipped("models")))
    gold, texts = mentions["gold"], feedback["text"].tolist()
    next(cluster.reduced(np.random.default_rng(1).normal(size=(50, 8)).astype(np.float32), np.full(50, "en", dtype=object), [1]))
    _, first, mine = line("voc", gold, lambda: voc(mentions, feedback, vectors))
    page = int(mine.max()) + 1
    lines = [
        first,
        line("voc, before joining to fit a page", gold, lambda: unjoined(vectors))[1],
        line("BERTopic, defaults", gold, lambda: bertopic(texts, vectors))[1],
        line(f"BERTopic, nr_topics {page}", gold, lambda: bertopic(texts, vectors, nr_topics=page + 1))[1],
    ]
    tuned = [line(f"BERTopic, min_topic_size {n}", gold, lambda n=n: bertopic(texts, vectors, min_topic_size=n)) for n in SIZES]
    lines.append(max(tuned, key=lambda t: t[0])[1])
    RESULTS.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
