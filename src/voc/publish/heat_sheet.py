"""The first two sheets of a workbook: the map as on the page, and its cells ranked."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from voc.publish.scale import HEAT, INK
from voc.publish.sheets import HEAD, SOFT, styled
from voc.publish.view import Entry, View, title_of
from voc.wording import Words

Line = list[WriteOnlyCell]
TITLE = Font(bold=True, size=16)
QUIET = Font(color=SOFT, size=9)
BOLD = Font(bold=True)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(vertical="center", wrap_text=True)
FITTED = Alignment(vertical="center", shrink_to_fit=True)
ACROSS = Alignment(horizontal="centerContinuous", vertical="center")
PAPER = Side(style="medium", color="FFFFFF")
RULE = Side(style="thin", color="DCDBD6")
HATCHED = PatternFill("lightUp", fgColor="B9B8B3", bgColor="F7F6F3")
MARKS = {"worse": '"▲ n "#,##0', "better": '"▼ n "#,##0'}
MARGIN = 0.4
HEAD_ROWS = 5
# Of the lower and the upper line of a touchpoint, in points.
HEIGHTS = (13, 18)
# Characters of a note that fit the page.
NOTE = 150
RANKED = (
    *(("rank", 7, "0"), ("stage", 22, None), ("touchpoint", 26, None), ("share", 9, "0.0%"), ("friction", 10, "0.00"), ("low", 11, "0.00")),
    *(
        ("high", 11, "0.00"),
        ("feedbacks", 10, "#,##0"),
        ("people", 11, "#,##0"),
        ("negative", 12, "0%"),
        ("change", 13, "+0.0%;−0.0%;0.0%"),
    ),
    *(("change_low", 9, "+0.0%;−0.0%;0.0%"), ("change_high", 9, "+0.0%;−0.0%;0.0%"), ("friction_change", 13, "+0.00;−0.00;0.00")),
    ("trend", 15, None),
)
COLUMNS = ("friction_share", "friction", "friction_low", "friction_high", "n_feedback", "n_authors", "negative_share")
CHANGES = ("change", "change_low", "change_high", "friction_change")


def heat_sheet(book: Workbook, view: View, say: Words, about: str) -> None:
    """The map: friction and n in two lines per touchpoint, coloured as on the page, on one landscape page."""
    sheet = book.create_sheet(say("map"))
    columns, lines = view.columns, view.lines
    legend = list(_legend(sheet, view, say))
    _page(sheet, say, about, len(columns) + 2, len(lines), HEAD_ROWS + 2 * len(lines) + 1 + len(legend))
    sheet.append([styled(sheet, f"{say('map')} · {title_of(view, say)}", font=TITLE)])
    sheet.append([styled(sheet, say("map_how" if columns else "nobody"), font=QUIET)])
    sheet.append([])
    sheet.append([styled(sheet, ""), *_phases(sheet, view, say)])
    heads = [*(s.names[say.language] for s in columns), say("share_of_friction")]
    first = styled(sheet, say("touchpoint"), font=BOLD, alignment=LEFT)
    sheet.append([first, *(styled(sheet, h, font=BOLD, alignment=CENTRE, fill=HEAD) for h in heads)])
    for entry in lines:
        for line in _touchpoint(sheet, view, entry, say):
            sheet.append(line)
    shares = [view.total(stage=s.id)[0] for s in columns]
    total = styled(sheet, say("share_of_friction"), font=BOLD, alignment=LEFT, border=Border(top=RULE))
    sheet.append([total, *(_total(sheet, s) for s in [*shares, view.total()[0]])])
    for line in legend:
        sheet.append(line)


def _page(sheet: Any, say: Words, about: str, last: int, lines: int, rows: int) -> None:
    """Widths, frozen panes and one landscape page; all of it must be said before the first row is written."""
    sheet.column_dimensions["A"].width = 30
    for position in range(2, last + 1):
        sheet.column_dimensions[get_column_letter(position)].width = 14
    sheet.row_dimensions[1].height = 26
    sheet.row_dimensions[HEAD_ROWS].height = 32
    for row in range(HEAD_ROWS + 1, HEAD_ROWS + 1 + 2 * lines):
        sheet.row_dimensions[row].height = HEIGHTS[(row - HEAD_ROWS) % 2]
    sheet.freeze_panes = f"B{HEAD_ROWS + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.print_area = f"A1:{get_column_letter(max(last, 10))}{rows}"
    for side in ("left", "right", "top"):
        setattr(sheet.page_margins, side, MARGIN)
    sheet.oddFooter.left.text = about
    sheet.oddFooter.right.text = f"{say('page')} &P/&N"


def _phases(sheet: Any, view: View, say: Words) -> Iterator[WriteOnlyCell]:
    """The phases over their stages; a name runs across the empty cells to its right, without merged cells."""
    before = None
    for stage in view.columns:
        name = view.phases.get(stage.phase, {}).get(say.language, stage.phase) if stage.phase != before else ""
        yield styled(sheet, name, font=QUIET, alignment=ACROSS, border=Border(bottom=RULE))
        before = stage.phase


def _touchpoint(sheet: Any, view: View, entry: Entry, say: Words) -> Iterator[Line]:
    """Two lines: friction above, n and trend beneath, both of the cell's colour, both numbers that can be worked with."""
    keys = [(s.id, entry.id) for s in view.columns]
    font = BOLD if entry.placed else Font(italic=True)
    name = styled(sheet, entry.names[say.language], font=font, alignment=FITTED, border=Border(top=RULE))
    share = view.total(touchpoint=entry.id)[0]
    yield [name, *(_half(sheet, view, k, "friction") for k in keys), _total(sheet, share)]
    yield [styled(sheet, ""), *(_half(sheet, view, k, "n_feedback") for k in keys)]


def _half(sheet: Any, view: View, key: tuple[str, str], column: str) -> WriteOnlyCell:
    upper = column == "friction"
    row = view.shown(key)
    above = None if not upper else RULE if row is None else PAPER
    border = Border(left=PAPER, right=PAPER, top=above, bottom=None if upper else PAPER)
    if row is None:
        hidden = view.withheld(key)
        fill = HATCHED if hidden else PatternFill()
        return styled(sheet, "–" if hidden and upper else None, alignment=CENTRE, fill=fill, border=border, font=Font(color=SOFT))
    colour = view.step(row)
    font = Font(bold=upper, size=12 if upper else 8, color=INK[colour].lstrip("#"))
    fill = PatternFill("solid", fgColor=HEAT[colour].lstrip("#"))
    shape = "0.00" if upper else MARKS.get(str(row["trend"]), '"n "#,##0')
    return styled(sheet, row[column], font=font, fill=fill, alignment=CENTRE, border=border, number_format=shape)


def _total(sheet: Any, share: float) -> WriteOnlyCell:
    return styled(sheet, share, number_format="0%", font=Font(color=SOFT), alignment=CENTRE, border=Border(top=RULE))


def _legend(sheet: Any, view: View, say: Words) -> Iterator[Line]:
    yield []
    if view.cells:
        steps = [i / len(HEAT) * view.top for i in range(len(HEAT))]
        swatches = [
            styled(sheet, v, number_format="0.00", fill=PatternFill("solid", fgColor=h[1:]), font=Font(color=i[1:]), alignment=CENTRE)
            for v, h, i in zip(steps, HEAT, INK, strict=True)
        ]
        yield [styled(sheet, f"{say('scale')}, {say('scale_from')}", font=QUIET), *swatches]
    yield [styled(sheet, "–", alignment=CENTRE, fill=HATCHED), styled(sheet, say("withheld"), font=QUIET)]
    yield [styled(sheet, None, border=Border(left=RULE, right=RULE, top=RULE, bottom=RULE)), styled(sheet, say("silent_cell"), font=QUIET)]
    yield [styled(sheet, "▲ ▼", alignment=CENTRE), styled(sheet, say("trend_marks"), font=QUIET)]
    yield [styled(sheet, None), styled(sheet, say("totals"), font=QUIET)]
    if view.silent:
        names = ", ".join(e.names[say.language] for e in view.silent)
        for line in textwrap.wrap(say("silent", names=names), NOTE):
            yield [styled(sheet, None), styled(sheet, line, font=QUIET)]


def ranking_sheet(book: Workbook, view: View, say: Words) -> None:
    """The cells by falling share of friction, with interval, change and trend, ready to be filtered."""
    sheet = book.create_sheet(say("cells"))
    for position, (_, width, _) in enumerate(RANKED, 1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.row_dimensions[1].height = 24
    sheet.row_dimensions[4].height = 32
    sheet.freeze_panes = "D5"
    sheet.auto_filter.ref = f"A4:{get_column_letter(len(RANKED))}{4 + max(len(view.ranking), 1)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "4:4"
    sheet.append([styled(sheet, f"{say('cells_title')} · {title_of(view, say)}", font=Font(bold=True, size=14))])
    sheet.append([styled(sheet, say("cells_how"), font=QUIET)])
    sheet.append([])
    sheet.append([styled(sheet, say(name), font=BOLD, fill=HEAD, alignment=CENTRE) for name, _, _ in RANKED])
    stages, touchpoints = ({e.id: e.names[say.language] for e in axis} for axis in (view.stages, view.touchpoints))
    for rank, row in enumerate(view.ranking, 1):
        figures = [row.get(c) for c in (*COLUMNS, *CHANGES)]
        values = [rank, stages[row["stage"]], touchpoints[row["touchpoint"]], *figures, say(f"trend_{row['trend']}")]
        shapes = [{"number_format": shape} if shape else {} for _, _, shape in RANKED]
        sheet.append([styled(sheet, v, **shape) for v, shape in zip(values, shapes, strict=True)])
