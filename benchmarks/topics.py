"""Topic clusters against gold intents, by reduction: `VOC_DATA=DATA python benchmarks/topics.py`.

The same vectors, centred per language or not; spectral embedding (what voc uses) beside UMAP. Writes benchmarks/results/topics.md.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from hdbscan import HDBSCAN
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from voc.models.encoder import open_encoder
from voc.protocols import FloatArray
from voc.shipped import shipped
from voc.topics.cluster import ATTACH, attach, wanted_size
from voc.topics.distinct import collapse
from voc.topics.reduce import centred, origins, spectral

SEED = 20260914
RESULTS = Path(__file__).parent / "results" / "topics.md"
HEADER = """# Topics against gold labels

Gold: bank questions, 77 intents, 40 questions each; app reviews, 600 French and 600 English, 3 labels (only the language columns say
much there). NMI and ARI count noise as one cluster; purity is the mean share of a topic's commonest language.

| data | vectors | reduction | topics | outliers | NMI | ARI | language purity | NMI with language | reduction s | peak MB |
|---|---|---|---|---|---|---|---|---|---|---|
"""


def umap_5(vectors: FloatArray, seed: int) -> FloatArray:
    from umap import UMAP

    model = UMAP(n_components=5, n_neighbors=15, min_dist=0.0, metric="cosine", random_state=seed, n_jobs=1)
    return np.asarray(model.fit_transform(vectors), dtype=np.float32)


def read(folder: Path) -> dict[str, pd.DataFrame]:
    """mention_id, text, language, gold of both sets."""
    bank = pd.read_csv(folder / "bank_chat_openers_en.csv").sort_values("id").groupby("label").head(40)
    apps = pd.read_parquet(folder / "app_reviews.parquet")
    apps = pd.concat([apps[apps["lang"] == x].sample(600, random_state=1) for x in ("fr", "en")])
    frames = {"bank": bank.assign(lang="en"), "apps": apps}
    return {
        k: f.rename(columns={"id": "mention_id", "lang": "language", "label": "gold"}).reset_index(drop=True) for k, f in frames.items()
    }


def row(
    name: str, frame: pd.DataFrame, points: FloatArray, kind: str, reduce: Callable[[FloatArray, int], FloatArray], samples: int
) -> str:
    started = time.perf_counter()
    low = reduce(points, SEED)
    seconds = time.perf_counter() - started
    size = wanted_size(len(points), 8)
    model = HDBSCAN(min_cluster_size=size, min_samples=samples, core_dist_n_jobs=1, approx_min_span_tree=False)
    labels = attach(low, model.fit_predict(low.astype(np.float64)).astype(np.int64), ATTACH)
    gold, language = frame["gold"].astype(str), frame["language"]
    placed = labels >= 0
    purity = pd.crosstab(labels[placed], language[placed].to_numpy(), normalize="index").max(axis=1).mean()
    cells = [
        name, kind, f"{reduce.__name__} + HDBSCAN {size}/{samples}", str(labels.max() + 1), f"{1 - placed.mean():.0%}",
        f"{normalized_mutual_info_score(gold, labels):.3f}", f"{adjusted_rand_score(gold, labels):.3f}", f"{purity:.2f}",
        f"{normalized_mutual_info_score(language, labels):.2f}", f"{seconds:.1f}",
        str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024),
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    encoder = open_encoder("shipped", shipped("models"))
    lines = []
    for name, frame in read(Path(os.environ["VOC_DATA"]) / "exports").items():
        vectors = encoder.encode(frame["text"].tolist(), [[(0, len(t))] for t in frame["text"]])
        known = collapse(frame.assign(feedback_id=frame["mention_id"]), vectors, ("fr", "en"))
        gold = known.rows.merge(frame[["mention_id", "gold"]], on="mention_id")
        flat = centred(known.vectors, gold["language"], origins(known.vectors, gold["language"]))
        for kind, points in (("as encoded", known.vectors), ("centred", flat)):
            for reduce, samples in ((spectral, 1), (umap_5, 5)):
                lines.append(row(name, gold, points, kind, reduce, samples))
                print(lines[-1], flush=True)
    RESULTS.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
