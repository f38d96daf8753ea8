"""Stable ids, made of what they name."""

from __future__ import annotations

import hashlib


def short_id(letter: str, *parts: object) -> str:
    """A stable id from what it names: a letter and 16 hexadecimal digits."""
    body = "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return f"{letter}_{hashlib.blake2b(body, digest_size=8).hexdigest()}"
