"""Topic clusters against gold labels, by vectors: `VOC_DATA=DATA python benchmarks/topics.py [FOLDER OF THE UNTUNED ENCODER]`.

Vectors of the tuned encoder, as they are and by subject, beside those before tuning (`voc train` leaves that encoder in `untuned`), read
once and read twice. Writes benchmarks/results/topics.md.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from hdbscan import HDBSCAN
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from voc import steps
from voc.config import load_config
from voc.models.encoder import OnnxEncoder, open_encoder
from voc.protocols import Encoder, FloatArray
from voc.shipped import shipped
from voc.sources import gather
from voc.text.passages import passages
from voc.topics.cluster import merge_clusters, one_subject, wanted_size, wanted_topics
from voc.topics.distinct import IntArray, collapse
from voc.topics.general import general_topics
from voc.topics.reduce import centred, origins, reduced
from voc.training.teacher import mixed

SEED = 20260914
ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "topics.md"
HEADER = f"""# Topics against gold labels

{date.today().isoformat()}. Demo: 1 300 comments, gold stage and touchpoint where a comment has one; two planted stories (advent calendar,
payment bug): purity by mention and recall by comment of the topic that has most of each (not held out: choices were made on it).
Bank: the 38 intents that no choice was made on,
whole questions, so that alone and in its comment are the same.
NMI and ARI count noise as one cluster; language purity is the mean share of a topic's commonest
language. Before later mentions are assigned. Clusters from {wanted_size(2700, 8)} mentions on.

| data | vectors | method | topics | outliers | NMI | ARI | language purity | advent P / R | payment P / R | seconds |
|---|---|---|---|---|---|---|---|---|---|---|
"""


def demo() -> pd.DataFrame:
    """mention_id, feedback_id, start, end, whole, language, gold, story of the demo company's mentions."""
    config = load_config(ROOT / "configs" / "demo" / "voc.yml", shipped("configs/journey.yml"))
    day = pd.Timestamp("2026-11-20", tz="UTC")
    parts = []
    labels = [json.loads(line) for line in (ROOT / "tests" / "data" / "demo_labels.jsonl").read_text("utf-8").splitlines()]
    known = {(x["source"], x["record_id"]): x for x in labels}
    for source in config.sources:
        raw = gather(source, {}, day.date())
        ready = steps.prepare(raw.raw, raw.quarantined, config.text, config.company.brands, None, b"k", day, "benchmark")
        own = {steps.short_id("f", source.name, r): known.get((source.name, r), {}) for r in raw.raw["record_id"]}
        texts = ready.feedback.set_index("feedback_id")[["text", "language", "title", "question"]]
        joined = ready.mentions[["mention_id", "feedback_id", "position", "start", "end"]].merge(texts, on="feedback_id")
        places = joined["feedback_id"].map(lambda f, own=own: {tuple(m[:2]) for m in own[f].get("mentions", [])})
        parts.append(
            joined.assign(
                gold=[str(next(iter(p))) if len(p) == 1 else None for p in places],
                story=joined["feedback_id"].map(lambda f, own=own: own[f].get("story")),
            )
        )
    return pd.concat(parts, ignore_index=True)


def bank(folder: Path) -> pd.DataFrame:
    """The same columns; every question is one mention."""
    rows = pd.read_csv(folder / "bank_chat_openers_en.csv").sort_values("id")
    rows = rows[rows["label"].isin(sorted(rows["label"].unique())[1::2])].groupby("label").head(70)
    ids = rows["id"].to_numpy()
    frame = {"mention_id": ids, "feedback_id": ids, "position": 0, "start": 0, "end": rows["text"].str.len(), "text": rows["text"]}
    return pd.DataFrame({**frame, "language": "en", "gold": rows["label"], "story": None, "title": None, "question": None}).reset_index(
        drop=True
    )


def kinds(frame: pd.DataFrame, tuned: Encoder, untuned: Encoder | None) -> dict[str, FloatArray]:
    feedback = frame.drop_duplicates("feedback_id")[["feedback_id", "text", "title", "question"]]
    found = {
        "tuned, as it is": steps.encode(passages(frame, feedback), tuned),
        "tuned, by subject (voc)": steps.subjects(frame, feedback, tuned),
    }
    if untuned is None:
        return found
    inside = steps.encode(passages(frame, feedback), untuned)
    said = [t[a:b] for t, a, b in zip(frame["text"], frame["start"], frame["end"], strict=True)]
    by_itself = untuned.encode(said, [[(0, len(t))] for t in said])
    lengths = (frame["end"] - frame["start"]).to_numpy(dtype=np.float64)
    return found | {"before tuning, in its comment": inside, "before tuning, read twice": mixed(inside, by_itself, lengths)}


def story(rows: pd.DataFrame, labels: IntArray, name: str) -> str:
    told = (rows["story"] == name).to_numpy()
    if not (told & (labels >= 0)).any():
        return ""
    mine = labels == np.bincount(labels[told & (labels >= 0)]).argmax()
    recall = rows[mine & told]["feedback_id"].nunique() / rows[told]["feedback_id"].nunique()
    return f"{told[mine].mean():.2f} / {recall:.2f}"


def line(data: str, kind: str, method: str, rows: pd.DataFrame, labels: IntArray, seconds: float) -> str:
    placed, gold = labels >= 0, rows["gold"].notna().to_numpy()
    purity = pd.crosstab(labels[placed], rows["language"][placed].to_numpy(), normalize="index").max(axis=1).mean()
    truth = rows["gold"][gold].astype(str)
    cells = [
        data, kind, method, str(labels.max() + 1), f"{1 - placed.mean():.0%}",
        f"{normalized_mutual_info_score(truth, labels[gold]):.3f}", f"{adjusted_rand_score(truth, labels[gold]):.3f}", f"{purity:.2f}",
        story(rows, labels, "advent_calendar"), story(rows, labels, "payment_bug"), f"{seconds:.0f}",
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def trial(data: str, kind: str, frame: pd.DataFrame, vectors: FloatArray) -> list[str]:
    own = frame.drop(columns="text").assign(text=[t[s:e] for t, s, e in zip(frame["text"], frame["start"], frame["end"], strict=True)])
    known = collapse(own, vectors, ("fr", "en"))
    flat = centred(known.vectors, known.rows["language"], origins(known.vectors, known.rows["language"]))
    rows = known.rows.merge(frame[["mention_id", "feedback_id", "gold", "story"]], on="mention_id", how="left")
    free = general_topics(rows).isna().to_numpy()
    rows, flat = rows[free].reset_index(drop=True), flat[free]
    started = time.perf_counter()
    low = next(reduced(flat, rows["language"].to_numpy(dtype=object), [SEED]))
    out = []
    for method in ("eom", "leaf"):
        model = HDBSCAN(wanted_size(len(flat), 8), 1, cluster_selection_method=method, core_dist_n_jobs=1, approx_min_span_tree=False)
        labels = one_subject(flat, model.fit_predict(low).astype(np.int64))
        seconds = time.perf_counter() - started
        out.append(line(data, kind, f"HDBSCAN {method}", rows, labels, seconds))
        joined = merge_clusters(low, labels, wanted_topics(len(flat)))
        out.append(line(data, kind, f"HDBSCAN {method}, joined", rows, joined, seconds))
    return out


def main() -> None:
    encoder = open_encoder("shipped", shipped("models"))
    untuned = OnnxEncoder(Path(sys.argv[1])) if len(sys.argv) > 1 else None
    # Compiles UMAP, so that the seconds are its own.
    next(reduced(np.random.default_rng(1).normal(size=(50, 8)).astype(np.float32), np.full(50, "en", dtype=object), [SEED]))
    lines = []
    for name, frame in {"demo": demo(), "bank, other half": bank(Path(os.environ["VOC_DATA"]) / "exports")}.items():
        for kind, vectors in kinds(frame, encoder, untuned).items():
            lines += trial(name, kind, frame, vectors)
            print(*lines[-4:], sep="\n", flush=True)
    RESULTS.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
