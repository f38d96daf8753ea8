"""The configuration: typed, frozen, closed, read once at the edge.

`load_config` reads `voc.yml`, the journey and every source file it points to, and reports all problems of all files at once.
`docs/configuration.md` is generated from the classes below.
"""

from __future__ import annotations

from voc.config.closed import Closed, Names, Phrases
from voc.config.journey import DEFAULT_STAGES, DEFAULT_TOUCHPOINTS, Entry, Journey, Phase, StageEntry, Target
from voc.config.load import load_config
from voc.config.settings import (
    AlertSettings,
    Company,
    Config,
    EmailSink,
    FileSink,
    FrictionSettings,
    GateSettings,
    JourneyMapSettings,
    ModelSettings,
    NamerSettings,
    TextSettings,
    TopicLimits,
    TopicSettings,
    WebhookSink,
)
from voc.config.source import ColumnMap, Expectations, Hint, RatingScale, Source

__all__ = [
    "DEFAULT_STAGES",
    "DEFAULT_TOUCHPOINTS",
    "AlertSettings",
    "Closed",
    "ColumnMap",
    "Company",
    "Config",
    "EmailSink",
    "Entry",
    "Expectations",
    "FileSink",
    "FrictionSettings",
    "GateSettings",
    "Hint",
    "Journey",
    "JourneyMapSettings",
    "ModelSettings",
    "NamerSettings",
    "Names",
    "Phase",
    "Phrases",
    "RatingScale",
    "Source",
    "StageEntry",
    "Target",
    "TextSettings",
    "TopicLimits",
    "TopicSettings",
    "WebhookSink",
    "load_config",
]
