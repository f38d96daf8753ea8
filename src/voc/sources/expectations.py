"""Whether a delivery looks like the source's healthy ones."""

from __future__ import annotations

import pandas as pd

from voc.config import Expectations
from voc.errors import SourceError
from voc.issues import Issue


def check_delivery(rows: pd.DataFrame, rows_in: int, expect: Expectations, *, complete: bool) -> list[Issue]:
    """Warnings about a delivery that is too large or too empty.

    Args:
        rows: All mapped rows, the quarantined ones too.
        rows_in: Rows met, readable or not.
        expect: What is healthy.
        complete: False when unchanged files were left out, so that a small number says nothing.
    Raises:
        SourceError: A complete delivery has fewer than `min_rows`.
    """
    if complete and rows_in < expect.min_rows:
        raise SourceError(
            f"{rows_in} row(s) in all files together",
            expected=f"at least {expect.min_rows}",
            advice="check the export, or lower `expect.min_rows`",
        )
    issues = []
    if expect.max_rows is not None and rows_in > expect.max_rows:
        issues.append(Issue("warning", "", f"{rows_in} rows", f"at most {expect.max_rows}", "check that the export is not doubled"))
    for name, least in expect.min_fill.items():
        if name not in rows:
            issues.append(
                Issue(
                    "error", "", f"expect.min_fill names {name!r}", "a column of the table raw, such as text or received_at", "correct it"
                )
            )
        elif len(rows) and (filled := float(rows[name].notna().mean())) < least:
            issues.append(
                Issue("warning", "", f"{name} is filled in {filled:.1%} of the rows", f"at least {least:.1%}", "check the export")
            )
    return issues
