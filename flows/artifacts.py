"""What a night leaves in Prefect's own pages: the hottest cells and where the report is."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from prefect.artifacts import create_link_artifact, create_table_artifact

from flows.night import Night

SHOWN = ["stage", "touchpoint", "n_feedback", "friction", "friction_low", "friction_high", "friction_share", "trend"]


def leave_artifacts(night: Night, heatmap: pd.DataFrame, page: Path, status: str) -> None:
    """A table of the cells of the last 28 days (of all time when nothing is dated), hottest first, and a link to the report."""
    whole = heatmap[(heatmap["segment"] == "all") & ~heatmap["silent"] & ~heatmap["suppressed"]]
    recent = whole[whole["period"] == "last_28_days"]
    cells = (recent if len(recent) else whole[whole["period"] == "all"]).sort_values("friction_share", ascending=False)
    rows = [[None if pd.isna(v) else v for v in row] for row in cells[SHOWN].head(30).round(3).itertuples(index=False)]
    create_table_artifact(
        table={name: [row[i] for row in rows] for i, name in enumerate(SHOWN)},
        key="friction-heatmap",
        description=f"Friction by cell, {night.day}, {status}",
    )
    create_link_artifact(link=page.resolve().as_uri(), link_text=f"Friction heatmap of {night.day}", key="friction-report")
