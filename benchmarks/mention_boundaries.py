"""Agreement of mention boundaries with people who cut comments into segments; writes benchmarks/results/mention_boundaries.md.

The segments of each annotated comment are joined by a space and cut again; a boundary is right when both cut at the same place. Rules
were chosen on the first half of each file; the figures of the second half are the result. `sentences only` cuts at . ! ? and line ends.

    python benchmarks/mention_boundaries.py DATA_FOLDER
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from voc.protocols import Span
from voc.text import split

RESULT = Path(__file__).resolve().parent / "results" / "mention_boundaries.md"
FILES = ("mentions_annotated.jsonl", "authored_mentions.jsonl")
Cutter = Callable[[Sequence[str], Sequence[str]], list[list[Span]]]


def joined(segments: Sequence[str]) -> tuple[str, set[int]]:
    """The comment and the offsets at which a segment after the first begins."""
    text, starts = "", set()
    for segment in (s.strip() for s in segments):
        if text:
            text += " "
            starts.add(len(text))
        text += segment
    return text, starts


def sentences_only(texts: Sequence[str], languages: Sequence[str]) -> list[list[Span]]:
    """The baseline."""
    return [[m.span() for m in re.finditer(r"[^\s.!?\n][^\n]*?(?:[.!?]+(?=\s|$)|$|(?=\n))", t)] for t in texts]


def ours(texts: Sequence[str], languages: Sequence[str]) -> list[list[Span]]:
    return split(texts, languages, 10_000)


def score(rows: list[dict[str, object]], cut: Cutter) -> tuple[int, float, float, float]:
    """Comments, precision, recall and F1 of the boundaries."""
    read = [joined(r["segments"]) for r in rows]  # type: ignore[arg-type]
    found = cut([t for t, _ in read], [str(r["language"]) for r in rows])
    counts = Counter[str]()
    for (_, gold), spans in zip(read, found, strict=True):
        mine = {start for start, _ in spans[1:]}
        counts.update(right=len(mine & gold), mine=len(mine), gold=len(gold))
    precision, recall = counts["right"] / max(counts["mine"], 1), counts["right"] / max(counts["gold"], 1)
    return len(rows), precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def table(folder: Path) -> str:
    lines = ["| file | half | language | rules | comments | precision | recall | F1 |", "|---|---|---|---|---|---|---|---|"]
    for name in FILES:
        rows = [json.loads(line) for line in (folder / "labelled" / name).read_text(encoding="utf-8").splitlines()]
        halves = {"first (rules chosen on it)": rows[: len(rows) // 2], "second": rows[len(rows) // 2 :]}
        for half, chosen in halves.items():
            for language in ("fr", "en"):
                some = [r for r in chosen if r["language"] == language]
                for rules, cut in (("sentences only", sentences_only), ("voc", ours)):
                    n, precision, recall, f1 = score(some, cut)
                    lines.append(f"| {name} | {half} | {language} | {rules} | {n} | {precision:.3f} | {recall:.3f} | {f1:.3f} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with labelled/")
    body = table(parser.parse_args().data)
    day = datetime.datetime.now(tz=datetime.UTC).date()
    about = (__doc__ or "").split("\n\n")[1]
    RESULT.write_text(f"# Mention boundaries, {day}\n\n{about}\n\n{body}\n", encoding="utf-8")
    print(body)


if __name__ == "__main__":
    main()
