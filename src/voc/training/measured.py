"""What is measured on, so that nothing of it is ever learnt from: labelled or not, in whichever export it lies."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from voc.errors import SourceError

# In the folders of labelled comments.
MEASURED = "journey_dev.jsonl"
# Letters and digits that two copies of a comment share at least: one may have been cut, redacted further on, or spaced otherwise.
BEGINNING = 50


def beginning(text: str) -> str:
    """What a comment is known again by."""
    return "".join(c for c in text.lower() if c.isalnum())[:BEGINNING]


def measured(folders: Sequence[Path]) -> set[str]:
    """Beginnings of the comments that voc is measured on.

    Args:
        folders: Folders of labelled comments; one without the measured comments has none.
    Raises:
        SourceError: A line is no comment.
    """
    found = set()
    for file in (f / MEASURED for f in folders):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines() if file.is_file() else [], 1):
            try:
                found.add(beginning(json.loads(line)["text"]))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise SourceError(f"not a comment: {error!r}", where=f"{file}, line {number}") from error
    return found
