"""Personal data found and wrongly found on tests/data/personal_data.jsonl; writes benchmarks/results/personal_data.md.

Lines with an odd number were looked at while the rules were written; of the even ones only these figures were.
Found: every character of a marked span is replaced. Wrongly found: a replacement that overlaps no mark.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from voc.text import PLACEHOLDERS, SpacyPersonFinder, redact

ROOT = Path(__file__).resolve().parent.parent
TEST_SET = ROOT / "tests" / "data" / "personal_data.jsonl"
RESULT = ROOT / "benchmarks" / "results" / "personal_data.md"
MARK = re.compile(r"⟦(\w+):([^⟧]*)⟧")
KIND_OF = {placeholder: kind for kind, placeholder in PLACEHOLDERS.items()}
Marked = tuple[int, int, str]


@dataclass(frozen=True)
class Snippet:
    """A text, what is personal in it, and what was replaced."""

    id: str
    language: str
    text: str
    marks: list[Marked]
    replaced: list[Marked]
    redacted: str

    @property
    def half(self) -> str:
        return "development" if int(self.id[1:]) % 2 else "held out"

    def missed(self) -> list[Marked]:
        covered = {i for start, end, _ in self.replaced for i in range(start, end)}
        return [m for m in self.marks if not covered.issuperset(i for i in range(m[0], m[1]) if not self.text[i].isspace())]

    def wrong(self) -> list[Marked]:
        return [r for r in self.replaced if not any(r[0] < end and start < r[1] for start, end, _ in self.marks)]


def read_marks(marked: str) -> tuple[str, list[Marked]]:
    """The plain text and its marks as (start, end, kind)."""
    text, marks, position = "", [], 0
    for found in MARK.finditer(marked):
        text += marked[position : found.start()]
        marks.append((len(text), len(text) + len(found[2]), found[1]))
        text += found[2]
        position = found.end()
    return text + marked[position:], marks


def replaced_spans(text: str, redacted: str) -> list[Marked]:
    """Which spans of the text the placeholders of the redacted text stand for."""
    parts = re.split("(" + "|".join(map(re.escape, KIND_OF)) + ")", redacted)
    kinds = [KIND_OF[p] for p in parts[1::2]]
    found = re.fullmatch("(.+?)".join(map(re.escape, parts[::2])), text, re.DOTALL)
    if found is None:
        raise ValueError(f"the redacted text is not the text with spans replaced: {redacted!r}")
    return [(*found.span(i + 1), kind) for i, kind in enumerate(kinds)]


def snippets(path: Path = TEST_SET) -> list[Snippet]:
    """The test set, redacted with the spaCy finder."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    read = [read_marks(r["text"]) for r in rows]
    texts = [text for text, _ in read]
    results = redact(texts, [r["language"] for r in rows], SpacyPersonFinder())
    return [
        Snippet(r["id"], r["language"], t, m, replaced_spans(t, x.text), x.text) for r, (t, m), x in zip(rows, read, results, strict=True)
    ]


def figures(rows: Iterable[Snippet]) -> dict[str, tuple[int, int, int, int]]:
    """Per kind: marks, marks found, replacements, replacements that overlap no mark."""
    marks, missed, replaced, wrong = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        marks.update(k for *_, k in row.marks)
        missed.update(k for *_, k in row.missed())
        replaced.update(k for *_, k in row.replaced)
        wrong.update(k for *_, k in row.wrong())
    return {k: (marks[k], marks[k] - missed[k], replaced[k], wrong[k]) for k in PLACEHOLDERS}


def table(rows: list[Snippet]) -> str:
    """A Markdown table of recall and precision per half, language and kind."""
    lines = ["| half | language | kind | marked | recall | replaced | precision |", "|---|---|---|---|---|---|---|"]
    for half in ("development", "held out"):
        for language in ("fr", "en", "both"):
            chosen = [r for r in rows if r.half == half and language in (r.language, "both")]
            per_kind = figures(chosen)
            structured = tuple(sum(f[i] for k, f in per_kind.items() if k != "person") for i in range(4))
            for kind, (n, found, replaced, wrong) in {**per_kind, "all but person": structured}.items():
                recall = f"{found / n:.2f}" if n else "-"
                precision = f"{1 - wrong / replaced:.2f}" if replaced else "-"
                lines.append(f"| {half} | {language} | {kind} | {n} | {recall} | {replaced} | {precision} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print what went wrong in the development half")
    show = parser.parse_args().show
    rows = snippets()
    body = table(rows)
    day = datetime.datetime.now(tz=datetime.UTC).date()
    RESULT.write_text(f"# Personal data, {day}\n\n{__doc__.split(chr(10), 2)[2].strip()}\n\n{body}\n", encoding="utf-8")
    print(body)
    for row in rows if show else []:
        if row.half == "development" and (row.missed() or row.wrong()):
            print(
                row.id,
                row.redacted,
                "| missed",
                [row.text[a:b] for a, b, _ in row.missed()],
                "| wrong",
                [(row.text[a:b], k) for a, b, k in row.wrong()],
            )


if __name__ == "__main__":
    main()
