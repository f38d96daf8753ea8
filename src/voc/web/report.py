"""What a report is made of: frames and plain values, no handle on a store or a clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from voc.tables import published_tables

TABLES = (
    *("heatmap", "heatmap_phase", "heatmap_topic", "topic", "topic_audit", "validity", "phase", "stage", "touchpoint", "score"),
    *("alert", "driver", "journey_map", "action", "action_plan", "action_effect"),
)
VERBATIM_COLUMNS = (
    *("mention_id", "feedback_id", "stage", "touchpoint", "topic_id", "sentiment_label", "sentiment", "effort", "friction", "evidence"),
    *("stage_confidence", "touchpoint_confidence", "start", "end", "text", "title", "question", "source", "kind", "channel", "language"),
    *("received_at", "time_known", "rating", "rating_max", "nps"),
)


@dataclass(frozen=True)
class Report:
    """One snapshot with the words behind it.

    `tables` holds published tables by name; an absent one counts as empty. `verbatims` has one row per mention with VERBATIM_COLUMNS;
    `topic_strength` (to choose exemplars) and `attributes` (to filter by segment) are read when they are there.
    `run` holds day, status, degraded, code_version, model_version, config_hash, steps, sources, issues, gate.
    `seconds` (step to seconds) is apart because it makes two equal nights differ: it is shown only when given.
    """

    tables: Mapping[str, pd.DataFrame]
    verbatims: pd.DataFrame
    run: Mapping[str, Any]
    company: str
    snapshot_id: str
    min_authors: int
    time_zone: str = "UTC"
    seconds: Mapping[str, float] | None = None

    def table(self, name: str) -> pd.DataFrame:
        """The table, conformed to its contract; empty when the report has none."""
        contract = published_tables()[name]
        frame = self.tables.get(name)
        return contract.empty() if frame is None else contract.conform(frame)
