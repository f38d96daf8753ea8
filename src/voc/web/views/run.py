"""The account of the night."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voc.web.site import Site

ISSUES = 300
SEVERITIES = ("error", "warning", "info")


def page(site: Site) -> dict[str, Any]:
    """Sources, checks, steps and problems."""
    night = site.contents.report.run
    issues = sorted(night.get("issues") or [], key=_gravest)
    return {
        "nav": "run",
        "night": night,
        "sources": sorted(night.get("sources") or [], key=lambda s: str(s.get("source"))),
        "issues": issues[:ISSUES],
        "n_issues": len(issues),
        "severities": [(s, sum(i.get("severity") == s for i in issues)) for s in SEVERITIES],
    }


def _gravest(issue: Mapping[str, Any]) -> tuple[int, str, str, str]:
    found = issue.get("severity")
    rank = SEVERITIES.index(found) if found in SEVERITIES else len(SEVERITIES)
    return rank, str(issue.get("source") or ""), str(issue.get("record") or ""), str(issue.get("what") or "")
