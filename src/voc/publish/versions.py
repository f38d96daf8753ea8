"""What a change of the published tables means for those who read them: the version that the contract must bear next.

https://semver.org/ for tables: major when a query that was right can break or mean something else, minor when something comes, patch when
only words changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Level = Literal["major", "minor", "patch"]
LEVELS: tuple[Level, ...] = ("major", "minor", "patch")
Body = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One difference between two contracts: how grave, in which table or column, and what."""

    level: Level
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.level}: {self.where}: {self.what}"


def changes(old: Body, new: Body) -> list[Change]:
    """Everything that differs, gravest first; the version itself does not count.

    Args:
        old: A contract, as read from the YAML that `contract.contract` writes.
        new: Likewise.
    """
    before, after = ({**body, "version": ""} for body in (old, new))
    found = [*_named(before["servers"], after["servers"], "server", "files"), *_tables(before["schema"], after["schema"])]
    if not found and before != after:
        found = [Change("patch", "contract", "its words or the order of its columns changed")]
    return sorted(found, key=lambda c: (LEVELS.index(c.level), c.where, c.what))


def needed_bump(old: Body, new: Body) -> Level | None:
    """By which part the version must rise from the old contract to the new one; None when they say the same."""
    return next((c.level for c in changes(old, new)), None)


def bumped(version: str, level: Level | None) -> str:
    """The version after the bump, as 2.0.0 after 1.4.2 and `major`."""
    parts = [int(p) for p in version.split(".")]
    if level is None:
        return version
    at = LEVELS.index(level)
    return ".".join(map(str, [*parts[:at], parts[at] + 1, *[0] * (2 - at)]))


def _tables(old: Sequence[Body], new: Sequence[Body]) -> Iterator[Change]:
    before, after = ({t["name"]: t for t in tables} for tables in (old, new))
    yield from _came_and_went(before, after, "table")
    for name in before.keys() & after.keys():
        found = [*_keys(name, before[name], after[name]), *_columns(name, before[name]["properties"], after[name]["properties"])]
        yield from found
        if not found and before[name] != after[name]:
            yield Change("patch", name, "its words or the order of its columns changed")


def _keys(table: str, old: Body, new: Body) -> Iterator[Change]:
    before, after = (
        [p["name"] for p in sorted((p for p in t["properties"] if p["primaryKey"]), key=lambda p: p["primaryKeyPosition"])]
        for t in (old, new)
    )
    if before != after:
        yield Change("major", table, f"the key was ({', '.join(before)}) and is ({', '.join(after)})")


def _columns(table: str, old: Sequence[Body], new: Sequence[Body]) -> Iterator[Change]:
    before, after = ({f"{table}.{p['name']}": p for p in properties} for properties in (old, new))
    yield from _came_and_went(before, after, "column")
    for name in before.keys() & after.keys():
        found = [Change(level, name, what) for level, what in _column(before[name], after[name])]
        yield from found
        if not found and _without_place(before[name]) != _without_place(after[name]):
            yield Change("patch", name, "its words changed")


def _column(old: Body, new: Body) -> Iterator[tuple[Level, str]]:
    for part in ("logicalType", "physicalType"):
        if old[part] != new[part]:
            yield "major", f"the {part} was {old[part]} and is {new[part]}"
    if (before := _unit(old)) != (after := _unit(new)):
        yield "major", f"the unit was {before or 'none'} and is {after or 'none'}"
    if old["required"] != new["required"]:
        yield ("major", "may be null now") if old["required"] else ("minor", "is never null now")
    yield from _values(_allowed(old), _allowed(new))
    yield from _ranges(old.get("logicalTypeOptions", {}), new.get("logicalTypeOptions", {}))


def _values(old: Sequence[str] | None, new: Sequence[str] | None) -> Iterator[tuple[Level, str]]:
    if old is not None and new is None:
        yield "major", "any value is allowed now"
    elif old is None and new is not None:
        yield "minor", "its values are a closed list now"
    elif old is not None and new is not None:
        if gone := [v for v in old if v not in new]:
            yield "major", f"{', '.join(gone)} is allowed no longer"
        if come := [v for v in new if v not in old]:
            yield "minor", f"{', '.join(come)} is allowed now"


def _ranges(old: Mapping[str, float], new: Mapping[str, float]) -> Iterator[tuple[Level, str]]:
    # A wider range is how a share becomes a per cent: axes and thresholds of readers break.
    inf = float("inf")
    before, after = ((r.get("minimum", -inf), r.get("maximum", inf)) for r in (old, new))
    if after[0] < before[0] or after[1] > before[1]:
        yield "major", f"ranged from {before[0]:g} to {before[1]:g} and ranges from {after[0]:g} to {after[1]:g}"
    elif after != before:
        yield "minor", f"ranges from {after[0]:g} to {after[1]:g} only"


def _named(old: Sequence[Body], new: Sequence[Body], key: str, kind: str) -> Iterator[Change]:
    """Where the tables lie: a path or format that changed is as bad as one that is gone."""
    before, after = ({(s[key], s["path"], s["format"]): s for s in servers} for servers in (old, new))
    yield from _came_and_went({" ".join(k): s for k, s in before.items()}, {" ".join(k): s for k, s in after.items()}, kind)


def _came_and_went(old: Mapping[str, Any], new: Mapping[str, Any], kind: str) -> Iterator[Change]:
    yield from (Change("major", name, f"the {kind} is gone") for name in old.keys() - new.keys())
    yield from (Change("minor", name, f"the {kind} is new") for name in new.keys() - old.keys())


def _allowed(column: Body) -> list[str] | None:
    return next((r["arguments"]["validValues"] for r in column.get("quality", []) if r["metric"] == "invalidValues"), None)


def _unit(column: Body) -> str:
    return next((str(c["value"]) for c in column.get("customProperties", []) if c["property"] == "unit"), "")


def _without_place(column: Body) -> Body:
    # The place of a key column is the table's affair.
    return {k: v for k, v in column.items() if k not in ("primaryKey", "primaryKeyPosition")}
