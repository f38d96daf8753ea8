"""Which map an export shows, in which words and colours."""

import re

import pandas as pd
import planted_snapshot
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.errors import PublishError
from voc.publish import scale
from voc.publish.view import choose, title_of
from voc.publish.words import words
from voc.web import cells as web_cells


def test_the_latest_28_days_of_all_customers_are_shown_by_default(snapshot):
    view = choose(snapshot.tables)
    assert (view.period, f"{view.start:%Y-%m-%d}", view.segment) == ("last_28_days", "2026-08-17", "all")
    assert title_of(view, words("fr")) == "28 derniers jours (17\u00a0août – 13\u00a0sept.\u00a02026) · Tous les clients"
    assert title_of(view, words("en")) == "Last 28 days (17\u00a0Aug – 13\u00a0Sep\u00a02026) · All customers"


@pytest.mark.parametrize(
    ("period", "start"),
    [("month", "2026-09-01"), ("month:2026-07", "2026-07-01"), ("week:2026-08-10", "2026-08-10"), ("all", "2026-01-04")],
)
def test_a_kind_is_its_latest_and_a_first_day_names_one(snapshot, period, start):
    assert f"{choose(snapshot.tables, period).start:%Y-%m-%d}" == start


def test_a_segment_has_its_own_cells(snapshot):
    everyone, north = choose(snapshot.tables), choose(snapshot.tables, segment="region=Nord")
    assert north.cells["purchase", "payment"]["n_feedback"] < everyone.cells["purchase", "payment"]["n_feedback"]
    assert title_of(north, words("fr")).endswith("· region\u202f: Nord")
    assert north.top == everyone.top


@pytest.mark.parametrize(
    ("period", "segment", "says"),
    [
        ("year", None, r"no period 'year'.*month:2026-09-01 \(back to 2026-07-01\)"),
        ("month:2020", None, "no period 'month:2020'"),
        (None, "region=Est", "no segment 'region=Est'.*region=Nord, region=Sud"),
        (None, "region", "no segment 'region'"),
        ("week", "region=Nord", "no period 'week'.*last_28_days"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(snapshot, period, segment, says):
    with pytest.raises(PublishError, match=says):
        choose(snapshot.tables, period, segment)


def test_a_snapshot_without_a_map_says_so():
    tables = planted_snapshot.tables()
    with pytest.raises(PublishError, match="no map"):
        choose({**tables, "heatmap": tables["heatmap"].iloc[:0]})


def test_where_nobody_spoke_in_28_days_the_next_best_is_shown():
    tables = planted_snapshot.tables()
    heat = tables["heatmap"]
    quiet = {**tables, "heatmap": heat.assign(silent=heat["silent"] | (heat["period"] == "last_28_days"))}
    assert choose(quiet).period == "all"
    assert choose({**tables, "heatmap": heat.assign(silent=True)}).period == "last_28_days"


def test_silent_withheld_and_unknown_places(snapshot):
    view = choose(snapshot.tables)
    assert view.withheld(("delivery", "email"))
    assert view.shown(("delivery", "email")) is None
    assert not view.withheld(("awareness", "partner"))
    assert {e.id for e in view.silent} == {"paperwork", "partner"}
    assert view.columns[-1].id == "unplaced"
    assert [r["touchpoint"] for r in view.ranking[:2]] == ["payment", "delivery"]
    assert all("unplaced" not in (r["stage"], r["touchpoint"]) for r in view.ranking)
    share, mentions = view.total()
    assert share == pytest.approx(1.0)
    assert mentions == sum(r["n_mentions"] for r in view.cells.values() if not r["suppressed"])


def test_an_entry_that_no_dimension_knows_is_not_lost(snapshot):
    tables = {**snapshot.tables, "touchpoint": snapshot.tables["touchpoint"].query("touchpoint != 'payment'")}
    line = next(e for e in choose(tables).lines if e.id == "payment")
    assert line.names == {"fr": "payment", "en": "payment"}


def test_colours_are_those_of_the_pages(root):
    style = (root / "src/voc/web/templates/style.css").read_text(encoding="utf-8")
    light = style[: style.index("@media")]
    assert tuple(re.findall(r"--h\d:(#\w+)", light)) == scale.HEAT
    inks = [c if len(c) == 7 else "#" + "".join(x * 2 for x in c[1:]) for c in re.findall(r"--i\d:(#\w+)", light)]
    assert tuple(inks) == scale.INK


@given(st.lists(st.floats(0, 1), min_size=1), st.floats(0, 1))
def test_the_scale_is_that_of_the_pages(values, value):
    top = scale.ceiling(values)
    assert top == web_cells.ceiling(values)
    assert scale.step(value, top) == web_cells.step(value, top)


@pytest.mark.parametrize(("colour", "ink"), list(zip(scale.HEAT, scale.INK, strict=True)))
def test_numbers_can_be_read_on_every_colour(colour, ink):
    def luminance(text):
        parts = [int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(colour), luminance(ink)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_darker_is_worse_even_in_grey():
    greys = [sum(int(c[i : i + 2], 16) * w for i, w in ((1, 0.3), (3, 0.59), (5, 0.11))) for c in scale.HEAT]
    assert pd.Series(greys).is_monotonic_decreasing


def test_both_languages_say_everything():
    french, english = words("fr"), words("en")
    assert french.texts.keys() == english.texts.keys()
    for key in french.texts:
        assert sorted(re.findall(r"\{\w+\}", french.texts[key])) == sorted(re.findall(r"\{\w+\}", english.texts[key])), key
        assert not re.search(r" [:;!?%»]|« |\w'\w", french.texts[key]), key
