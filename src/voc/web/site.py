"""One language's view of the contents, as the templates use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from markupsafe import Markup

from voc.web.axes import cell_path, topic_path
from voc.web.cells import Cell, Key, Slice, step
from voc.web.contents import Contents
from voc.web.periods import label
from voc.web.phrases import Phrases
from voc.web.rendering import template
from voc.web.verbatims import Chosen, choose, language_tag, quote, segment_marks, shortened


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
        return self.contents.axes.cell_name(*key, self.language)

    def stage_name(self, stage: str) -> str:
        return next((e.name(self.language) for e in self.contents.axes.stages if e.id == stage), stage)

    def touchpoint_name(self, touchpoint: str) -> str:
        return next((e.name(self.language) for e in self.contents.axes.touchpoints if e.id == touchpoint), touchpoint)

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

    def mention_text(self, row: Mapping[str, Any]) -> str:
        """The mention alone."""
        return quote(row["text"], row["start"], row["end"]).mention

    def figure(self, value: Any) -> str:
        """A value of a check, whatever its type."""
        plain = isinstance(value, bool) or not isinstance(value, int | float)
        if plain:
            return "–" if value is None else str(value)
        return self.say.formats.number(value, 0 if float(value).is_integer() else 3)

    def chosen(self, rows: pd.DataFrame | None) -> Chosen:
        """The mentions to show of those that belong to a page."""
        return choose(rows, self.contents.start) if rows is not None else Chosen((), 0, 0)

    def verbatims(self, chosen: Chosen) -> Markup:
        """The list items of the chosen mentions."""
        return Markup("\n").join(self.verbatim(r) for r in chosen.rows)

    def verbatim(self, row: Mapping[str, Any]) -> Markup:
        """One mention in its text, rendered once however many pages show it."""
        known = self.rendered.get(row["mention_id"])
        if known is None:
            whole = quote(row["text"], row["start"], row["end"])
            view = {
                **{"v": row, "site": self, "t": self.say, "f": self.say.formats, "whole": whole, "short": shortened(whole)},
                **{"lang": language_tag(row["language"]), "marks": segment_marks(row)},
            }
            known = Markup(template("verbatim.html").render(view))  # noqa: S704 - an autoescaped template's output
            self.rendered[row["mention_id"]] = known
        return known
