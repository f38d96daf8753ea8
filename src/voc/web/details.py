"""The JSON columns of published tables: figures and mentions, read without trusting what is in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd


def detail(text: Any) -> dict[str, Any]:
    """The object that a JSON column holds; empty when it holds none."""
    found = _parsed(text)
    return found if isinstance(found, dict) else {}


def mentions(figures: Mapping[str, Any]) -> tuple[str, ...]:
    """Ids of the verbatims that a detail names, in its order, each once."""
    found = figures.get("mentions")
    return tuple(dict.fromkeys(i for i in found if isinstance(i, str))) if isinstance(found, list) else ()


def strings(text: Any) -> tuple[str, ...]:
    """A JSON list of strings; what is no string is left out."""
    found = _parsed(text)
    return tuple(dict.fromkeys(i for i in found if isinstance(i, str))) if isinstance(found, list) else ()


def pairs(text: Any) -> tuple[tuple[str, str], ...]:
    """A JSON list of pairs of strings."""
    found = _parsed(text)
    rows = [r for r in found if isinstance(r, list) and len(r) == 2] if isinstance(found, list) else []
    return tuple(dict.fromkeys((str(a), str(b)) for a, b in rows))


def word(value: Any) -> str | None:
    """A text of a nullable column."""
    return value if isinstance(value, str) and value else None


def cited(*columns: pd.Series[Any]) -> frozenset[str]:
    """Every mention that the details of these columns name."""
    return frozenset(i for column in columns for text in column for i in mentions(detail(text)))


def _parsed(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return None
