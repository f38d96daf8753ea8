"""The golden tables: what the demo company's last night says, short enough to be read as a diff.

`make golden` runs the demo and writes them again; look at `git diff tests/golden` before you commit. They hold few digits, because the last
digits of a reading differ between processors. Topics, whose borders move with those digits, have a table of their own and are in no other.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
Read = Callable[[str], pd.DataFrame]


def golden(read: Read) -> dict[str, pd.DataFrame]:
    """By name the golden tables of a snapshot; `read` gives a published table."""
    topics = read("topic")
    return {
        "topics": topics[["kind", "name_en", "name_fr", "n_mentions"]],
        "changes": _changes(read("heatmap")),
        "scores": _scores(read("score")),
        "drivers": _drivers(read("driver")),
        "alerts": _alerts(read("alert")),
        "journey_map": _journey_map(read("journey_map")),
        "actions": _actions(read("action"), read("action_plan"), read("action_effect")),
    }


def _everybody(table: pd.DataFrame) -> pd.DataFrame:
    rows = table[(table["segment"] == "all") & table["period"].isin(["last_28_days", "all"])]
    return rows.drop(columns=["snapshot_id", "segment", "segment_value", "period_start", "period_end"])


def _changes(heatmap: pd.DataFrame) -> pd.DataFrame:
    rows = _everybody(heatmap)
    columns = ["period", "stage", "touchpoint", "n_feedback", "n_authors", "friction", "friction_share", "change", "trend"]
    return rows.loc[~rows["silent"] & ~rows["suppressed"], columns].round(2)


def _scores(score: pd.DataFrame) -> pd.DataFrame:
    rows = _everybody(score)
    return rows.loc[rows["stage"] == "all", ["period", "score", "n", "value", "value_low", "value_high"]].round(1)


def _drivers(driver: pd.DataFrame) -> pd.DataFrame:
    rows = driver[driver["driver_kind"] == "touchpoint"].dropna(subset=["impact_additive"]).rename(columns={"driver_id": "touchpoint"})
    return rows[["score", "touchpoint", "n_with", "impact_leave_out", "impact_additive"]].round(2)


def _alerts(alert: pd.DataFrame) -> pd.DataFrame:
    return alert.loc[alert["kind"] != "emerging", ["kind", "subject", "segment", "segment_value", "since", "until"]]


def _journey_map(rows: pd.DataFrame) -> pd.DataFrame:
    chosen = rows[(rows["segment"] == "all") & rows["item"].isin(["emotion", "pain_point", "delight", "target", "opportunity"])]
    return chosen.loc[chosen["topic_id"].isna(), ["map_kind", "item", "stage", "touchpoint", "n_feedback", "value"]].round(2)


def _actions(action: pd.DataFrame, plan: pd.DataFrame, effect: pd.DataFrame) -> pd.DataFrame:
    rows = action[["action_id", "title", "status"]].merge(plan[["action_id", "impact", "quadrant", "priority"]], on="action_id")
    effects = effect[["action_id", "target", "measure", "method", "effect", "verdict"]]
    return rows.merge(effects, on="action_id", how="left").drop(columns="action_id").round(2)


def text(table: pd.DataFrame) -> str:
    """As CSV, sorted by the words in it."""
    words = [c for c in table.columns if table[c].dtype.kind not in "fi"]
    return table.sort_values([*words, *[c for c in table.columns if c not in words]]).to_csv(index=False, lineterminator="\n")


def main() -> None:
    tables = Path(sys.argv[1]) / "var" / "snapshots" / "current" / "tables"
    for name, table in golden(lambda table: pd.read_parquet(tables / f"{table}.parquet")).items():
        (HERE / f"{name}.csv").write_text(text(table), encoding="utf-8")
    sys.stdout.write(json.dumps({"written": sorted(p.name for p in HERE.glob("*.csv"))}) + "\n")


if __name__ == "__main__":
    main()
