"""Accuracy of language identification where the language is known: `python benchmarks/language.py DATA` writes results/language.md."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from voc.config import TextSettings
from voc.text import clean, detect

RESULTS = Path(__file__).parent / "results" / "language.md"
BINS = [0, 12, 25, 60, 10**9]


def known(data: Path) -> pd.DataFrame:
    """set, text, language: as the source or the author states it. Sources err too: a review filed as French may be English."""
    app = pd.read_parquet(data / "exports" / "app_reviews.parquet")
    authored = pd.read_json(data / "labelled" / "authored_mentions.jsonl", lines=True)
    demo = Path(__file__).parents[1] / "tests" / "data" / "demo_labels.jsonl"
    sets = [
        pd.DataFrame({"set": "app reviews (as filed)", "text": app["text"], "language": app["lang"]}),
        pd.DataFrame({"set": "authored", "text": authored["segments"].map(" ".join), "language": authored["language"]}),
    ]
    texts = demo_texts()
    labels = pd.read_json(demo, lines=True, dtype={"record_id": str})
    sets.append(pd.DataFrame({"set": "demo company", "text": labels["record_id"].map(texts), "language": labels["language"]}))
    return pd.concat(sets, ignore_index=True).dropna()


def demo_texts() -> dict[str, str]:
    from datetime import date

    from voc.config import load_config
    from voc.shipped import shipped
    from voc.sources import gather

    config = load_config(shipped("configs/demo/voc.yml"), shipped("configs/journey.yml"))
    raw = pd.concat([gather(s, {}, date(2026, 11, 22)).raw for s in config.sources])
    return dict(zip(raw["record_id"], raw["text"], strict=True))


def main(data: str) -> None:
    settings = TextSettings()
    rows = known(Path(data))
    rows["text"] = rows["text"].map(clean).astype("str")
    rows["found"] = detect(rows["text"], settings.languages, settings.language_margin)["language"].to_numpy()
    rows["right"], rows["told"] = rows["found"] == rows["language"], rows["found"] != "und"
    rows["length"] = pd.cut(rows["text"].str.len(), BINS, labels=["≤ 12 characters", "13–25", "26–60", "> 60"])
    lines = [
        "# Language identification",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, `python benchmarks/language.py DATA`. `told` is the share that did not come out as `und`.",
        "",
        "| set | length | n | right | told | right when told |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for name, group in rows.groupby("set"):
        for length, part in [("all", group), *group.groupby("length", observed=True)]:
            lines.append(
                f"| {name} | {length} | {len(part)} | {part['right'].mean():.3f} | {part['told'].mean():.3f} "
                f"| {part.loc[part['told'], 'right'].mean():.3f} |"
            )
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
