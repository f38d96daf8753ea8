"""Reads `voc.yml`, the journey and every source file, and reports all problems of all files at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from voc.config.closed import Closed
from voc.config.journey import Journey
from voc.config.settings import Config
from voc.config.source import Source
from voc.errors import ConfigError, Problem
from voc.extending import extended
from voc.yaml_text import parse

T = TypeVar("T", bound=Closed)


def load_config(path: Path, shipped_journey: Path) -> Config:
    """Read `voc.yml` and all files it names.

    Args:
        path: The file.
        shipped_journey: The journey to use when the file names none.
    Raises:
        ConfigError: With every problem of every file.
    """
    problems: list[Problem] = []
    body = _read(path, problems)
    folder = path.resolve().parent
    journey_name = body.pop("journey", None)
    journey_file = folder / journey_name if isinstance(journey_name, str) else shipped_journey
    whole = extended(_read(journey_file, problems), _read(shipped_journey, problems), journey_file, problems)
    journey = _parse(Journey, whole, journey_file, problems)
    sources = list(_sources(body.pop("sources", []), folder, path, problems))
    if isinstance(body.get("home", "var"), str):
        body["home"] = folder / body.get("home", "var")
    _place_alerts(body.get("alerts"), folder)
    # A stand-in keeps the check of the remaining keys going when the journey is broken.
    stand_in = journey or Journey.model_construct(version=1, phases=(), stages=(), touchpoints=())
    config = _parse(Config, {**body, "sources": sources, "journey": stand_in}, path, problems)
    if problems or config is None:
        raise ConfigError(f"the configuration has {len(problems)} problem(s)", problems, advice="see docs/configuration.md")
    return config


def _place_alerts(alerts: Any, folder: Path) -> None:
    """Make the file of alerts lie where the configuration lies, wherever the command is run."""
    file = alerts.get("file") if isinstance(alerts, dict) else None
    if isinstance(file, dict) and isinstance(file.get("path"), str):
        file["path"] = folder / file["path"]


def _sources(patterns: Any, folder: Path, path: Path, problems: list[Problem]) -> Iterator[Source]:
    if not isinstance(patterns, list) or not all(isinstance(p, str) for p in patterns):
        problems.append(Problem(str(path), "sources", repr(patterns), "a list of file globs such as [sources/*.yml]"))
        return
    seen: dict[str, Path] = {}
    for pattern in patterns:
        files = sorted(folder.glob(pattern))
        if not files:
            problems.append(Problem(str(path), "sources", pattern, "a glob that matches at least one source file"))
        for file in files:
            source = _parse(Source, _read(file, problems), file, problems)
            if source is None:
                continue
            if source.name in seen:
                problems.append(Problem(str(file), "name", source.name, f"a name that {seen[source.name]} does not have"))
            seen[source.name] = file
            # Relative globs are meant from the configuration's folder, wherever the command is run.
            local = "://" not in source.path and not source.path.startswith(("/", "$"))
            yield source.model_copy(update={"path": str(folder / source.path)}) if local else source


def _read(path: Path, problems: list[Problem]) -> dict[str, Any]:
    try:
        body = parse(path.read_text(encoding="utf-8")) or {}
    except FileNotFoundError:
        problems.append(Problem(str(path), "", "no such file", "a YAML file"))
        return {}
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        problems.append(Problem(str(path), "", " ".join(str(error).split()), "readable YAML in UTF-8"))
        return {}
    if not isinstance(body, dict):
        problems.append(Problem(str(path), "", type(body).__name__, "a mapping of keys to values"))
        return {}
    return body


def _parse(model: type[T], body: dict[str, Any], path: Path, problems: list[Problem]) -> T | None:
    try:
        return model.model_validate(body)
    except ValidationError as error:
        for e in error.errors():
            key = ".".join(str(part) for part in e["loc"])
            expected = f"one of {', '.join(model.model_fields)}" if e["type"] == "extra_forbidden" and len(e["loc"]) == 1 else e["msg"]
            problems.append(Problem(str(path), key, _shown(e["input"]), expected))
        return None


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
