"""One language's view of the contents, as the templates use it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from markupsafe import Markup

from voc.web.axes import Whole, cell_path, topic_path
from voc.web.cells import ALL, Cell, Key, Slice, step
from voc.web.contents import Contents
from voc.web.periods import label
from voc.web.verbatims import Chosen
from voc.web.voices import voice
from voc.web.wording import Wording
from voc.wording import Words


@dataclass(frozen=True)
class Site:
    """Names, words and links in one language; remembers each verbatim it has rendered, since cells and topics share them."""

    contents: Contents
    say: Words
    rendered: dict[str, Markup] = field(default_factory=dict)

    @property
    def language(self) -> str:
        return self.say.formats.language

    def cell_name(self, key: Key) -> str:
        return f"{self.stage_name(key[0])} × {self.touchpoint_name(key[1])}"

    def stage_name(self, stage: str) -> str:
        return self._names[0].get(stage, stage)

    def touchpoint_name(self, touchpoint: str) -> str:
        return self._names[1].get(touchpoint, touchpoint)

    @cached_property
    def _names(self) -> tuple[dict[str, str], dict[str, str]]:
        axes = self.contents.axes
        return {e.id: e.name(self.language) for e in axes.stages}, {e.id: e.name(self.language) for e in axes.touchpoints}

    def place_name(self, stage: str, touchpoint: str) -> str:
        """A cell, a whole stage or touchpoint, or the whole journey."""
        if stage == ALL:
            return self.say("whole_journey") if touchpoint == ALL else self.touchpoint_name(touchpoint)
        return self.stage_name(stage) if touchpoint == ALL else self.cell_name((stage, touchpoint))

    def phase_name(self, phase: str) -> str:
        """As the table of phases names it, else as voc does."""
        named = {e.id: e.name(self.language) for e in self.contents.axes.phases}
        return named.get(phase) or self.say.get(f"phase_{phase}", phase)

    def whole_name(self, whole: Whole) -> str:
        return {"stage": self.stage_name, "touchpoint": self.touchpoint_name, "phase": self.phase_name}[whole.kind](whole.id)

    def topic_name(self, topic: str) -> str:
        known = self.contents.topics.get(topic)
        return known.names[self.language] or topic if known else topic

    def period_name(self, chosen: Slice | None) -> str:
        return label(chosen, self.say) if chosen else self.say.get("period_all", "")

    def cell_link(self, key: Key, chosen: Slice | None = None) -> str:
        """Address of a cell's page within the language's folder; with a period, its comments of that period."""
        return cell_path(*key) + (f"#p={chosen.span}" if chosen else "")

    def place_link(self, stage: str, touchpoint: str) -> str | None:
        """Address of the page of a cell, or of a stage or touchpoint when the other is `all`; None when it has none."""
        if ALL not in (stage, touchpoint):
            return cell_path(stage, touchpoint) if (stage, touchpoint) in self._pages else None
        kind, known = ("stage", stage) if touchpoint == ALL else ("touchpoint", touchpoint)
        return next((w.path for w in self.contents.wholes if (w.kind, w.id) == (kind, known)), None)

    def phase_whole(self, phase: str) -> Whole | None:
        """The page that tells of a phase: its own, or that of its only stage."""
        members = tuple(s.id for s in self.contents.axes.stages if s.placed and s.phase == phase)
        return next((w for w in self.contents.wholes if w.kind != "touchpoint" and w.members == members), None)

    @cached_property
    def _pages(self) -> frozenset[Key]:
        return frozenset(self.contents.cell_keys())

    def target_name(self, target: str) -> str:
        """A cell as `stage/touchpoint`, or a topic; a source keeps its own name."""
        stage, slash, touchpoint = target.partition("/")
        return self.place_name(stage, touchpoint) if slash else self.topic_name(target)

    def target_link(self, target: str) -> str | None:
        stage, slash, touchpoint = target.partition("/")
        return self.place_link(stage, touchpoint) if slash else self.topic_link(target)

    def topic_link(self, topic: str) -> str | None:
        return topic_path(topic) if topic in self.contents.topics else None

    def steps(self, cell: Cell) -> str:
        """Classes that colour a cell: f0..f8 by friction, s0..s8 by share."""
        tops = self.contents.tops
        return f"f{step(cell.friction, tops['friction'])} s{step(cell.share, tops['share'])}"

    def shade(self, friction: float) -> int:
        """The colour of a friction, on the scale of the map."""
        return step(friction, self.contents.tops["friction"])

    def tip(self, cell: Cell) -> str:
        """All there is to say about a cell, in one sentence."""
        return self.tip_of(self.cell_name(cell.key), cell)

    def tip_of(self, name: str, cell: Cell) -> str:
        """The same for a cell, or a phase, that goes by this name."""
        formats = self.say.formats
        if cell.state != "number":
            return self.say(f"tip_{cell.state}", cell=name, least=self.contents.report.min_authors)
        text = self.say(
            "tip",
            cell=name,
            friction=formats.number(cell.friction, 2),
            low=formats.number(cell.low, 2),
            high=formats.number(cell.high, 2),
            share=formats.percent(cell.share, 1),
            n=cell.n_feedback,
            authors=formats.number(cell.n_authors),
        )
        trend = {"worse": "tip_worse", "better": "tip_better"}.get(cell.trend)
        if trend is None:
            return text
        moved = self.say("tip_change", points=formats.points(cell.change)) if cell.change is not None else ""
        return text + self.say(trend) + moved

    def figure(self, value: Any) -> str:
        """A value of a check, whatever its type."""
        plain = isinstance(value, bool) or not isinstance(value, int | float)
        if plain:
            return "–" if value is None else str(value)
        return self.say.formats.number(value, 0 if float(value).is_integer() else 3)

    def verbatims(self, chosen: Chosen) -> Markup:
        """The list items of the chosen mentions, as pages one folder down show them."""
        return Markup("\n").join(self.verbatim(r) for r in chosen.rows)

    def verbatim(self, row: Mapping[str, Any]) -> Markup:
        """One mention in its text, rendered once however many pages show it."""
        known = self.rendered.get(row["mention_id"])
        if known is None:
            known = self.rendered[row["mention_id"]] = voice(self, row, "../", row["mention_id"])
        return known

    def cited(self, ids: Iterable[str], most: int) -> list[Mapping[str, Any]]:
        """The mentions of these ids that are still there."""
        found = self.contents.cited
        return [found[i] for i in ids if i in found][:most]

    def evidence(self, rows: Iterable[Mapping[str, Any]], root: str) -> Markup:
        """Mentions that speak for something, as list items without an anchor, since a page may show one twice."""
        return Markup("\n").join(voice(self, r, root, "") for r in rows)

    def quote_link(self, row: Mapping[str, Any]) -> str:
        """Address of a mention on the page of its cell."""
        return f"{cell_path(row['stage'], row['touchpoint'])}#m-{row['mention_id']}"

    @cached_property
    def words(self) -> Wording:
        """Figures in words."""
        return Wording(self.say)
