"""Comments that two people have read: the file that voc is measured on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, ValidationError

from voc.errors import SourceError
from voc.evaluation.agreement import NOTHING, Reading
from voc.journey import UNPLACED

POLARITY = {"neg": "negative", "neu": "neutral", "pos": "positive", "mixed": "mixed"}
SHAPE = (
    "one JSON object per line: id, language, source, text, annotations {A, B: {mentions [[stage, touchpoint, ...], ...], overall, effort}}"
)


class _Annotation(BaseModel):
    mentions: list[Annotated[list[str | None], Field(min_length=2)]]
    overall: Literal["neg", "neu", "pos", "mixed"]
    effort: bool


class _Annotations(BaseModel):
    A: _Annotation
    B: _Annotation


class _Line(BaseModel):
    id: str | int
    language: str
    source: str
    text: str
    kind: str = ""
    sector: str = ""
    annotations: _Annotations


@dataclass(frozen=True)
class GoldComment:
    """One comment as annotators A and B read it.

    Attributes:
        groups: The parts of the file that it is counted in: language, and source, kind and sector where they are told.
    """

    id: str
    language: str
    text: str
    groups: dict[str, str]
    a: Reading
    b: Reading


def read_gold(file: Path) -> list[GoldComment]:
    """The comments of a gold file, in its order.

    Raises:
        SourceError: The file cannot be read, is empty, repeats an id, or a line has another shape (line and key are named, never its text).
    """
    try:
        body = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(f"cannot read: {error.strerror}", where=str(file), expected="a gold file (JSONL)") from error
    except UnicodeDecodeError as error:
        raise SourceError("not UTF-8", where=str(file), expected=SHAPE) from error
    comments = list(_comments(file, body))
    if not comments:
        raise SourceError("no comment", where=str(file), expected=SHAPE)
    return comments


def _comments(file: Path, body: str) -> Iterator[GoldComment]:
    seen: dict[str, int] = {}
    # Not splitlines(): comments may hold U+2028 and its like, which JSON does not escape.
    for number, line in enumerate(body.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{file}, line {number}"
        comment = _comment(line, where)
        if comment.id in seen:
            raise SourceError(f"id {comment.id!r} is also on line {seen[comment.id]}", where=where, expected="one line per comment")
        seen[comment.id] = number
        yield comment


def _comment(line: str, where: str) -> GoldComment:
    try:
        read = _Line.model_validate(json.loads(line), strict=True)
    except json.JSONDecodeError as error:
        raise SourceError(f"not JSON: {error.msg}", where=where, expected=SHAPE) from error
    except ValidationError as error:
        # Only key and rule: the value may be what a customer wrote.
        first = error.errors(include_input=False, include_url=False)[0]
        key = ".".join(map(str, first["loc"])) or "(line)"
        # The cause would carry the value into a traceback.
        raise SourceError(f"{key}: {first['msg']}", where=where, expected=SHAPE) from None
    named = {"language": read.language, "source": read.source, "sector": read.sector, "kind": read.kind}
    groups = {k: v for k, v in named.items() if v}
    return GoldComment(str(read.id), read.language, read.text, groups, _reading(read.annotations.A), _reading(read.annotations.B))


def _reading(said: _Annotation) -> Reading:
    places = tuple((_id(m[0]), _id(m[1])) for m in said.mentions)
    return Reading(places or NOTHING.places, POLARITY[said.overall], said.effort)


def _id(name: str | None) -> str:
    return UNPLACED if name in ("none", "", None) else str(name)
