"""Measure: friction cells with intervals, the topics behind them, and how far friction agrees with scores."""

from voc.friction.cells import cells
from voc.friction.dimensions import stages, touchpoints
from voc.friction.measure import measure
from voc.friction.periods import Period, local_day, periods
from voc.friction.score import friction
from voc.friction.segments import segments
from voc.friction.topics_in_cells import topics_in_cells
from voc.friction.validity import validity
from voc.friction.watching.incidents import incidents
from voc.friction.watching.sightings import sightings, watch

__all__ = [
    "Period",
    "cells",
    "friction",
    "incidents",
    "local_day",
    "measure",
    "periods",
    "segments",
    "sightings",
    "stages",
    "topics_in_cells",
    "touchpoints",
    "validity",
    "watch",
]
