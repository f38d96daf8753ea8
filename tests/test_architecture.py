"""The shape of the code: sizes that style asks for, and the words that never enter."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted([*ROOT.glob("src/**/*.py"), *ROOT.glob("flows/*.py")])
# Each of these has a reason to be long: the contract, one table after the other; the settings likewise.
LONG_FILES = {"published.py": 340, "settings.py": 280}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_are_small(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONG_FILES.get(path.name, 250), f"{lines} lines"


# A migration says its tables one after the other, is drafted by a program, and is never edited afterwards.
@pytest.mark.parametrize("path", [p for p in FILES if p.parent.name != "versions"], ids=lambda p: str(p.relative_to(ROOT)))
def test_functions_are_short(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= 60, f"{node.name}: {lines} lines"


def test_no_room_is_named_after_nothing() -> None:
    assert not [p for p in FILES if p.stem in {"utils", "helpers", "manager", "base", "common", "misc"}]


def test_public_functions_say_what_they_do() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in FILES
        if "cli" not in path.parts
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    # One-line makers of columns and cached models explain themselves by their annotation.
    allowed = ("table.py", "night.py", "artifacts.py")
    assert not [s for s in silent if not any(a in s for a in allowed)]
