"""The dimensions of the map as published tables."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from voc import tables
from voc.config import Entry, Journey, Phase
from voc.friction.grid import UNPLACED

UNPLACED_FR = "Non situé"
UNPLACED_EN = "Unplaced"


def stages(journey: Journey) -> pd.DataFrame:
    """`tables.Stage` rows in the order of the journey, `unplaced` last and without phase."""
    out = _named(journey.stages, "stage")
    return tables.Stage.check(out.assign(phase=pd.Series([*(s.phase for s in journey.stages), None], dtype="str")))


def phases(journey: Journey) -> pd.DataFrame:
    """`tables.Phase` rows in the order of the journey, `unplaced` last."""
    return tables.Phase.check(_named(journey.phases, "phase"))


def touchpoints(journey: Journey) -> pd.DataFrame:
    """`tables.Touchpoint` rows in the order of the journey, `unplaced` last."""
    return tables.Touchpoint.check(_named(journey.touchpoints, "touchpoint"))


def _named(entries: Sequence[Entry | Phase], key: str) -> pd.DataFrame:
    rows = [(entry.id, entry.name.fr, entry.name.en) for entry in entries]
    out = pd.DataFrame([*rows, (UNPLACED, UNPLACED_FR, UNPLACED_EN)], columns=[key, "name_fr", "name_en"])
    return out.assign(position=range(len(out)))
