"""What a night may do to topics: beyond the limits yesterday's topics stay."""

from __future__ import annotations

import math
from collections.abc import Mapping

from voc.config import TopicLimits

# Setting: figure of the stability report, what is said when it is passed, what to do.
_RULES = {
    "min_kept": ("kept_share", "only {:.0%} of the mentions would keep their topic", "look at what was gathered, or lower `min_kept`"),
    "min_agreement": ("agreement", "the topics would agree with last night's at {:.2f} only", "refit again when more has come in"),
    "max_outliers": ("outlier_share", "{:.0%} of the mentions would have no topic", "what comes in has changed: `voc topics refit`"),
    "max_born": ("born", "{:.0f} topics would come up at once", "a new source or a flood? then `voc topics refit`"),
    "max_retired": ("ended", "{:.0f} topics would end at once", "pin those that shall stay, or raise `max_retired`"),
}


def beyond(report: Mapping[str, float], limits: TopicLimits) -> list[tuple[str, str]]:
    """What passed which limit, in plain words, each with advice; what could not be measured passes none.

    Args:
        report: Of `quality.night_report`.
    """
    values = {**report, "ended": report.get("retired", 0.0) + report.get("merged", 0.0)}
    found = []
    for setting, (figure, says, advice) in _RULES.items():
        value, limit = values.get(figure, math.nan), getattr(limits, setting)
        if value < limit if setting.startswith("min_") else value > limit:
            found.append((f"{says.format(value)} (limit {limit:g}): yesterday's topics stay", advice))
    return found
