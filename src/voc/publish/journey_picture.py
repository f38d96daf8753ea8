"""The journey map as a slide: stage by stage what customers feel, how far it is from the target, what hurts and what pleases."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pandas as pd

from voc.publish.canvas import BETTER, FAINT, INK, LINE, RULE, SOFT, WIDTH, WORSE, Canvas, Point, fit, width, wrap
from voc.publish.journey_view import Journey, Target
from voc.publish.view import ALL, UNPLACED, Row, period_name, segment_name
from voc.wording import Words

LEFT, RIGHT, LANES = 64, 64, 196
HEAD, EMOTION, FRICTION, PAIN, DELIGHT, END = 238, 262, 530, 640, 840, 996
MOST_ITEMS = 2
BAND, BAR = "#dbe6f1", "#ad471f"
COLOURS = {"missed": WORSE, "met": BETTER, "unsure": SOFT}


def draw_journey(canvas: Canvas, shown: Journey, say: Words, about: str) -> tuple[str, str]:
    """Draw the map; returns the title and the words for those who do not see it."""
    period = f"{period_name(*shown.period, say)} · " if shown.period else ""
    kicker = f"{say('journey')} · {period}{segment_name(shown.segment, shown.value, say)}"
    title, figures = _headline(shown, say)
    canvas.text(LEFT, 46, kicker, 23, color=SOFT)
    canvas.text(LEFT, 91, fit(title, WIDTH - LEFT - RIGHT, 42, "serif"), 42, "serif")
    canvas.text(LEFT, 138, fit(figures, WIDTH - LEFT - RIGHT, 23), 23)
    _heads(canvas, shown, say)
    _emotion(canvas, shown, say)
    _friction(canvas, shown, say)
    _items(canvas, shown, say, "pain_point", PAIN, 3)
    _items(canvas, shown, say, "delight", DELIGHT, 2)
    notes = [say("legend_emotion"), say("legend_friction"), say("legend_n"), say("legend_gap")]
    canvas.text(LEFT, 1022, "   ·   ".join(notes), 15, color=SOFT)
    canvas.text(WIDTH - RIGHT, 1050, about, 15, ha="right", color=SOFT)
    return kicker, ". ".join(filter(None, (title, figures, _spoken(shown, say))))


def _headline(shown: Journey, say: Words) -> tuple[str, str]:
    if shown.lowest is None:
        return say("journey_empty"), ""
    stage, row = shown.lowest
    mean, low, high = (say.formats.number(row[c], 2, signed=True) for c in ("value", "value_low", "value_high"))
    parts = [say("journey_figures", mean=mean, low=low, high=high, n=row["n_feedback"])]
    felt, target = shown.figure("as_is", "friction", stage.id), shown.target(stage.id)
    if felt and target:
        parts.append(say("journey_gap", friction=say.formats.number(felt["value"], 2), target=say.formats.number(target.friction, 2)))
    return say("journey_low", stage=stage.names[say.language]), " · ".join(parts)


def _place(shown: Journey, position: int) -> tuple[float, float]:
    """Left edge and width of a stage's column."""
    wide = (WIDTH - LEFT - RIGHT - LANES) / max(len(shown.stages), 1)
    return LEFT + LANES + position * wide, wide


def _heads(canvas: Canvas, shown: Journey, say: Words) -> None:
    """Stages with their phase and volume, the lowest one shaded, and the names of the lanes."""
    for i, stage in enumerate(shown.stages):
        x, wide = _place(shown, i)
        if shown.lowest and stage is shown.lowest[0]:
            canvas.box(x + 2, HEAD - 66, wide - 4, END - HEAD + 66, "#fbf3ec", 8)
        names, size = [stage.names[say.language]], 20.0
        if width(names[0], size, "bold") > wide - 12:
            names, size = wrap(names[0], wide - 12, 16, 2, "bold"), 16.0
        for line, name in enumerate(reversed(names)):
            canvas.text(x + wide / 2, HEAD - 24 - 18 * line, name, size, "bold", ha="center")
        n = max((int(r["n_feedback"]) for r in shown.of("as_is", "emotion", stage.id, whole=True) if pd.notna(r["value"])), default=None)
        canvas.text(x + wide / 2, HEAD, "–" if n is None else f"n\u00a0=\u00a0{say.formats.number(n)}", 16, ha="center", color=SOFT)
    for phase, members in groupby(enumerate(shown.stages), key=lambda s: s[1].phase):
        own = [i for i, _ in members]
        if phase and len(own) > 1:
            start, end = _place(shown, own[0])[0] + 8, sum(_place(shown, own[-1])) - 8
            canvas.rule((start, HEAD - 56), (end, HEAD - 56), RULE, 2.0)
            name = fit(shown.phases.get(phase, {}).get(say.language, phase), end - start, 16)
            canvas.text((start + end) / 2, HEAD - 70, name, 16, ha="center", color=SOFT)
    for lane, y in (("lane_emotion", EMOTION), ("lane_friction", FRICTION), ("lane_pain", PAIN), ("lane_delight", DELIGHT)):
        canvas.rule((LEFT, y - 8), (WIDTH - RIGHT, y - 8), RULE, 1.2)
        canvas.lines(LEFT, y + 4, wrap(say(lane), LANES - 50, 17, 3, "bold"), 17, "bold")


def _emotion(canvas: Canvas, shown: Journey, say: Words) -> None:
    """The emotion curve with its interval, broken where a stage has no figure."""
    middle, reach = (EMOTION + FRICTION) / 2 - 10, (FRICTION - EMOTION) / 2 - 34

    def height(value: Any) -> float:
        return middle - reach * max(-1.0, min(1.0, float(value)))

    for value in (1, 0, -1):
        y = height(value)
        canvas.rule((LEFT + LANES, y), (WIDTH - RIGHT, y), RULE if value == 0 else FAINT, 1.5, dashed=value == 0)
        canvas.text(LEFT + LANES - 10, y, say.formats.number(value, signed=True), 15, ha="right", color=SOFT)
    runs: list[list[tuple[float, Row]]] = [[]]
    for i, stage in enumerate(shown.stages):
        x, wide = _place(shown, i)
        if row := shown.figure("as_is", "emotion", stage.id):
            runs[-1].append((x + wide / 2, row))
        else:
            runs.append([])
            canvas.text(x + wide / 2, height(0) - 14, "–", 20, ha="center", color=SOFT)
    for run in filter(None, runs):
        sure = [(x, r) for x, r in run if pd.notna(r["value_low"]) and pd.notna(r["value_high"])]
        if len(sure) > 1:
            canvas.area([*((x, height(r["value_high"])) for x, r in sure), *((x, height(r["value_low"])) for x, r in reversed(sure))], BAND)
        for x, r in sure:
            canvas.rule((x, height(r["value_low"])), (x, height(r["value_high"])), LINE, 1.5)
        points = [(x, height(r["value"])) for x, r in run]
        canvas.curve(points)
        for at, (_, r) in enumerate(run):
            stalk = [(points[at][0], height(r[c])) for c in ("value_low", "value_high") if pd.notna(r[c])]
            beside = [p for p in points[max(at - 1, 0) : at + 2] if p != points[at]]
            _mark(canvas, points[at], [*beside, *stalk], say.formats.number(r["value"], 2, signed=True))


def _mark(canvas: Canvas, point: Point, ways: list[Point], label: str) -> None:
    """A point of the curve with its value where no line from it to `ways` passes: above, below, or to a side."""
    x, y = point
    canvas.dot(x, y)
    wide = width(label, 18, "bold")
    passed = [(x + (to[0] - x) * part / 20, y + (to[1] - y) * part / 20) for to in ways for part in range(21)]

    def struck(place: Point) -> int:
        return sum(abs(px - place[0]) < wide / 2 + 4 and abs(py - place[1]) < 13 for px, py in passed)

    places = [(x + dx, y + dy) for dy in (-24, 24) for dx in (0, -wide * 0.6, wide * 0.6)]
    best = min(places, key=struck)
    canvas.text(*best, label, 18, "bold", ha="center", color=LINE)


def _friction(canvas: Canvas, shown: Journey, say: Words) -> None:
    """Friction of each stage as a bar, its target as a mark, and how far apart they are in words."""
    for i, stage in enumerate(shown.stages):
        x, wide = _place(shown, i)
        x, wide, y = x + 14, wide - 28, FRICTION + 34.0
        felt, target = shown.figure("as_is", "friction", stage.id), shown.target(stage.id)
        if felt is None and target is None:
            canvas.text(x + wide / 2, y, "–", 20, ha="center", color=SOFT)
        else:
            canvas.box(x, y - 8, wide, 16, FAINT, 2)
        if felt is None and target is not None:
            canvas.text(x, y - 22, "–", 17, color=SOFT)
        if felt is not None:
            canvas.box(x, y - 8, max(wide * float(felt["value"]), 2), 16, BAR, 2)
            canvas.text(x, y - 22, say.formats.number(felt["value"], 2), 17, "bold")
        if target is None:
            _cell_target(canvas, shown, stage.id, (x, y + 28, wide), say)
            continue
        at = x + wide * target.friction
        canvas.rule((at, y - 13), (at, y + 13), INK, 3.0)
        canvas.text(x, y + 28, fit(say("target", target=say.formats.number(target.friction, 2)), wide, 15), 15, color=SOFT)
        canvas.text(x, y + 47, fit(target.owner, wide, 14), 14, color=SOFT)
        if felt is not None:
            room = wide - width(say.formats.number(felt["value"], 2), 17, "bold") - 6
            canvas.text(x + wide, y - 22, fit(_verdict(target, say), room, 15), 15, ha="right", color=COLOURS[target.verdict])


def _verdict(target: Target, say: Words) -> str:
    """Met, missed by how much, or not known for certain."""
    gap = "" if target.delivered is None else say.formats.number(target.delivered - target.friction, 2, signed=True)
    return say(f"target_{target.verdict}", gap=gap)


def _cell_target(canvas: Canvas, shown: Journey, stage: str, place: tuple[float, float, float], say: Words) -> None:
    """Where a stage has no target of its own: that of its cell which is furthest from it."""
    if found := max(shown.cell_targets(stage), key=lambda t: (t.delivered or 0.0) - t.friction, default=None):
        x, y, wide = place
        name = shown.touchpoint(found.touchpoint, say.language)
        canvas.text(x, y, fit(name, wide, 14), 14, color=SOFT)
        told = say("target", target=say.formats.number(found.friction, 2))
        if found.delivered is not None:
            told = f"{say.formats.number(found.delivered, 2)}, {told}"
        canvas.text(x, y + 19, fit(told, wide, 14), 14, color=COLOURS[found.verdict])


def _items(canvas: Canvas, shown: Journey, say: Words, item: str, top: float, lines: int) -> None:
    """What hurts or pleases at each stage, in words, with how many say so and the touchpoint."""
    for i, stage in enumerate(shown.stages):
        x, wide = _place(shown, i)
        y = top + 2.0
        for row in shown.of("as_is", item, stage.id)[:MOST_ITEMS]:
            end = canvas.lines(x + 22, y, wrap(_label(shown, row, say), wide - 32, 16, lines), 16)
            told = str(shown.detail(row).get("touchpoint", ALL)) if row["touchpoint"] == ALL else str(row["touchpoint"])
            name = shown.touchpoint(told, say.language)
            where = "" if told in (ALL, UNPLACED) or name == _label(shown, row, say) else f" · {name}"
            canvas.text(x + 22, end + 9, fit(f"n\u00a0{say.formats.number(row['n_feedback'])}{where}", wide - 32, 14), 14, color=SOFT)
            canvas.box(x + 10, y + 1, 4, end - y + 17, BETTER if item == "delight" else WORSE, 1)
            y = end + 32


def _label(shown: Journey, row: Row, say: Words) -> str:
    """The row's own words, else the name of its topic, else its touchpoint."""
    own = row[f"label_{say.language}"]
    if isinstance(own, str) and own:
        return own
    topic = shown.topics.get(str(row["topic_id"]))
    return topic[say.language] if topic else shown.touchpoint(str(row["touchpoint"]), say.language)


def _spoken(shown: Journey, say: Words) -> str:
    """The map in words, stage by stage."""
    parts = []
    for stage in shown.stages:
        figures = []
        for item, word in (("emotion", "lane_emotion"), ("friction", "friction")):
            if row := shown.figure("as_is", item, stage.id):
                figures.append(f"{say(word)} {say.formats.number(row['value'], 2, signed=item == 'emotion')}")
        if target := shown.target(stage.id):
            figures.append(f"{say('target', target=say.formats.number(target.friction, 2))} ({_verdict(target, say)})")
        for item, word in (("pain_point", "lane_pain"), ("delight", "lane_delight")):
            if told := [_label(shown, r, say) for r in shown.of("as_is", item, stage.id)]:
                figures.append(f"{say(word)} {', '.join(told)}")
        parts.append(f"{stage.names[say.language]} – {'; '.join(figures) or '–'}")
    return ". ".join(parts) + "."
