"""One stage, touchpoint, or phase of several stages: its cells and its comments."""

from __future__ import annotations

from typing import Any

from voc.web.axes import Whole
from voc.web.cells import Cell
from voc.web.drivers import Driver
from voc.web.site import Site
from voc.web.views.commented import comments
from voc.web.views.first import total


def page(site: Site, whole: Whole) -> dict[str, Any]:
    """The cells of a whole by falling share, withheld ones last, and what was said there."""
    contents = site.contents
    cells = [c for k, c in contents.cells(contents.start).items() if k[whole.side] in whole.members]
    cells.sort(key=lambda c: (c.state != "number", -(c.share or 0), c.key))
    return {
        "nav": "map",
        "whole": whole,
        "name": site.whole_name(whole),
        "cells": cells,
        "total": total(cells),
        "phase": _phase(site, whole),
        "drivers": _drivers(site, whole),
        **comments(site, contents.wholes[whole]),
    }


def _phase(site: Site, whole: Whole) -> Cell | None:
    """The published figures of the phase that the whole is, when it is one."""
    contents = site.contents
    phases = contents.phases.get(contents.start, {}) if contents.start else {}
    return next((c for p, c in phases.items() if c.state == "number" and site.phase_whole(p) == whole), None)


def _drivers(site: Site, whole: Whole) -> list[Driver]:
    return [d for d in site.contents.drivers if (d.kind, d.id) == (whole.kind, whole.id)]
