from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import planted_report as planted  # noqa: E402

from voc.web.export import export_report  # noqa: E402

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
)
ATTACK = "<script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\"></blockquote>"


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The planted report on disk; nobody writes to it."""
    folder = tmp_path_factory.mktemp("site")
    export_report(folder, planted.report(texts=(ATTACK,)))
    return folder


@pytest.fixture(scope="session")
def chromium():
    where = next((p for p in ("/usr/bin/chromium", shutil.which("chromium")) if p and Path(p).exists()), None)
    if where is None:
        pytest.skip("Chromium is not installed (looked for /usr/bin/chromium and for chromium on the PATH)")
    playwright = pytest.importorskip("playwright.sync_api", reason="the Python package playwright is not installed")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=where, args=[*QUIET, "--disable-sync"])
        yield found
        found.close()


@pytest.fixture
def open_page(chromium, site):
    """Opens a page of the report; fails the test on any request that is not a file, and on any script error."""
    contexts, wrong = [], []

    def opened(path: str, **options):
        context = chromium.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else wrong.append(r.url))
        page.on("pageerror", lambda e: wrong.append(str(e)))
        page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        file, hashed, place = path.partition("#")
        page.goto((site / file).as_uri() + hashed + place)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not wrong
