"""What a reader may choose: periods and segments, and how they are called."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from voc.web.cells import Maps, Slice
from voc.wording import Words

# Older weeks and months stay in the published tables; the page keeps what a reader compares.
KEPT = {"last_28_days": 1, "month": 13, "week": 13, "all": 1}
KEPT_BY_SEGMENT = {"last_28_days": 1, "month": 3, "all": 1}


def offered(found: Maps) -> list[Slice]:
    """Slices of the selectors: everyone first, then segments by name; latest periods first."""
    slices: list[Slice] = []
    for name, value in sorted({(s.segment, s.value) for s in found}, key=lambda g: (g[0] != "all", g)):
        kept = KEPT if name == "all" else KEPT_BY_SEGMENT
        own = [s for s in found if (s.segment, s.value) == (name, value)]
        for period, most in kept.items():
            latest = sorted((s for s in own if s.period == period), key=lambda s: s.start, reverse=True)
            slices += [s for s in latest if found[s] or period in ("last_28_days", "all")][:most]
    return slices


def spans(slices: Iterable[Slice]) -> list[Slice]:
    """One slice per period, in the order in which they are offered."""
    return list({s.span: s for s in slices if s.everyone}.values())


def segments(slices: Iterable[Slice]) -> dict[str, list[str]]:
    """Values of each segment column, in order."""
    out: dict[str, list[str]] = {}
    for s in slices:
        if not s.everyone and s.value not in out.setdefault(s.segment, []):
            out[s.segment].append(s.value)
    return out


def label(chosen: Slice, say: Words) -> str:
    """The period in words, with its days."""
    formats = say.formats
    if chosen.period == "month":
        return formats.month(chosen.start)
    if chosen.period == "week":
        return say("week_of", day=formats.day(chosen.start))
    if chosen.period == "day":
        return formats.day(chosen.start)
    return f"{say.get('period_' + chosen.period, chosen.period)} ({formats.days(chosen.start, chosen.end)})"


def compared(chosen: Slice | None, say: Words) -> str:
    """The days that changes of this period are measured against, in words; empty for a period that is compared with nothing.

    Which days these are is decided by `friction`; only those of the last 28 days can be told from the period alone.
    """
    if chosen is None or chosen.period == "all":
        return ""
    length = chosen.end - chosen.start + timedelta(days=1)
    return say("compared_" + chosen.period, days=say.formats.days(chosen.start - length, chosen.start - timedelta(days=1)))
