"""Templates to self-contained pages: autoescaped, with style and script inlined and a policy that runs nothing else."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup


@cache
def environment() -> Environment:
    """The one environment; autoescape holds for every template whatever its name."""
    made = Environment(
        loader=PackageLoader("voc.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, cache_size=-1
    )
    made.globals.update(asset=asset, policy=policy)
    return made


@cache
def template(name: str) -> Template:
    """A template, compiled once."""
    return environment().get_template(name)


@cache
def asset(*names: str) -> Markup:
    """Styles or scripts of ours, one after the other, as they stand in the page."""
    folder = files("voc.web").joinpath("templates")
    return Markup("\n".join(folder.joinpath(n).read_text(encoding="utf-8").strip() for n in names))  # noqa: S704 - our own files


@cache
def policy(styles: tuple[str, ...], scripts: tuple[str, ...]) -> str:
    """A Content-Security-Policy under which only these may act: a script in a review stays text even if an escape were forgotten."""
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src {_fingerprint(styles)}",
            f"script-src {_fingerprint(scripts)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _fingerprint(names: tuple[str, ...]) -> str:
    digest = hashlib.sha256(str(asset(*names)).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def render(name: str, values: dict[str, Any]) -> str:
    """The page as text; lone surrogates and the like never reach it (see `verbatims.visible`)."""
    return template(name).render(values)
