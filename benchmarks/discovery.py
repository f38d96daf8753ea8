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
DRAWS = 3
HEADER = f"""# Discovery against gold intents

{date.today().isoformat()}. English bank questions, 77 intents, voc's vectors by subject for every method; BERTopic 0.17.3.
"All": what has no topic counts as one more cluster; "placed": only what has one. Purity: share of placed questions whose intent is the
commonest of their topic. voc has no setting changed; it joins clusters until they fit a page, so it is shown before joining as well, and
BERTopic reduced to as many topics (nr_topics). Maps are drawn by chance, and the figures turn on it by a hundredth: every line is the
mean of {DRAWS} draws, with the least and the most NMI (voc: the seed of the configuration and the next ones; BERTopic sets none).

| method | topics | without | NMI, all | least to most | ARI, all | NMI, placed | ARI, placed | purity | seconds |
|---|---|---|---|---|---|---|---|---|---|
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


def voc(mentions: pd.DataFrame, feedback: pd.DataFrame, vectors: FloatArray, draw: int) -> IntArray:
    settings = config()
    settings = settings.model_copy(update={"seed": settings.seed + draw})
    found = steps.discover(mentions, feedback, vectors, Registry.empty("benchmark"), SpacyLemmatizer(), settings, DAY)
    return pd.factorize(found.assignments["topic_id"])[0].astype(np.int64)


def unjoined(vectors: FloatArray, draw: int) -> IntArray:
    points = unit(vectors - vectors.mean(axis=0))
    return cluster.find_clusters(points, np.full(len(points), "en", dtype=object), 8, len(points), config().seed + draw)


def bertopic(texts: list[str], vectors: FloatArray, **settings: int) -> IntArray:
    from bertopic import BERTopic

    labels, _ = BERTopic(calculate_probabilities=False, **settings).fit_transform(texts, vectors)
    return np.asarray(labels, dtype=np.int64)


def figures(labels: IntArray, gold: pd.Series) -> list[float]:
    """Topics, share without, NMI and ARI of all, NMI and ARI of what is placed, purity."""
    placed = labels >= 0
    purity = pd.crosstab(labels[placed], gold[placed].to_numpy()).max(axis=1).sum() / placed.sum()
    scores = [
        float(score(truth, found))
        for truth, found in ((gold, labels), (gold[placed], labels[placed]))
        for score in (normalized_mutual_info_score, adjusted_rand_score)
    ]
    return [float(len(set(labels[placed]))), float(1 - placed.mean()), *scores, float(purity)]


def line(name: str, gold: pd.Series, run: Callable[[int], IntArray]) -> tuple[str, float]:
    """The line of the table, and the mean number of topics."""
    started = time.perf_counter()
    drawn = np.array([figures(run(draw), gold) for draw in range(DRAWS)])
    seconds = (time.perf_counter() - started) / DRAWS
    n, without, nmi, ari, *rest = drawn.mean(axis=0)
    spread = f"{drawn[:, 2].min():.3f} to {drawn[:, 2].max():.3f}"
    cells = [name, f"{n:.0f}", f"{without:.0%}", f"{nmi:.3f}", spread, f"{ari:.3f}", *(f"{v:.3f}" for v in rest), f"{seconds:.0f}"]
    made = "| " + " | ".join(cells) + " |"
    print(made, flush=True)
    return made, n


def main() -> None:
    mentions, feedback = questions()
    vectors = steps.subjects(mentions, feedback, open_encoder("shipped", shipped("models")))
    gold, texts = mentions["gold"], feedback["text"].tolist()
    next(cluster.reduced(np.random.default_rng(1).normal(size=(50, 8)).astype(np.float32), np.full(50, "en", dtype=object), [1]))
    first, page = line("voc", gold, lambda draw: voc(mentions, feedback, vectors, draw))
    whole = round(page)
    lines = [
        first,
        line("voc, before joining to fit a page", gold, lambda draw: unjoined(vectors, draw))[0],
        line("BERTopic, defaults", gold, lambda _: bertopic(texts, vectors))[0],
        line(f"BERTopic, nr_topics {whole}", gold, lambda _: bertopic(texts, vectors, nr_topics=whole + 1))[0],
    ]
    lines += [line(f"BERTopic, min_topic_size {n}", gold, lambda _, n=n: bertopic(texts, vectors, min_topic_size=n))[0] for n in SIZES]
    RESULTS.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
