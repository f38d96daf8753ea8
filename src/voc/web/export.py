"""The report as a folder of files that open without a server and ask nothing of the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from voc.errors import PublishError
from voc.web.contents import contents
from voc.web.pages import pages
from voc.web.phrases import phrases
from voc.web.rendering import render
from voc.web.report import Report
from voc.web.site import Site
from voc.wording import LANGUAGES


def export_report(folder: Path, report: Report) -> list[Path]:
    """Write `index.html` and one folder of pages per language; the same report gives the same bytes.

    Pages of an earlier report that this one no longer has are removed, so that no comment outlives its erasure.

    Returns:
        The files written, in order.
    Raises:
        PublishError: The folder cannot be written.
    """
    written: list[Path] = []
    try:
        for path, page in _all_pages(report):
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(page.encode("utf-8", "replace"))
            written.append(file)
        _remove_stale(folder, set(written))
    except OSError as error:
        raise PublishError(
            f"the report cannot be written: {error.strerror or error}",
            where=str(error.filename or folder),
            expected="a folder that voc may write to",
            advice="check its owner, its rights and the room on the disk",
        ) from error
    return sorted(written)


def _all_pages(report: Report) -> Iterator[tuple[str, str]]:
    found = contents(report)
    yield "index.html", render("chooser.html", {"report": report, "says": [phrases(lang) for lang in LANGUAGES]})
    for language in LANGUAGES:
        site = Site(found, phrases(language))
        yield from ((f"{language}/{path}", page) for path, page in pages(site))


def _remove_stale(folder: Path, written: set[Path]) -> None:
    for language in LANGUAGES:
        for file in sorted((folder / language).rglob("*.html")):
            if file not in written:
                file.unlink()
