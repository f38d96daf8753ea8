"""Thirty nights over dated exports, a refit every week: do topics keep their ids?

`VOC_DATA=DATA python benchmarks/stability.py [voc|bertopic]`.

Telecom survey, citizen experiences and bank reviews, each by its own dates: the first two fifths are there on the first evening, the
rest comes in thirty equal parts. Prints one line per night; with both methods done, writes benchmarks/results/stability.md.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_mutual_info_score

from reading import DAY, ROOT, config, read, texts, work
from voc import steps
from voc.protocols import FloatArray
from voc.topics import Registry, SpacyLemmatizer

RESULTS = ROOT / "benchmarks" / "results" / "stability.md"
SOURCES = ("telecom_nps", "citizen_experiences", "bank_reviews")
NIGHTS, FIRST, REFITS = 30, 0.4, (7, 14, 21, 28)


def evenings(feedback: pd.DataFrame) -> pd.Series:
    """The night on which each feedback arrives, 0 to `NIGHTS`, by feedback_id."""
    order = feedback.sort_values(["source", "received_at", "feedback_id"])
    rank = order.groupby("source").cumcount() / order.groupby("source")["source"].transform("size")
    return pd.Series(np.ceil(np.clip((rank - FIRST) / (1 - FIRST), 0, None) * NIGHTS).astype(int).to_numpy(), index=order["feedback_id"])


def by_voc(mentions: pd.DataFrame, feedback: pd.DataFrame, vectors: FloatArray, night: pd.Series) -> Iterator[dict[str, float]]:
    registry, found = Registry.empty("benchmark"), pd.Series(dtype="str")
    settings, lemmatizer = config(), SpacyLemmatizer()
    # The nights as they would have been: what came in last is recent.
    feedback = feedback.assign(
        received_at=(DAY + pd.to_timedelta(feedback["feedback_id"].map(evenings(feedback)), unit="D")).dt.tz_localize("UTC")
    )
    for k in range(NIGHTS + 1):
        there = (night <= k).to_numpy()
        now = mentions[there].assign(topic_found=mentions["mention_id"][there].map(found)).reset_index(drop=True)
        happened = steps.discover(
            now, feedback, vectors[there], registry, lemmatizer, settings, DAY + pd.Timedelta(days=k), refit=k in REFITS
        )
        registry, found = happened.registry, happened.assignments.set_index("mention_id")["topic_found"]
        report = happened.report
        if k == NIGHTS:
            # Do topics that were kept still say what a discovery without a past would say?
            afresh = steps.discover(
                mentions.assign(topic_found=None), feedback, vectors, Registry.empty("benchmark"), lemmatizer, settings, DAY
            )
            both = found.to_frame("kept").join(afresh.assignments.set_index("mention_id")["topic_found"].rename("afresh")).dropna()
            report = report | {
                "agrees_afresh": float(adjusted_mutual_info_score(both["kept"], both["afresh"])),
                "topics_afresh": afresh.report["topics"],
            }
        yield report


def by_bertopic(mentions: pd.DataFrame, feedback: pd.DataFrame, vectors: FloatArray, night: pd.Series) -> Iterator[dict[str, float]]:
    """BERTopic with its defaults, fitted every night; new clusters take the ids of the old ones that they share most members with."""
    from bertopic import BERTopic

    words = texts(mentions, feedback)
    before, born = pd.Series(dtype="float"), 0
    for k in range(NIGHTS + 1):
        rows = np.flatnonzero((night <= k).to_numpy())
        labels, _ = BERTopic(calculate_probabilities=False).fit_transform([words[i] for i in rows], vectors[rows])
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


def table() -> str:
    """Both methods side by side: nights, and refits by themselves; a method that was not run again keeps its line."""
    before = RESULTS.read_text("utf-8").splitlines() if RESULTS.is_file() else []
    lines = [
        f"# Do topics keep their ids?\n\n{date.today().isoformat()}. {__doc__.split(chr(10) * 2)[-1].strip()}",
        "\nShare of the mentions that had a topic the evening before and have the same one now. BERTopic 0.17.3 with its defaults is",
        "fitted anew every night on the same vectors; its clusters take the ids of the old ones that they share most members with. Some of",
        "its nights found three topics, others two hundred.\n",
        "| method | day | evenings | mentions, first and last | nights, mean | worst | refits, mean | worst | topics | without a topic |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name in ("voc", "bertopic"):
        file = work() / f"{name}.json"
        if not file.is_file():
            lines += [line for line in before if line.startswith(f"| {name} |")]
            continue
        nights = pd.DataFrame(json.loads(file.read_text("utf-8"))).set_index("night")
        kept = nights["kept_share"].iloc[1:]
        refit = kept[kept.index.isin(REFITS)]
        plain = kept.drop(refit.index) if name == "voc" else kept
        apart = f"{refit.mean():.3f} | {refit.min():.3f}" if name == "voc" else "every night | "
        topics, without = nights["topics"], nights["outlier_share"]
        spread = f"{topics.min():.0f} to {topics.max():.0f} | {without.min():.0%} to {without.max():.0%}"
        many = f"{nights['mentions'].iloc[0]} to {nights['mentions'].iloc[-1]}"
        day = date.fromtimestamp(file.stat().st_mtime).isoformat()
        lines.append(f"| {name} | {day} | {len(nights)} | {many} | {plain.mean():.3f} | {plain.min():.3f} | {apart} | {spread} |")
        if name == "voc":
            last = nights.iloc[-1]
            note = f"After the last night voc's topics agree with a discovery without a past ({last['topics_afresh']:.0f} topics)"
            lines.insert(4, f"{note} with AMI {last['agrees_afresh']:.2f}.\n")
    return "\n".join(lines) + "\n"


def main() -> None:
    mentions, feedback, vectors = read(SOURCES)
    night = mentions["feedback_id"].map(evenings(feedback))
    for name, method in {"voc": by_voc, "bertopic": by_bertopic}.items():
        if len(sys.argv) > 1 and sys.argv[1] != name:
            continue
        lines = []
        started = time.perf_counter()
        for k, report in enumerate(method(mentions, feedback, vectors, night)):
            lines.append({"night": k, "mentions": int((night <= k).sum()), **report})
            print(name, k, round(time.perf_counter() - started), {a: round(b, 3) for a, b in report.items()}, flush=True)
        (work() / f"{name}.json").write_text(json.dumps(lines), encoding="utf-8")
    RESULTS.write_text(table(), encoding="utf-8")


if __name__ == "__main__":
    main()
