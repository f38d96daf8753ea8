"""A slide to draw on: 1920 × 1080 pixels, drawn without a screen, with fonts that matplotlib brings, the same bytes every time.

Coordinates are pixels from the upper left corner. Text is drawn as outlines in SVG, so that it looks the same where the font is missing.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Polygon, Rectangle
from matplotlib.textpath import TextToPath

WIDTH, HEIGHT = 1920, 1080
DPI = 100
PAPER, INK, SOFT, RULE, FAINT = "#ffffff", "#1b1c20", "#56585f", "#dcdbd6", "#f4f3ef"
WORSE, BETTER, LINE = "#9c2a12", "#14603c", "#174a7c"
FACES = {"sans": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf", "serif": "DejaVuSerif-Bold.ttf"}
LOST = "\ufffd"
# The bytes depend on nothing but what is drawn: no clock, no random ids, no settings of the machine.
SETTINGS = {"svg.hashsalt": "voc", "svg.fonttype": "path", "text.hinting": "none", "hatch.linewidth": 1.0, "path.simplify": False}

Face = Literal["sans", "bold", "serif"]
Point = tuple[float, float]


class Canvas:
    """One slide; what is drawn later lies on top."""

    def __init__(self) -> None:
        self.figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=PAPER)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_xlim(0, WIDTH)
        self.axes.set_ylim(HEIGHT, 0)
        self.axes.axis("off")

    def text(self, x: float, y: float, text: str, size: float, face: Face = "sans", **style: Any) -> None:
        """Text of `size` pixels; `color`, `ha` and `va` as in matplotlib. A dollar sign is a dollar sign."""
        style = {"color": INK, "va": "center", **style}
        self.axes.text(x, y, drawable(text, face), fontproperties=_font(face, size), parse_math=False, **style)

    def lines(self, x: float, y: float, lines: Sequence[str], size: float, face: Face = "sans", **style: Any) -> float:
        """Lines one under the other, the first one's top at y; returns where the next would begin."""
        for line in lines:
            self.text(x, y + size * 0.6, line, size, face, **style)
            y += size * 1.3
        return y

    def box(self, x: float, y: float, width: float, height: float, color: str, radius: float = 4.0) -> None:
        """A filled rectangle with round corners."""
        shape = f"round,pad=0,rounding_size={radius}"
        self.axes.add_patch(FancyBboxPatch((x, y), width, height, boxstyle=shape, facecolor=color, edgecolor="none", linewidth=0))

    def hatched(self, x: float, y: float, width: float, height: float) -> None:
        """A rectangle for figures that are withheld."""
        self.axes.add_patch(Rectangle((x, y), width, height, facecolor="#f7f6f3", edgecolor="#d0cfca", hatch="////", linewidth=0))

    def rule(self, start: Point, end: Point, color: str = RULE, width: float = 1.5, dashed: bool = False) -> None:
        """A straight line."""
        style = (0, (3, 3)) if dashed else "-"
        xs, ys = zip(start, end, strict=True)
        self.axes.add_line(Line2D(xs, ys, color=color, linewidth=width, linestyle=style, solid_capstyle="butt"))

    def curve(self, points: Sequence[Point], color: str = LINE, width: float = 3.0) -> None:
        """A line through points, in order."""
        self.axes.add_line(Line2D([p[0] for p in points], [p[1] for p in points], color=color, linewidth=width, solid_joinstyle="round"))

    def dot(self, x: float, y: float, color: str = LINE, size: float = 13.0) -> None:
        """A filled circle with a white rim."""
        self.axes.add_line(
            Line2D([x], [y], marker="o", color=color, markersize=size * 0.72, markeredgecolor=PAPER, markeredgewidth=2, linestyle="")
        )

    def area(self, points: Sequence[Point], color: str) -> None:
        """A filled polygon."""
        self.axes.add_patch(Polygon(list(points), closed=True, facecolor=color, edgecolor="none", linewidth=0))

    def save(self, path: Path, title: str, description: str) -> None:
        """Write the slide as .svg or .png; title and description are its text alternative."""
        made = self._svg(title, description) if path.suffix == ".svg" else self._png(title, description)
        fresh = path.with_name(f".{path.name}.tmp")
        fresh.write_bytes(made)
        fresh.replace(path)

    def _png(self, title: str, description: str) -> bytes:
        sink = io.BytesIO()
        # Saving as SVG leaves the figure at 72 dots per inch.
        self.figure.set_dpi(DPI)
        FigureCanvasAgg(self.figure).print_png(sink, metadata={"Software": None, "Title": title, "Description": description})
        return sink.getvalue()

    def _svg(self, title: str, description: str) -> bytes:
        sink = io.StringIO()
        FigureCanvasSVG(self.figure).print_svg(sink, metadata={"Date": None, "Creator": "voc", "Format": None, "Type": None})
        alternative = f'<title id="t">{escape(readable(title))}</title>\n <desc id="d">{escape(readable(description))}</desc>'
        head, tail = re.split(r"(?<=<svg)", sink.getvalue(), maxsplit=1)
        attributes, body = tail.split(">", 1)
        attributes = re.sub(r'width="[^"]*"', f'width="{WIDTH}"', re.sub(r'height="[^"]*"', f'height="{HEIGHT}"', attributes))
        return f'{head} role="img" aria-labelledby="t d"{attributes}>\n {alternative}{body}'.encode()


def settings() -> Any:
    """The context in which every slide is made and saved: whatever matplotlib is told on this machine does not count."""
    return mpl.rc_context({**_defaults(), **SETTINGS})


@cache
def _defaults() -> dict[str, Any]:
    kept = ("text.", "font.", "svg.", "patch.", "lines.", "hatch.", "path.", "figure.", "axes.", "savefig.", "agg.", "mathtext.", "image.")
    return {k: v for k, v in mpl.rcParamsDefault.items() if k.startswith(kept)}


def width(text: str, size: float, face: Face = "sans") -> float:
    """Width of a text in pixels."""
    if not text:
        return 0.0
    points, _, _ = TextToPath().get_text_width_height_descent(drawable(text, face), _font(face, size), ismath=False)
    return float(points) * DPI / 72


def fit(text: str, room: float, size: float, face: Face = "sans") -> str:
    """The text, shortened with an ellipsis until it fits the room."""
    if width(text, size, face) <= room:
        return text
    kept = text
    while kept and width(kept.rstrip() + "…", size, face) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,.:;\u202f\u00a0") + "…"


def wrap(text: str, room: float, size: float, most: int, face: Face = "sans") -> list[str]:
    """The text in at most so many lines that fit the room, broken at spaces; the last one is shortened when there is more."""
    lines: list[str] = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size, face) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] = f"{kept[-1]} {' '.join(lines[most:])}"
    return [fit(line, room, size, face) for line in kept]


def drawable(text: str, face: Face = "sans") -> str:
    """The text on one line, with a mark in place of every character that the font cannot draw."""
    known = get_font(_path(face))
    return "".join(c if known.get_char_index(ord(c)) else LOST for c in readable(text))


def readable(text: str) -> str:
    """The text on one line, without what XML cannot hold."""
    return re.sub("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufe0e\ufe0f\ufffe\uffff]", "", re.sub(r"[\t\n\x0b\x0c\r]+", " ", text))


def _font(face: Face, size: float) -> FontProperties:
    return FontProperties(fname=_path(face), size=size * 72 / DPI)


def _path(face: Face) -> str:
    return str(Path(mpl.get_data_path()) / "fonts" / "ttf" / FACES[face])
