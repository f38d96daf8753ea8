"""Problems as rows."""

from __future__ import annotations

import pandas as pd
import pytest

from voc.issues import Issue, issues_frame


def test_issues_become_rows_in_their_order() -> None:
    rows = issues_frame(
        [Issue("warning", "shop", "no date", record="a.csv row 3"), Issue("error", "crm", "unreadable", "CSV", "save it again")]
    )
    assert rows["what"].tolist() == ["no date", "unreadable"]
    assert rows.iloc[1].to_dict() == {
        "severity": "error",
        "source": "crm",
        "record": "",
        "what": "unreadable",
        "expected": "CSV",
        "advice": "save it again",
    }


def test_no_issue_no_row_and_the_same_columns() -> None:
    none = issues_frame([])
    assert none.empty
    assert list(none) == list(issues_frame([Issue("info", "", "")]))
    assert all(pd.api.types.is_string_dtype(t) for t in none.dtypes)


def test_an_issue_does_not_change() -> None:
    with pytest.raises(AttributeError):
        Issue("info", "shop", "x").what = "y"  # type: ignore[misc]
