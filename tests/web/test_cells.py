import pandas as pd
import planted_report as planted
import pytest

from voc.web.cells import ceiling, default_slice, maps, ranked, step
from voc.web.changes import changes
from voc.web.charts import weekly
from voc.web.contents import contents
from voc.web.headlines import headline
from voc.web.periods import label, offered, segments
from voc.web.phrases import phrases
from voc.web.views.first import total, verdict


@pytest.fixture(scope="module")
def found():
    return maps(planted.report().table("heatmap"))


def test_pages_open_on_the_last_28_days_and_on_everything_when_these_are_silent(found):
    assert default_slice(found, found).period == "last_28_days"
    older = {s: ({} if s.period == "last_28_days" else c) for s, c in found.items()}
    assert default_slice(older, older).period == "all"
    assert default_slice({}, {}) is None


def test_ranking_has_placed_cells_only_and_no_withheld_one(found):
    order = ranked(found[default_slice(found, found)])
    assert order[0].key == ("purchase", "payment")
    assert all(c.placed and c.share is not None for c in order)


def test_a_withheld_cell_carries_no_count(found):
    cells = [c for own in found.values() for c in own.values() if c.state == "suppressed"]
    assert cells
    assert all(c.n_feedback == c.n_mentions == c.n_authors == 0 and c.share is None for c in cells)


def test_totals_add_up_to_the_whole(found):
    whole = total(list(found[default_slice(found, found)].values()))
    assert whole["share"] == pytest.approx(1)
    assert whole["n"] == sum(int(n * 1.2) for n, _ in planted.PLANTED.values())


@pytest.mark.parametrize(("value", "colour"), [(0, 0), (0.1, 1), (0.799, 8), (0.8, 8), (1.0, 8), (None, 0)])
def test_steps_of_the_scale(value, colour):
    assert step(value, 0.8) == colour


def test_the_scale_ends_on_a_round_number():
    assert ceiling([0.23, None, 0.07]) == 0.3
    assert ceiling([]) == 0.02
    assert ceiling([0.3]) == 0.3


def test_headline_names_the_heaviest_and_the_roughest_cell():
    found = headline(contents(planted.report()))
    assert found["top"].key == ("purchase", "payment")
    assert found["hardest"].key == ("support", "phone")


def test_changes_are_only_those_that_are_certain():
    moved = changes(contents(planted.report()))
    assert [c.key for c in moved["worse"]] == [("purchase", "payment")]
    assert [c.key for c in moved["better"]] == [("delivery", "delivery")]
    assert not changes(contents(planted.report(trends=False)))["known"]


def test_weeks_without_a_figure_break_the_line(found):
    chart = weekly(found, ("purchase", "payment"))
    assert len(chart.weeks) == 16
    assert len(chart.lines) == 1
    assert weekly(found, ("awareness", "email")) is None
    weeks = sorted(s for s in found if s.period == "week")
    holed = {s: ({} if s == weeks[5] else c) for s, c in found.items()}
    assert len(weekly(holed, ("purchase", "payment")).lines) == 2


def test_offered_periods_and_segments(found):
    slices = offered(found)
    assert slices[0].period == "last_28_days"
    assert sum(s.period == "week" for s in slices) == 13
    assert segments(slices) == {"profil": ["senior"], "region": ["Nord", "Sud"]}
    assert label(slices[0], phrases("en")).replace("\u00a0", " ") == "Last 28 days (17 Aug – 13 Sep 2026)"


@pytest.mark.parametrize(
    ("rho", "word"), [(-0.6, "strong"), (-0.3, "fair"), (-0.2, "weak"), (0.0, "none"), (0.4, "against"), (float("nan"), "unknown")]
)
def test_correlations_in_plain_words(rho, word):
    assert verdict(rho) == word


def test_frames_are_left_as_they_were():
    report = planted.report(verbatims_per_cell=2, weeks=2)
    before = {k: v.copy() for k, v in report.tables.items()}, report.verbatims.copy()
    contents(report)
    for name, frame in report.tables.items():
        pd.testing.assert_frame_equal(frame, before[0][name])
    pd.testing.assert_frame_equal(report.verbatims, before[1])
