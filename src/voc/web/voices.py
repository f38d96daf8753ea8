"""One mention as the pages show it: in its text, with who, when, where from, and why it stands where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from markupsafe import Markup

from voc.web.cells import Key
from voc.web.rendering import template
from voc.wording import Words

FIXED = ("undated", "whole_text", "why", "topic", "cell", "label_negative", "label_neutral", "label_positive")


class Names(Protocol):
    """What a mention needs to know of the site."""

    @property
    def say(self) -> Words: ...

    def cell_name(self, key: Key) -> str: ...

    def cell_link(self, key: Key) -> str: ...

    def stage_name(self, stage: str) -> str: ...

    def touchpoint_name(self, touchpoint: str) -> str: ...

    def topic_name(self, topic: str) -> str: ...

    def topic_link(self, topic: str) -> str | None: ...


def voice(site: Names, row: Mapping[str, Any], root: str, anchor: str) -> Markup:
    """The list item of a mention.

    Args:
        root: From the page to the folder of its language.
        anchor: Mention id under which other pages find it; empty where it is shown a second time.
    """
    say, topic, key = site.say, row["topic_id"], (row["stage"], row["touchpoint"])
    fixed = {k: say(k) for k in FIXED}
    view = {
        **{
            "v": row,
            "label": row["sentiment_label"] or "",
            "meta": _meta(say, row),
            "why": _why(site, row),
            "anchor": anchor,
            "root": root,
        },
        **{"when": say.formats.day(row["day"]) if row["day"] else "", "undated": fixed["undated"], "fixed": fixed},
        **{"question": say("question_asked", question=row["question"]) if row["question"] else ""},
        **{"sentiment": fixed["label_" + row["sentiment_label"]] if row["sentiment_label"] else "–"},
        **{"topic": topic and site.topic_name(topic), "topic_link": topic and site.topic_link(topic)},
        **{"cell": site.cell_name(key), "cell_link": site.cell_link(key)},
    }
    return Markup(template("verbatim.html").render(view))  # noqa: S704 - an autoescaped template's output


def _meta(say: Words, row: Mapping[str, Any]) -> list[str]:
    """What is known about the mention besides its sentiment and day."""
    formats = say.formats
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


def _why(site: Names, row: Mapping[str, Any]) -> list[str]:
    """Why the mention stands where it stands, line by line."""
    say, formats = site.say, site.say.formats
    lines = [
        say("why_stage", name=site.stage_name(row["stage"]), confidence=formats.percent(row["stage_confidence"])),
        say("why_touchpoint", name=site.touchpoint_name(row["touchpoint"]), confidence=formats.percent(row["touchpoint_confidence"])),
    ]
    if row["evidence"]:
        lines.append(say("why_evidence", evidence=row["evidence"]))
    felt = say("why_sentiment", sentiment=formats.number(row["sentiment"], 2), effort=formats.number(row["effort"], 2))
    # What `voc corrections add` asks for.
    return [*lines, felt, say("why_mention", id=row["mention_id"])]
