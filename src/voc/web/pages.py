"""Every page of one language: its path, its template and what it is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from voc.web.axes import UNPLACED, cell_path, topic_path
from voc.web.phrases import phrases
from voc.web.rendering import render
from voc.web.site import Site
from voc.web.views import actions, alerts, cell, drivers, first, journey, run, topics, whole

FRAME = {"styles": ("style.css",), "scripts": ("page.js",)}


def pages(site: Site) -> Iterator[tuple[str, str]]:
    """Path within the language's folder and HTML of every page."""
    contents = site.contents
    yield _page(site, "index.html", "index.html", first.page(site))
    yield _page(site, "journey.html", "journey.html", journey.page(site))
    yield _page(site, "drivers.html", "drivers.html", drivers.page(site))
    yield _page(site, "alerts.html", "alerts.html", alerts.page(site))
    yield _page(site, "actions.html", "actions.html", actions.page(site))
    for key in contents.cell_keys():
        yield _page(site, cell_path(*key), "cell.html", cell.page(site, key))
    for part in contents.wholes:
        yield _page(site, part.path, "whole.html", whole.page(site, part))
    yield _page(site, "topics/index.html", "topics.html", topics.listed(site))
    yield _page(site, "topics/quality.html", "quality.html", topics.quality(site))
    for topic in contents.topics.values():
        if topic.kind == "theme":
            yield _page(site, topic_path(topic.id), "theme.html", topics.theme(site, topic))
        else:
            yield _page(site, topic_path(topic.id), "topic.html", topics.page(site, topic.id))
    yield _page(site, "run.html", "run.html", run.page(site))
    yield _page(site, "help.html", "help.html", {"nav": "help"})


def _page(site: Site, path: str, name: str, values: Mapping[str, Any]) -> tuple[str, str]:
    other = phrases("en" if site.language == "fr" else "fr")
    frame = {
        **{"site": site, "t": site.say, "f": site.say.formats, "report": site.contents.report, "contents": site.contents, "path": path},
        **{"root": "../" * path.count("/"), "other": other.formats.language, "other_say": other, "UNPLACED": UNPLACED},
    }
    return path, render(name, {**FRAME, **frame, **values})
