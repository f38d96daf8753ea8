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
def asset(name: str) -> Markup:
    """A style or script of ours, as it stands in the page."""
    return Markup(files("voc.web").joinpath("templates", name).read_text(encoding="utf-8").strip())  # noqa: S704 - our own file


@cache
def policy(style: str, script: str) -> str:
    """A Content-Security-Policy under which only these two may act: a script in a review stays text even if an escape were forgotten."""
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src {_fingerprint(style)}",
            f"script-src {_fingerprint(script)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _fingerprint(name: str) -> str:
    digest = hashlib.sha256(str(asset(name)).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def render(name: str, values: dict[str, Any]) -> str:
    """The page as text; lone surrogates and the like never reach it (see `verbatims.visible`)."""
    return template(name).render(values)
