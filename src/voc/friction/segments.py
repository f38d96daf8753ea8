"""The slices of customers that the heatmap is cut by."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

BUILT_IN = ("source", "kind", "language")
ALL = "all"


def segments(feedback: pd.DataFrame, wanted: Sequence[str], max_values: int, combinations: Sequence[Sequence[str]] = ()) -> pd.DataFrame:
    """Which segment values each feedback belongs to.

    Args:
        feedback: feedback_id, source, kind, language, attributes (a JSON object of column to value).
        wanted: Attributes to cut by; empty: every attribute with 2 to `max_values` distinct values.
        max_values: An attribute with more is not a segment unless it is wanted.
        combinations: Segments and attributes to cross; a feedback that lacks a value of one of them is in no crossing.
    Returns:
        feedback_id, segment, segment_value: one row per feedback and segment it has a value in; the built-in segments source, kind and
        language, and (all, all), come always. An attribute named as one of those is called `attribute_<name>`. Crossed segments
        are called `first+second`, their values `one + other`.
    """
    parts = [_part(feedback["feedback_id"], ALL, pd.Series(ALL, index=feedback.index, dtype="str"))]
    parts += [_part(feedback["feedback_id"], name, feedback[name]) for name in BUILT_IN]
    known = {name: feedback[name] for name in BUILT_IN} | dict(_attributes(feedback["attributes"]))
    for name, values in known.items():
        if name not in BUILT_IN and (name in wanted if wanted else 2 <= values.nunique() <= max_values):
            parts.append(_part(feedback["feedback_id"], name, values))
    for names in combinations:
        if all(name in known for name in names):
            crossed = known[names[0]].astype("str")
            for name in names[1:]:
                crossed = crossed + " + " + known[name].astype("str")
            parts.append(_part(feedback["feedback_id"], "+".join(names), crossed))
    out = pd.concat(parts, ignore_index=True)
    return out.sort_values(["segment", "segment_value", "feedback_id"], ignore_index=True)


def _part(ids: pd.Series[Any], segment: str, values: pd.Series[Any]) -> pd.DataFrame:
    known = values.notna()
    part = pd.DataFrame({"feedback_id": ids[known], "segment": segment, "segment_value": values[known]})
    return part.astype({"segment": "str", "segment_value": "str"})


def _attributes(texts: pd.Series[Any]) -> Iterator[tuple[str, pd.Series[Any]]]:
    # Few distinct objects stand in many rows: each is parsed once.
    codes, distinct = pd.factorize(texts)
    rows = [_object(text) for text in distinct]
    for name in sorted({name for row in rows for name in row}):
        by_code = pd.Series([row.get(name) for row in rows], dtype="str")
        yield name, by_code.reindex(codes).set_axis(texts.index)


def _object(text: str) -> dict[str, str]:
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(body, dict):
        return {}
    named = {_segment_name(str(name)): _shown(value) for name, value in body.items()}
    return {name: value for name, value in named.items() if value}


def _segment_name(name: str) -> str:
    return f"attribute_{name}" if name in (*BUILT_IN, ALL) else name


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
