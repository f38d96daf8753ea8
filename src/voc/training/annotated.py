"""Labels of real comments that ship without the comments: record ids, offsets and labels, joined to the exports where somebody has them.

The texts are the exports' own and stay with them. A line of `annotated_exports.jsonl` names the source (a file of
`configs/examples/sources`), the record, the spans in the text as `voc.text.prepare` gives it without the name finder, a digest of that
text, and one label per span.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from voc.config import Config, Source
from voc.errors import SourceError
from voc.ids import short_id
from voc.sources import gather
from voc.text.passages import with_context
from voc.text.prepare import prepare
from voc.training.data import LabelledComment, label_of

FILE = "annotated_exports.jsonl"


@dataclass(frozen=True)
class Joined:
    """Labelled comments whose text was found, and how many were not found as they had been read."""

    comments: list[LabelledComment]
    missing: int


def digest(text: str) -> str:
    """Short digest of a text, so that offsets are never put on another one."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def annotated(file: Path, config: Config) -> Joined:
    """The labelled comments of a file of labels, with the texts of the exports that the configuration's sources point to.

    Args:
        file: One JSON object per line: source, record_id, digest, spans, labels.
        config: `configs/examples/voc.yml`, with VOC_DATA set.
    Raises:
        SourceError: A line is not what it should be, or a source's export cannot be read.
    """
    wanted: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            wanted[row["source"]].append(row)
        except (ValueError, KeyError, TypeError) as error:
            raise SourceError(f"not a line of labels: {error!r}", where=f"{file}, line {number}") from error
    sources = {s.name: s for s in config.sources}
    if strange := sorted(set(wanted) - set(sources)):
        raise SourceError(f"unknown sources {', '.join(strange)}", where=str(file), expected=", ".join(sorted(sources)))
    comments = [c for name in sorted(wanted) for c in _joined(wanted[name], texts(sources[name], config))]
    return Joined(comments, sum(map(len, wanted.values())) - len(comments))


def texts(source: Source, config: Config) -> pd.DataFrame:
    """What annotators read of a source: record_id, feedback_id, language, question, title, text."""
    gathered = gather(source, {}, date.today())
    day = pd.Timestamp(date.today(), tz="UTC")
    ready = prepare(gathered.raw, gathered.quarantined.iloc[:0], config.text, config.company.brands, None, b"annotation", day, "annotation")
    own = {short_id("f", s, r): r for s, r in zip(gathered.raw["source"], gathered.raw["record_id"], strict=True)}
    kept = ready.feedback[["feedback_id", "language", "kind", "question", "title", "text"]]
    return kept.assign(record_id=kept["feedback_id"].map(own))


def _joined(rows: Sequence[dict[str, Any]], known: pd.DataFrame) -> Iterator[LabelledComment]:
    at = known.drop_duplicates("record_id").set_index("record_id")
    for row in rows:
        if row["record_id"] not in at.index:
            continue
        found = at.loc[row["record_id"]]
        if digest(found["text"]) != row["digest"]:
            continue
        shift, whole = with_context(found["question"], found["title"], found["text"])
        spans = tuple((int(a) + shift, int(b) + shift) for a, b in row["spans"])
        labels = tuple(label_of(x) for x in row["labels"])
        yield LabelledComment(
            f"{row['source']}:{row['record_id']}", whole, spans, labels, found["language"], found["kind"], "", row["source"]
        )
