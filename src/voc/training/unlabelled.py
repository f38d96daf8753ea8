"""Real comments that nobody labelled: what an earlier generation says of them is learnt from in place of a label."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from voc.config import Config
from voc.text.mentions import split
from voc.text.passages import with_context
from voc.training.annotated import texts
from voc.training.batches import UNKNOWN
from voc.training.data import Label, LabelledComment
from voc.training.measured import beginning, measured

# Exports whose licence allows weights to ship.
SOURCES = ("app_reviews", "bank_chat_openers", "citizen_experiences", "health_survey")
# Of one source at most, so that the short questions of one bank do not outweigh the rest.
OF_ONE_SOURCE = 3000
LONGEST = 1600
NOBODY = Label("", "", UNKNOWN, effort=False)


def unlabelled(config: Config, known: Sequence[LabelledComment], folders: Sequence[Path]) -> list[LabelledComment]:
    """Comments of the permissive exports that are neither labelled nor measured on, cut into mentions as at night.

    Args:
        config: `configs/examples/voc.yml`, with VOC_DATA set.
        known: The labelled comments.
        folders: Where the measured comments may lie.
    Raises:
        SourceError: An export cannot be read.
    """
    ids = {c.id for c in known}
    begun = {beginning(t) for c in known for t in (c.text, " ".join(c.mentions()))} | measured(folders)
    found: list[LabelledComment] = []
    for source in (s for s in config.sources if s.name in SOURCES):
        of_source: list[LabelledComment] = []
        read = texts(source, config)
        for row, spans in zip(read.to_dict("records"), split(read["text"].tolist(), read["language"].tolist(), 40), strict=True):
            own, begins = f"{source.name}:{row['record_id']}", beginning(row["text"])
            shift, whole = with_context(row["question"], row["title"], row["text"])
            if own in ids or begins in begun or not spans or len(whole) > LONGEST:
                continue
            begun.add(begins)
            at = tuple((start + shift, end + shift) for start, end in spans)
            of_source.append(LabelledComment(own, whole, at, (NOBODY,) * len(at), row["language"], row["kind"], "", source.name))
        # Drawn by id: an export may be sorted by what it is about.
        found += sorted(of_source, key=lambda c: hashlib.sha256(c.id.encode()).digest())[:OF_ONE_SOURCE]
    return found
