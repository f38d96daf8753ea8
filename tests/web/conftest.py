from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import planted_report as planted  # noqa: E402

from voc.web.export import export_report  # noqa: E402

ATTACK = "<script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\"></blockquote>"


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The planted report on disk; nobody writes to it."""
    folder = tmp_path_factory.mktemp("site")
    export_report(folder, planted.report(texts=(ATTACK,)))
    return folder
