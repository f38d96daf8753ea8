"""Every table that voc stores or publishes, as a class: the contract.

A column says its type, its meaning, its unit and what a null means; everything else (pandas dtypes, Arrow and SQL schemas, the published
contract, `docs/tables.md`, validation) is derived from here. All times are UTC.
"""

from __future__ import annotations

from functools import cache

from voc.tables.published import (
    ALERTS,
    JOURNEY_ITEMS,
    QUADRANTS,
    SCORES,
    TRENDS,
    VERDICTS,
    Action,
    ActionEffect,
    ActionPlan,
    Alert,
    Driver,
    Heatmap,
    HeatmapPhase,
    HeatmapTopic,
    JourneyMap,
    Phase,
    Score,
    Stage,
    Topic,
    TopicAudit,
    Touchpoint,
    Validity,
)
from voc.tables.stored import (
    KINDS,
    LABELS,
    PERIODS,
    TOPIC_KINDS,
    Correction,
    Feedback,
    IssueRow,
    Mention,
    Notice,
    Quarantine,
    Raw,
    Run,
    Sighting,
    SourceRun,
    TopicCentroid,
    TopicEvent,
)
from voc.tables.table import ARROW, PANDAS, Column, Kind, Table

__all__ = [
    "ALERTS",
    "ARROW",
    "Action",
    "ActionEffect",
    "ActionPlan",
    "Alert",
    "Column",
    "Correction",
    "Driver",
    "Feedback",
    "Heatmap",
    "HeatmapPhase",
    "HeatmapTopic",
    "IssueRow",
    "JOURNEY_ITEMS",
    "JourneyMap",
    "KINDS",
    "Kind",
    "LABELS",
    "Mention",
    "Notice",
    "PANDAS",
    "PERIODS",
    "Phase",
    "QUADRANTS",
    "Quarantine",
    "Raw",
    "Run",
    "SCORES",
    "Score",
    "Sighting",
    "SourceRun",
    "Stage",
    "TOPIC_KINDS",
    "TRENDS",
    "Table",
    "Topic",
    "TopicAudit",
    "TopicCentroid",
    "TopicEvent",
    "Touchpoint",
    "VERDICTS",
    "Validity",
    "all_tables",
    "published_tables",
]


@cache
def all_tables() -> dict[str, type[Table]]:
    """Every table by name, in order of definition; `Raw` is not one of them because it is never kept."""
    return {t.name: t for t in Table.__subclasses__() if t is not Raw}


def published_tables() -> dict[str, type[Table]]:
    """The tables of a snapshot."""
    return {n: t for n, t in all_tables().items() if t.published}
