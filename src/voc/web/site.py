"""One language's view of the contents, as the templates use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from markupsafe import Markup

from voc.web.axes import cell_path, topic_path
from voc.web.cells import Cell, Key, Slice, step
from voc.web.contents import Contents
from voc.web.periods import label
from voc.web.phrases import Phrases
from voc.web.rendering import template
from voc.web.verbatims import Chosen


@dataclass(frozen=True)
class Site:
    """Names, words and links in one language; remembers each verbatim it has rendered, since cells and topics share them."""

    contents: Contents
    say: Phrases
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

    def topic_name(self, topic: str) -> str:
        known = self.contents.topics.get(topic)
        return known.names[self.language] or topic if known else topic

    def period_name(self, chosen: Slice | None) -> str:
        return label(chosen, self.say) if chosen else self.say.get("period_all", "")

    def cell_link(self, key: Key, chosen: Slice | None = None) -> str:
        """Address of a cell's page within the language's folder; with a period, its comments of that period."""
        return cell_path(*key) + (f"#p={chosen.span}" if chosen else "")

    def topic_link(self, topic: str) -> str | None:
        return topic_path(topic) if topic in self.contents.topics else None

    def steps(self, cell: Cell) -> str:
        """Classes that colour a cell: f0..f8 by friction, s0..s8 by share."""
        tops = self.contents.tops
        return f"f{step(cell.friction, tops['friction'])} s{step(cell.share, tops['share'])}"

    def tip(self, cell: Cell) -> str:
        """All there is to say about a cell, in one sentence."""
        name, formats = self.cell_name(cell.key), self.say.formats
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
        return text + self.say(trend) if trend else text

    def figure(self, value: Any) -> str:
        """A value of a check, whatever its type."""
        plain = isinstance(value, bool) or not isinstance(value, int | float)
        if plain:
            return "–" if value is None else str(value)
        return self.say.formats.number(value, 0 if float(value).is_integer() else 3)

    def verbatims(self, chosen: Chosen) -> Markup:
        """The list items of the chosen mentions."""
        return Markup("\n").join(self.verbatim(r) for r in chosen.rows)

    def verbatim(self, row: Mapping[str, Any]) -> Markup:
        """One mention in its text, rendered once however many pages show it."""
        known = self.rendered.get(row["mention_id"])
        if known is None:
            topic, key = row["topic_id"], (row["stage"], row["touchpoint"])
            view = {
                **{"v": row, "label": row["sentiment_label"] or "", "meta": self._meta(row), "why": self._why(row)},
                **{"when": self.say.formats.day(row["day"]) if row["day"] else "", "undated": self._fixed["undated"], "fixed": self._fixed},
                **{"question": self.say("question_asked", question=row["question"]) if row["question"] else ""},
                **{"sentiment": self._fixed["label_" + row["sentiment_label"]] if row["sentiment_label"] else "–"},
                **{"topic": topic and self.topic_name(topic), "topic_link": topic and self.topic_link(topic)},
                **{"cell": self.cell_name(key), "cell_link": self.cell_link(key)},
            }
            known = Markup(template("verbatim.html").render(view))  # noqa: S704 - an autoescaped template's output
            self.rendered[row["mention_id"]] = known
        return known

    @cached_property
    def _fixed(self) -> dict[str, str]:
        keys = ("undated", "whole_text", "why", "topic", "cell", "label_negative", "label_neutral", "label_positive")
        return {k: self.say(k) for k in keys}

    def _meta(self, row: Mapping[str, Any]) -> list[str]:
        """What is known about the mention besides its sentiment and day."""
        say, formats = self.say, self.say.formats
        origin = [say.get(f"kind_{row['kind']}", str(row["kind"] or "")), str(row["channel"] or "")]
        out = [say("mention_friction", friction=formats.number(row["friction"], 2))] if row["friction"] is not None else []
        out.append(f"{row['source']} ({', '.join(filter(None, origin))})")
        if row["rating"] is not None:
            best = row["rating_max"]
            mark = formats.trimmed(row["rating"])
            out.append(say("rated_plain", rating=mark) if best is None else say("rated", rating=mark, max=formats.trimmed(best)))
        if row["nps"] is not None:
            out.append(say("recommends", nps=formats.trimmed(row["nps"])))
        return [*out, str(row["language"] or "und")]

    def _why(self, row: Mapping[str, Any]) -> list[str]:
        """Why the mention stands where it stands, line by line."""
        say, formats = self.say, self.say.formats
        lines = [
            say("why_stage", name=self.stage_name(row["stage"]), confidence=formats.percent(row["stage_confidence"])),
            say("why_touchpoint", name=self.touchpoint_name(row["touchpoint"]), confidence=formats.percent(row["touchpoint_confidence"])),
        ]
        if row["evidence"]:
            lines.append(say("why_evidence", evidence=row["evidence"]))
        felt = say("why_sentiment", sentiment=formats.number(row["sentiment"], 2), effort=formats.number(row["effort"], 2))
        # What `voc corrections add` asks for.
        return [*lines, felt, say("why_mention", id=row["mention_id"])]
