"""The demo company's tables against the golden ones in tests/golden."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import pytest

from tests.flows.test_demo_night import table
from tests.golden.reading import HERE, golden, text

pytestmark = pytest.mark.slow
# Counts and figures of another processor's reading: some mentions are placed elsewhere.
COUNTS, FIGURES = 0.1, {"friction": 0.06, "friction_share": 0.02, "change": 0.02, "impact": 0.03, "effect": 0.08}

# Rows that may come or go at the edge of what is shown; without AVX-512 two alerts of one language do (30 November).
EDGE = {"alerts": 2}


@pytest.mark.parametrize("name", ["changes", "scores", "drivers", "alerts", "journey_map", "actions"])
def test_the_night_says_what_it_said_when_it_was_last_reviewed(demo: dict[str, Any], name: str) -> None:
    """When this fails after a change that was meant: `make golden`, and review `git diff tests/golden`."""
    found = golden(lambda wanted: table(demo, wanted))[name]
    # Through the same text, so that nulls, dates and numbers are of the same kind.
    now, then = pd.read_csv(io.StringIO(text(found))), pd.read_csv(HERE / f"{name}.csv")
    keys = [c for c in then.columns if then[c].dtype.kind not in "fib"]
    both = then.merge(now, on=keys, how="outer", suffixes=("_then", "_now"), indicator=True)
    strangers = both[both["_merge"] != "both"]
    # A cell or topic at the edge of what is shown may come or go with the processor; more is a change.
    assert len(strangers) <= max(EDGE.get(name, 1), len(both) // 10), strangers.to_string()
    for column in set(then.columns) - set(keys):
        old, new = both[f"{column}_then"], both[f"{column}_now"]
        near = FIGURES.get(column, 0.1 * (1 + old.abs())) if old.dtype.kind == "f" and column[:2] != "n_" else 3 + COUNTS * old.abs()
        off = both[(old - new).abs() > near]
        assert len(off) <= len(both) // 20, off.to_string()


def test_the_subjects_are_those_that_were_last_reviewed(demo: dict[str, Any]) -> None:
    """Where one subject ends and the next begins moves with the last digits; most subjects have to be there whatever the processor."""
    now = golden(lambda wanted: table(demo, wanted))["topics"]
    then = pd.read_csv(HERE / "topics.csv")
    for kind, part in {"general": 1.0, "subject": 0.6, "theme": 0.3}.items():
        mine, theirs = (set(t.loc[t["kind"] == kind, "name_en"]) for t in (now, then))
        assert len(mine & theirs) >= part * min(len(mine), len(theirs)), (sorted(mine - theirs), sorted(theirs - mine))
