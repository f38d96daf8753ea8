"""spaCy, imported without torch: its CPU pipelines do not use it, and it costs two seconds and 150 MB."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from types import ModuleType


@cache
def spacy() -> ModuleType:
    """The module spacy; torch is hidden while it is imported, unless somebody has imported it before."""
    absent = "torch" not in sys.modules
    if absent:
        # None makes an import fail as if the package were not installed, which is what thinc looks for.
        sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        module = import_module("spacy")
    finally:
        if absent:
            del sys.modules["torch"]
    return module
