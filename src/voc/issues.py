"""Problems are data: one row each, stored with the run that met them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

import pandas as pd

Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True)
class Issue:
    """One problem: what was met, what was expected, what to do about it.

    `record` names the row or cell in the source's own terms (file and line, record id); it never holds text of a customer.
    """

    severity: Severity
    source: str
    what: str
    expected: str = ""
    advice: str = ""
    record: str = ""


def issues_frame(issues: Iterable[Issue]) -> pd.DataFrame:
    """Issues as rows: severity, source, record, what, expected, advice."""
    columns = ["severity", "source", "record", "what", "expected", "advice"]
    return pd.DataFrame([asdict(i) for i in issues], columns=columns).astype("str")
