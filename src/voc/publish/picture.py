"""Slide-ready pictures of a snapshot: the heatmap and the journey map, as SVG and PNG, 1920 × 1080."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from voc.protocols import Progress, silent
from voc.publish.canvas import Canvas, settings
from voc.publish.heat_picture import draw_heatmap
from voc.publish.journey_picture import draw_journey
from voc.publish.journey_view import journey
from voc.publish.reading import Snapshot
from voc.publish.view import View
from voc.wording import Words

Draw = Callable[[Canvas, str], tuple[str, str]]


def write_pictures(
    folder: Path, snapshot: Snapshot, view: View, say: Words, suffixes: Sequence[str], progress: Progress = silent
) -> list[Path]:
    """Write `heatmap.*` and `journey_map.*`; the same tables give the same bytes.

    Args:
        folder: Where they go.
        snapshot: What is shown.
        view: The period and segment of the heatmap; the journey map is that of the segment, or of all customers where it has none.
        say: The language.
        suffixes: svg, png or both.
    Returns:
        The files; no journey map when the snapshot holds none.
    """
    written: list[Path] = []
    pictures = list(_pictures(snapshot, view, say))
    about = say("about", day=say.formats.day(snapshot.day), snapshot=snapshot.snapshot_id)
    for done, (name, draw) in enumerate(pictures):
        progress(done, len(pictures), "pictures")
        with settings():
            canvas = Canvas()
            title, description = draw(canvas, about)
            for suffix in suffixes:
                written.append(folder / f"{name}.{suffix}")
                canvas.save(written[-1], title, description)
    progress(len(pictures), len(pictures), "pictures")
    return written


def _pictures(snapshot: Snapshot, view: View, say: Words) -> Iterator[tuple[str, Draw]]:
    yield "heatmap", lambda canvas, about: draw_heatmap(canvas, view, say, about)
    found = journey(snapshot.tables, view.segment, view.value)
    shown = journey(snapshot.tables) if found.rows.empty else found
    if not shown.rows.empty:
        yield "journey_map", lambda canvas, about: draw_journey(canvas, shown, say, about)
