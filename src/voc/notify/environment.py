"""Secrets stay in the environment: `${NAME}` in a setting is read when a message is sent, and kept nowhere."""

from __future__ import annotations

import os
import re

from voc.errors import NotifyError

NAME = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def filled(*settings: str | None) -> list[str]:
    """The settings with every `${NAME}` replaced; an absent setting is empty.

    Raises:
        NotifyError: Variables are not set, or empty; all of them are listed.
    """
    names = dict.fromkeys(name for s in settings for name in NAME.findall(s or ""))
    if missing := [name for name in names if not os.environ.get(name)]:
        raise NotifyError(f"not set in the environment: {', '.join(missing)}", advice="set it where the nights run, then `voc alerts test`")
    return [NAME.sub(lambda found: os.environ[found[1]], s or "") for s in settings]
