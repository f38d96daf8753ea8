"""Effects of actions: what was planted is found, what was not is not, and what cannot be told is said to be so."""

import json
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st
from tests.friction.simulated import GRID, MONDAY, TOPIC, World, actions, simulated

from voc import tables
from voc.config import FrictionSettings
from voc.friction.counted import counted_feedback, counted_mentions
from voc.friction.effects import effects, verdicts
from voc.friction.effects.reasons import Lack, too_early
from voc.friction.effects.window import MOST_WEEKS, window
from voc.friction.grid import grid_of

SETTINGS = FrictionSettings()
KEYS = ["action_id", "target", "measure", "method"]


def told(world, n):
    """The rows of n journeys of a kind, by measure and method."""
    journeys = [simulated(world, seed) for seed in range(n)]
    rows = [effects(actions(world), said, answers, GRID, world.day, SETTINGS) for said, answers in journeys]
    return pd.concat(rows, ignore_index=True).set_index(["measure", "method"]).sort_index()


def row(found, measure="friction", method="control", target="s0/t0"):
    return found.set_index(["target", "measure", "method"]).loc[(target, measure, method)]


def test_where_nothing_happened_few_verdicts_say_otherwise():
    """What every cell does by itself, the seasons of all and repeated writers are in it; one verdict in ten may be wrong."""
    rows = told(World(season=0.3, drift=0.15), 40)
    assert set(rows["verdict"]) <= {"better", "worse", "no_clear_change"}
    for measure in ("friction", "weight"):
        by_control = rows.loc[(measure, "control")]
        assert ((by_control["effect_low"] > 0) | (by_control["effect_high"] < 0)).mean() <= 0.12
        width = by_control["effect_high"] - by_control["effect_low"]
        assert 0 < width.min() < width.max() < 0.4


def test_a_planted_drop_is_found_and_sized():
    rows = told(World(effect=-0.2), 20).loc[("friction", "control")]
    assert (rows["verdict"] == "better").mean() >= 0.9
    assert rows["effect"].mean() == pytest.approx(-0.2, abs=0.02)
    assert ((rows["effect_low"] <= -0.2) & (rows["effect_high"] >= -0.2)).mean() >= 0.8


def test_what_hits_the_whole_journey_fools_the_series_and_not_the_control():
    rows = told(World(shock=0.8), 20)
    by_control, by_series = rows.loc[("friction", "control")], rows.loc[("friction", "interrupted_series")]
    assert (by_control["effect_low"] > 0).mean() <= 0.12
    assert (by_series["effect_low"] > 0).mean() > 0.4
    # The verdict is the control's, on both rows.
    assert by_series["verdict"].tolist() == by_control["verdict"].tolist()


def test_a_target_that_falls_silent_is_a_success():
    """Nobody is left to say how it goes; that nobody complains any more is in the weight."""
    world = World(volume=-9.0)
    said, answers = simulated(world, 1)
    found = effects(actions(world), said, answers, GRID, world.day, SETTINGS)
    assert row(found)["verdict"] == "too_early"
    assert row(found)["n_after"] == 0
    weight = row(found, "weight")
    assert weight["verdict"] == "better"
    assert weight["after"] == 0.0
    assert weight["effect"] == pytest.approx(-weight["before"], abs=0.02)
    assert verdicts(found) == {"a_1": {"better": 1, "too_early": 1}}


def test_a_few_people_are_withheld():
    world = World(volume=-9.0)
    said, answers = simulated(world, 1)
    last = answers.index[-1]
    one = said[said["row"] == last].assign(cell=0)
    found = effects(actions(world), pd.concat([said[said["row"] != last], one]), answers, GRID, world.day, SETTINGS)
    assert row(found, "weight")["verdict"] == "too_early"
    assert np.isnan(row(found, "weight")["after"])


def test_a_topic_is_followed_like_a_cell():
    """Here the topic is all that is said in its cell; the other cells are compared without what they say of the topic."""
    world = World(effect=-0.2)
    said, answers = simulated(world, 3)
    spread = np.flatnonzero((said["cell"] > 0).to_numpy())[:400]
    said.loc[said.index[spread], ["topic_id", "friction"]] = [TOPIC, 0.99]
    found = effects(actions(world, topics=True), said, answers, GRID, world.day, SETTINGS)
    assert set(found["target"]) == {TOPIC}
    alone = effects(actions(world, topics=True), said.drop(said.index[spread]), answers, GRID, world.day, SETTINGS)
    assert row(found, target=TOPIC)["n_before"] > row(alone, target=TOPIC)["n_before"]
    assert row(alone, target=TOPIC)["verdict"] == "better"
    by_cell = effects(actions(world), said, answers, GRID, world.day, SETTINGS)
    assert row(by_cell)["effect"] == pytest.approx(row(alone, target=TOPIC)["effect"], abs=0.05)


def test_what_lies_between_start_and_end_does_not_count():
    world = World(effect=-0.2)
    said, answers = simulated(world, 4)
    longer = actions(world).assign(started_at=pd.Timestamp(world.started) - pd.Timedelta(days=10))
    found = effects(longer, said, answers, GRID, world.day, SETTINGS)
    day = answers["day"].to_numpy()[said["row"].to_numpy()]
    between = (day >= longer["started_at"].to_numpy()) & (day < np.datetime64(world.started))
    assert between.sum() > 50
    other = effects(longer, said.assign(friction=np.where(between, 1.0, said["friction"])), answers, GRID, world.day, SETTINGS)
    pd.testing.assert_frame_equal(found, other)
    assert row(found)["effect"] == pytest.approx(-0.2, abs=0.1)


def test_what_is_missing_is_said_in_both_languages():
    world = World(before=10, after=1, per_week=100)
    said, answers = simulated(world, 5)
    found = row(effects(actions(world), said, answers, GRID, world.day, SETTINGS))
    assert found["verdict"] == "too_early"
    assert found[["before", "after", "effect", "effect_low", "effect_high"]].isna().all()
    missing = 20 - found["n_after"]
    assert 1 < missing < 20
    assert found["reason_fr"] == f"Trop tôt pour conclure\u202f: il faut encore 2 semaines et {missing} retours après l’action."
    assert found["reason_en"] == f"Too early to tell: 2 more weeks and {missing} more feedbacks are needed after the action."


def test_reasons_are_well_formed():
    french, english = too_early([Lack("after", "weeks", 1)], 3)
    assert (french, english) == (
        "Trop tôt pour conclure\u202f: il faut encore 1 semaine après l’action.",
        "Too early to tell: 1 more week is needed after the action.",
    )
    lacks = [Lack("before", "weeks", 2), Lack("before", "feedbacks", 1), Lack("before", "people", 3), Lack("beside", "controls", 2)]
    french, english = too_early(lacks, 3)
    assert french == (
        "On ne peut pas conclure\u202f: il manque 2 semaines, 1 retour et 3 personnes avant l’action\u202f; "
        "une seule autre cellule a assez de retours pour servir de témoin, il en faut 3."
    )
    assert english == (
        "Nothing can be told: 2 weeks, 1 feedback and 3 people are missing before the action; "
        "only one other cell has enough feedback to serve as a control, 3 are needed."
    )


def test_without_a_control_the_series_gives_the_verdict():
    world = World(cells=3, effect=-0.3, per_week=400)
    said, answers = simulated(world, 6)
    found = effects(actions(world), said, answers, GRID, world.day, SETTINGS)
    assert row(found)["verdict"] == "too_early"
    assert "seules 2 autres cellules" in row(found)["reason_fr"]
    assert row(found, method="interrupted_series")["verdict"] == "better"
    assert "témoin" not in row(found, method="interrupted_series")["reason_fr"]


def test_cells_of_other_actions_are_controls_only_when_there_is_no_choice():
    def beside(cells, taken):
        world = World(cells=cells)
        said, answers = simulated(world, 7)
        busy = said["cell"].value_counts().drop(0).index[:taken]
        theirs = GRID.labels().iloc[busy].to_numpy().tolist()
        two = pd.concat([actions(world), actions(world).assign(action_id="a_2", status="planned", cells=json.dumps(theirs))])
        return row(effects(two, said, answers, GRID, world.day, SETTINGS)), row(
            effects(actions(world), said, answers, GRID, world.day, SETTINGS)
        )

    with_other, alone = beside(cells=10, taken=4)
    assert "9 autres cellules" in alone["reason_fr"]
    assert "5 autres cellules" in with_other["reason_fr"]
    assert with_other["effect"] != alone["effect"]
    with_other, alone = beside(cells=6, taken=2)
    assert with_other["effect"] == alone["effect"]
    assert with_other["reason_fr"].endswith("d’autres actions visent certaines d’entre elles.")


def test_only_begun_actions_are_measured_and_lost_cells_say_so():
    world = World(before=4, after=3)
    said, answers = simulated(world, 8)
    one = actions(world)
    several = pd.concat(
        [
            one.assign(action_id="a_planned", status="planned", started_at=pd.NaT, done_at=pd.NaT),
            one.assign(action_id="a_dropped", status="dropped"),
            one.assign(action_id="a_lost", cells='[["s0", "gone"], ["s0", "gone"]]'),
        ]
    )
    found = effects(tables.Action.conform(several), said, answers, GRID, world.day, SETTINGS)
    assert found[KEYS].to_numpy().tolist() == [
        ["a_lost", "s0/gone", m, how] for m in ("friction", "weight") for how in ("control", "interrupted_series")
    ]
    assert (found["verdict"] == "too_early").all()
    assert set(found["reason_en"]) == {"The cell is no longer on the map of the journey."}
    assert found["n_before"].tolist()[:2] == [0, 0]


def test_one_person_is_not_enough_whatever_they_write():
    world = World(effect=-0.3)
    said, answers = simulated(world, 9)
    found = effects(actions(world), said, answers.assign(author=0), GRID, world.day, SETTINGS)
    assert set(found["verdict"]) == {"too_early"}
    assert "9 personnes" in row(found)["reason_fr"]


@pytest.mark.parametrize("undated", [False, True])
def test_nothing_said_or_nothing_dated_is_too_early(undated):
    world = World(before=4, after=3)
    said, answers = simulated(world, 10)
    if undated:
        answers = answers.assign(day=pd.Series(pd.NaT, index=answers.index, dtype="datetime64[us]"))
    else:
        said, answers = said[:0], answers[:0]
    found = effects(actions(world), said, answers, GRID, world.day, SETTINGS)
    assert len(tables.ActionEffect.check(found)) == 4
    assert set(found["verdict"]) == {"too_early"}
    assert effects(actions(world)[:0], said, answers, GRID, world.day, SETTINGS).empty


def test_rows_in_any_order_give_the_same_table(journey_of_tables):
    mentions, feedback, small, world = journey_of_tables
    grid = grid_of(small)
    plan = tables.Action.conform(actions(world).assign(cells='[["delivery", "store"]]', topics=json.dumps([TOPIC])))

    def measured(order):
        mine, theirs = (frame.iloc[order.permutation(len(frame))].reset_index(drop=True) for frame in (mentions, feedback))
        answers = counted_feedback(theirs, "Europe/Paris", world.day)
        return effects(plan, counted_mentions(mine, answers, grid, 0.5), answers, grid, world.day, SETTINGS)

    first, second = measured(np.random.default_rng(1)), measured(np.random.default_rng(2))
    assert first["effect"].notna().any()
    assert tables.ActionEffect.to_arrow(first).equals(tables.ActionEffect.to_arrow(second))


@pytest.fixture
def journey_of_tables(journey, feedback_of, mentions_of):
    """A simulated journey as the store would hold it, on the small map of the other tests: mentions, feedback, journey, world."""
    world = World(before=9, after=5, per_week=80, cells=7, share=0.2)
    said, answers = simulated(world, 11)
    numbers = {cell: i for i, cell in enumerate(sorted(set(said["cell"])))}
    places = [(s.id, t.id) for s in journey.stages for t in journey.touchpoints]
    places.insert(0, places.pop(places.index(("delivery", "store"))))
    rows = [
        (r, *places[numbers[c]], f) for r, c, f in zip(said["row"], said["cell"], said["friction"], strict=True)
    ]  # fmt: skip
    mentions = mentions_of(rows, topic_id=said["topic_id"].to_numpy())
    received = (answers["day"] + pd.Timedelta(hours=12)).dt.tz_localize("UTC")
    feedback = feedback_of(len(answers), received_at=received.to_numpy(), author_key=[f"k{a:05d}" for a in answers["author"]])
    return mentions, feedback, journey, world


DAYS = st.integers(min_value=0, max_value=400).map(lambda n: MONDAY + timedelta(days=n))


@run(max_examples=60)
@given(st.lists(st.one_of(DAYS, st.none()), max_size=40), DAYS, st.integers(0, 60), DAYS)
def test_weeks_are_whole_and_leave_the_transition_out(days, started, taken, last):
    done = started + timedelta(days=taken)
    series = pd.Series(days, dtype="datetime64[us]")
    found = window(series, started, done, last)
    assert 0 <= found.before <= MOST_WEEKS
    assert 0 <= found.after <= MOST_WEEKS
    assert len(found.midpoint) == found.before + found.after
    assert (np.diff(found.midpoint) >= 1 - 1e-9).all()
    for day, week in zip(days, found.of_row, strict=True):
        if week < 0:
            continue
        assert day is not None
        assert day <= last or week < found.before
        first = (
            started - timedelta(weeks=found.before - int(week)) if week < found.before else done + timedelta(weeks=int(week) - found.before)
        )
        assert first <= day < first + timedelta(days=7)
        assert day < started or day >= done
    # No day that belongs to a whole week is left out.
    known = [d for d in days if d is not None]
    inside = [d for d in known if started - timedelta(weeks=found.before) <= d < started or done <= d < done + timedelta(weeks=found.after)]
    assert (found.of_row >= 0).sum() == len(inside)


@run(max_examples=8)
@given(st.floats(-0.04, 0.04), st.integers(0, 1000))
def test_what_moves_all_cells_alike_moves_no_effect(step, seed):
    world = World(before=5, after=4, per_week=80, cells=8)
    said, answers = simulated(world, seed)
    # Away from the ends, so that nothing is clipped.
    said = said.assign(friction=0.1 + 0.8 * said["friction"])
    after = answers["day"].to_numpy()[said["row"].to_numpy()] >= np.datetime64(world.started)
    moved = said.assign(friction=said["friction"] + np.where(after, step, 0.0))
    one, two = (row(effects(actions(world), s, answers, GRID, world.day, SETTINGS)) for s in (said, moved))
    assert two["effect"] == pytest.approx(one["effect"], abs=1e-6)
    assert two["after"] == pytest.approx(one["after"] + step, abs=1e-6)


def test_what_comes_after_the_last_day_does_not_count():
    world = World(after=8)
    said, answers = simulated(world, 12)
    day = world.started + timedelta(weeks=4, days=2)
    found = effects(actions(world), said, answers, GRID, day, SETTINGS)
    assert row(found)["reason_en"].endswith("over 12 weeks before and 4 after the action.")
    later = answers["day"].to_numpy()[said["row"].to_numpy()] >= np.datetime64(world.started + timedelta(weeks=4))
    other = effects(actions(world), said.assign(friction=np.where(later, 1.0, said["friction"])), answers, GRID, day, SETTINGS)
    pd.testing.assert_frame_equal(found, other)
