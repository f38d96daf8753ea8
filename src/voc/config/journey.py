"""The journey: phases, stages, touchpoints."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from voc.config.closed import Closed, Names, Phrases

# What voc knows by itself, and what `maps_to` may name; `configs/journey.yml` describes them.
DEFAULT_STAGES = ("awareness", "consideration", "decision", "purchase", "delivery", "use", "support", "loyalty")
DEFAULT_TOUCHPOINTS = (
    *("website", "mobile_app", "customer_account", "advertising", "social_media", "store", "phone", "email", "chat", "payment"),
    *("billing_pricing", "delivery", "product", "returns_refunds", "customer_service", "paperwork", "partner"),
)


class Entry(Closed):
    """A stage or a touchpoint of the journey."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Stable id; never change it, change the name")
    name: Names = Field(description="What the pages show")
    definition: Names | None = Field(None, description="One or two sentences")
    cues: Phrases = Field(Phrases(), description="Words and short phrases that speak for it")
    examples: Phrases = Field(Phrases(), description="Mentions that belong there; five or more for an entry of your own")
    maps_to: str | None = Field(None, description="The default entry that an entry of your own is a part of")


class StageEntry(Entry):
    """A stage, with its phase."""

    phase: str = Field(description="One of the phases")


class Phase(Closed):
    """One of the classical six phases."""

    id: str = Field(description="Stable id")
    name: Names = Field(description="What the pages show")


class Target(Closed):
    """What the company promises at a stage or a cell: the to-be map is held against it."""

    stage: str = Field(description="Id of the stage")
    touchpoint: str | None = Field(None, description="Id of the touchpoint; absent: the whole stage")
    friction: float = Field(ge=0, le=1, description="Greatest friction that is acceptable")
    expected: Names | None = Field(None, description="What customers are promised, in a sentence")
    owner: str | None = Field(None, description="Who answers for it")


class Journey(Closed):
    """The customer journey of the company: `journey.yml`."""

    version: int = Field(1, description="Version of the file's form")
    phases: tuple[Phase, ...] = Field(description="The phases, in order")
    stages: tuple[StageEntry, ...] = Field(min_length=1, description="The stages, in order; `unplaced` is implied")
    touchpoints: tuple[Entry, ...] = Field(min_length=1, description="The touchpoints, in order; `unplaced` is implied")
    targets: tuple[Target, ...] = Field((), description="What the company promises, by stage or cell")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        phases = {p.id for p in self.phases}
        for stage in self.stages:
            if stage.phase not in phases:
                raise ValueError(f"stage {stage.id} is in phase {stage.phase!r}; expected one of {', '.join(sorted(phases))}")
        for kind, entries in (("stage", self.stages), ("touchpoint", self.touchpoints)):
            ids = [e.id for e in entries]
            if twice := sorted({i for i in ids if ids.count(i) > 1}):
                raise ValueError(f"{kind} id given twice: {', '.join(twice)}")
            if "unplaced" in ids:
                raise ValueError(f"{kind} `unplaced` is implied and cannot be listed")
            known = DEFAULT_STAGES if kind == "stage" else DEFAULT_TOUCHPOINTS
            if lost := sorted(f"{e.id} -> {e.maps_to}" for e in entries if e.maps_to and e.maps_to not in known):
                raise ValueError(f"{kind} maps_to names no default entry: {', '.join(lost)}; expected one of {', '.join(known)}")
        self._targets_exist()
        return self

    def _targets_exist(self) -> None:
        known = {s.id for s in self.stages}, {None, *(t.id for t in self.touchpoints)}
        if lost := [f"{t.stage}/{t.touchpoint or '*'}" for t in self.targets if t.stage not in known[0] or t.touchpoint not in known[1]]:
            raise ValueError(f"targets name no entry of this journey: {', '.join(lost)}")
        places = [(t.stage, t.touchpoint) for t in self.targets]
        if twice := sorted({f"{s}/{t or '*'}" for s, t in places if places.count((s, t)) > 1}):
            raise ValueError(f"target given twice: {', '.join(twice)}")
