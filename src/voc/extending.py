"""A company's journey that says only what differs from the one that ships."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from voc.errors import Problem

LISTS = ("stages", "touchpoints")
EXTENDS, DROP, AFTER = "extends", "drop", "after"


def extended(body: dict[str, Any], shipped: Mapping[str, Any], file: Path, problems: list[Problem]) -> dict[str, Any]:
    """The whole journey behind a file; a file without `extends` is whole already.

    `drop` names shipped entries to leave out. An entry with a shipped id changes what it says of it and keeps the rest; any other is added,
    behind the entry that its `after` names, else at the end.

    Args:
        body: What the file says.
        shipped: The journey that ships.
        file: Named in problems.
        problems: Grows by what is wrong.
    """
    if EXTENDS not in body:
        return body
    rest = {k: v for k, v in body.items() if k not in (EXTENDS, DROP, *LISTS)}
    if body[EXTENDS] != "shipped":
        problems.append(Problem(str(file), EXTENDS, repr(body[EXTENDS]), "shipped"))
    drop = body.get(DROP) or {}
    if not isinstance(drop, dict) or set(drop) - set(LISTS):
        problems.append(Problem(str(file), DROP, repr(drop), "lists of ids under stages and touchpoints"))
        drop = {}
    lists = {name: _merged(name, shipped[name], body.get(name) or [], drop.get(name) or [], file, problems) for name in LISTS}
    return {**{k: v for k, v in shipped.items() if k not in LISTS}, **rest, **lists}


def _merged(name: str, shipped: list[dict[str, Any]], own: Any, drop: Any, file: Path, problems: list[Problem]) -> list[dict[str, Any]]:
    known = [str(e["id"]) for e in shipped]
    for what in drop:
        if what not in known:
            problems.append(Problem(str(file), f"{DROP}.{name}", repr(what), f"one of {', '.join(known)}"))
    if not isinstance(own, list) or not all(isinstance(e, dict) and "id" in e for e in own):
        problems.append(Problem(str(file), name, type(own).__name__, "a list of entries, each with an id"))
        return list(shipped)
    changed = {e["id"]: e for e in own}
    found = [{**e, **changed.get(e["id"], {})} for e in shipped if e["id"] not in drop]
    for entry in (e for e in own if e["id"] not in known):
        after = entry.get(AFTER)
        ids = [e["id"] for e in found]
        if after is not None and after not in ids:
            problems.append(Problem(str(file), f"{name}.{entry['id']}.{AFTER}", repr(after), f"one of {', '.join(ids)}"))
        found.insert(ids.index(after) + 1 if after in ids else len(found), entry)
    return [{k: v for k, v in e.items() if k != AFTER} for e in found]
