"""The gate: what must hold before a night's result replaces yesterday's."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from voc.config import GateSettings

_ADVICE = {
    "min_feedback": "check that the sources deliver and that the day is right",
    "max_unplaced": "check that `journey.yml` describes this company, with cues and examples in its languages",
    "max_quarantined": "see the table `quarantine` for the reasons, by source; a changed export usually shows as one reason many times",
    "max_failed_sources": "see the issues of this run, source by source",
}


@dataclass(frozen=True)
class Check:
    """One condition: the setting it comes from, what was measured, what is allowed, and what to do when it fails."""

    name: str
    value: float
    limit: float
    passed: bool
    advice: str


def gate(values: Mapping[str, float], settings: GateSettings) -> list[Check]:
    """Compare what the night measured with the settings; what could not be measured does not pass.

    Args:
        values: By name of the setting without its `min_` or `max_`: feedback, unplaced, quarantined, failed_sources.
        settings: The limits.
    """
    return [_check(name, values.get(name[4:], math.nan), limit) for name, limit in settings.model_dump().items()]


def _check(name: str, value: float, limit: float) -> Check:
    passed = value >= limit if name.startswith("min_") else value <= limit
    advice = f"{name[4:]} was not measured" if math.isnan(value) else _ADVICE.get(name, "")
    return Check(name, float(value), float(limit), bool(passed), "" if passed else advice)
