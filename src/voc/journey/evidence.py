"""Why a mention is where it is, in one line: cue words, the words that weighed most, and the example it reads like."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

MOST = 4


def evidence(cues: Iterable[object], reasons: Sequence[tuple[list[str], str | None]]) -> pd.Series:
    """The line of each mention, null when nothing can be said.

    Words are in quotation marks; what comes after « ≈ » is a labelled example, not the customer's sentence.

    Args:
        cues: Of each mention the company's cue words as `place` quotes them, or null.
        reasons: Of each mention the words that weighed most and the nearest example, as `protocols.Reader.because` gives them.
    """
    lines = [_line(c if isinstance(c, str) else "", words, example) for c, (words, example) in zip(cues, reasons, strict=True)]
    return pd.Series(lines, dtype="str")


def _line(cues: str, words: Sequence[str], example: str | None) -> str | None:
    said = cues.split(", ") if cues else []
    # A cue of two words holds the word that weighed most.
    more = [f"« {w} »" for w in words if w not in cues.lower()]
    parts = [", ".join([*said, *more][:MOST]), f"≈ « {example} »" if example else ""]
    return " ".join(p for p in parts if p) or None
