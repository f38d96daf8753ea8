"""The stages and touchpoints of `journey.yml` as the placement needs them: ids in order, what maps to what, and the cue words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from voc.config import Entry, Journey, Source
from voc.journey.hints import Hints, hints_of
from voc.journey.words import Stems, stems
from voc.protocols import FloatArray

UNPLACED = "unplaced"


@dataclass(frozen=True)
class Cue:
    """A cue word or phrase of an entry, as written in the file."""

    entry: int
    text: str


Index = dict[str, list[tuple[Stems, Cue]]]


@dataclass(frozen=True)
class Matcher:
    """Finds the cues of one list of entries; the longest cue that starts at a word wins.

    Attributes:
        size: How many entries the list has.
        index: Per language and first word stem, the cues that start with it, longest first.
    """

    size: int
    index: dict[str, Index]

    def find(self, text: str, language: str) -> list[Cue]:
        """The cues in a text, in order; a text in neither language, or in none that is known, is looked up in both."""
        languages = [language] if language in self.index else sorted(self.index)
        return [cue for known in languages for cue in _longest(stems(text, known), self.index[known])]

    def spoken(self, found: Sequence[Sequence[Cue]]) -> FloatArray:
        """How many different cues of each entry speak in each text, at most 2: shape (n, size)."""
        counts = np.zeros((len(found), self.size), dtype=np.float32)
        for row, cues in enumerate(found):
            for cue in set(cues):
                counts[row, cue.entry] += 1
        return np.minimum(counts, 2.0)


@dataclass(frozen=True)
class Axis:
    """One of the two lists: the stages or the touchpoints.

    Attributes:
        ids: In the order of the file.
        maps_to: For an entry of the company's own, the default entry that it is a part of.
        names: Id to name, per language.
        examples: Id to example sentences, French then English.
        cues: Id to its cue words, in both languages.
        matcher: Of the cues; `Cue.entry` is an index into `ids`.
    """

    ids: tuple[str, ...]
    maps_to: dict[str, str]
    names: dict[str, dict[str, str]]
    examples: dict[str, tuple[str, ...]]
    cues: dict[str, frozenset[str]]
    matcher: Matcher


@dataclass(frozen=True)
class Taxonomy:
    """The company's journey, ready to place mentions.

    Attributes:
        stages: The stages.
        touchpoints: The touchpoints.
        phases: Stage id to phase id.
        version: Hash of all that could change a placement.
        hints: What the sources say of places beside their texts.
    """

    stages: Axis
    touchpoints: Axis
    phases: dict[str, str] = field(default_factory=dict)
    version: str = ""
    hints: Hints = field(default_factory=dict)

    @classmethod
    def of(cls, journey: Journey, sources: Sequence[Source] = ()) -> Taxonomy:
        """The taxonomy of a journey file, with what the sources say of places beside their texts."""
        # Names and definitions may be reworded freely: they place nothing.
        body = journey.model_dump_json(
            include={
                "stages": {"__all__": {"id", "cues", "examples", "maps_to"}},
                "touchpoints": {"__all__": {"id", "cues", "examples", "maps_to"}},
            }
        )
        hints = hints_of(sources)
        told = "".join(s.model_dump_json(include={"name", "hints"}) for s in sources if s.hints)
        version = hashlib.blake2b((body + told).encode(), digest_size=8).hexdigest()
        return cls(_axis(journey.stages), _axis(journey.touchpoints), {s.id: s.phase for s in journey.stages}, version, hints)

    def of_default(self, stage: str) -> str:
        """The default stage behind a stage of the company's own, or the stage itself."""
        return self.stages.maps_to.get(stage, stage)


def _axis(entries: Sequence[Entry]) -> Axis:
    return Axis(
        ids=tuple(e.id for e in entries),
        maps_to={e.id: e.maps_to for e in entries if e.maps_to},
        names={e.id: {"fr": e.name.fr, "en": e.name.en} for e in entries},
        examples={e.id: e.examples.fr + e.examples.en for e in entries},
        cues={e.id: frozenset(e.cues.fr + e.cues.en) for e in entries},
        matcher=matcher(entries),
    )


def matcher(entries: Sequence[Entry]) -> Matcher:
    """The matcher of the cues of a list of entries."""
    index: dict[str, Index] = {"en": {}, "fr": {}}
    for number, entry in enumerate(entries):
        for language, by_word in index.items():
            for cue in getattr(entry.cues, language):
                if words := stems(cue, language):
                    by_word.setdefault(words[0], []).append((words, Cue(number, cue)))
    for by_word in index.values():
        for hits in by_word.values():
            hits.sort(key=lambda h: (-len(h[0]), h[1].entry, h[1].text))
    return Matcher(len(entries), index)


def _longest(words: Stems, index: Index) -> Iterator[Cue]:
    at = 0
    while at < len(words):
        hits = [(own, cue) for own, cue in index.get(words[at], ()) if words[at : at + len(own)] == own]
        longest = len(hits[0][0]) if hits else 0
        # The same phrase may speak for two entries; then it speaks for both.
        yield from (cue for own, cue in hits if len(own) == longest)
        at += max(longest, 1)
