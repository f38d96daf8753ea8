"""What commands about the store share: the configuration, the store, rows as plain values."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voc.config import Config, load_config
from voc.errors import ConfigError
from voc.shipped import shipped

if TYPE_CHECKING:
    import pandas as pd

    from voc.store import Store

CONFIG = Annotated[Path, typer.Option("--config", "-c", help="The configuration file.")]
JSON = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
TOPIC = Annotated[str, typer.Argument(help="Id of the topic, as `voc topics list` says.")]
BY = Annotated[str, typer.Option("--by", help="Who decides; by default the name you are logged in with.", show_default=False)]
DEFAULT = Path("configs/voc.yml")


def settings(config: Path) -> Config:
    if not config.is_file():
        raise ConfigError("no such configuration file", where=str(config), advice="give one with --config")
    return load_config(config, shipped("configs/journey.yml"))


def author(by: str) -> str:
    """Who decides: whoever was named, or whoever is logged in."""
    try:
        return by or getpass.getuser()
    except (KeyError, OSError):
        raise ConfigError("nobody knows who you are", advice="say it: --by NAME") from None


def opened(config: Path) -> Store:
    from voc.store import Store, store_url

    return Store.open(store_url(settings(config)))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in r.items()} for r in frame.astype(object).where(frame.notna(), None).to_dict("records")]
