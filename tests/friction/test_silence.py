"""When a source has fallen silent: each kind of source by its own rhythm, and how often a healthy one is called silent."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.friction.watching.sources import ENDED, GROWN, silence

ODDS = 0.001


def waves(n_days, every, length):
    """Day numbers: `length` days of feedback out of `every`."""
    return np.array([d for d in range(n_days) if d % every < length])


SOURCES = {
    "daily": np.repeat(np.arange(120), 20),
    "two a day": np.repeat(np.arange(120), 2),
    "office days": np.repeat([d for d in range(120) if d % 7 < 5], 8),
    "weekly batch": np.repeat(np.arange(0, 180, 7), 30),
    "monthly survey": np.repeat(np.arange(0, 400, 30), 200),
    "monthly survey answered over five days": np.repeat(waves(395, 30, 5), 20),
    "quarterly survey": np.repeat(waves(385, 91, 20), 5),
}
# Days of silence after which it is told: two missed days, half a week, five days after the batch that did not come, ...
TOLD_AFTER = {
    "daily": (1, 3),
    "two a day": (3, 6),
    "office days": (4, 6),
    "weekly batch": (9, 14),
    "monthly survey": (40, 60),
    "monthly survey answered over five days": (32, 50),
    "quarterly survey": (80, 160),
}


def first_told(came):
    last = int(came.max())
    return next(s for s in range(1, 400) if silence(came, last + s).odds < ODDS)


@pytest.mark.parametrize("kind", SOURCES)
def test_each_source_is_silent_by_its_own_rhythm(kind):
    least, most = TOLD_AFTER[kind]
    assert least < first_told(SOURCES[kind]) <= most


def test_what_is_usual_is_told():
    found = silence(SOURCES["office days"], 123)
    assert (found.last, found.days, found.usual) == (119, 4, 2)
    assert found.per_day == pytest.approx(8 * 5 / 7, abs=0.2)
    assert silence(SOURCES["weekly batch"], 190).usual == 6


def test_a_new_source_has_no_rhythm_yet():
    young = np.repeat(np.arange(GROWN), 50)
    assert silence(young, GROWN + 20) is None
    assert silence(np.repeat(np.arange(GROWN + 1), 50), GROWN + 20).odds < ODDS


def test_a_source_that_has_come_to_its_end_is_left_alone():
    came = SOURCES["daily"]
    assert silence(came, 119 + ENDED).odds < ODDS
    assert silence(came, 120 + ENDED) is None


def test_nothing_and_only_the_future_are_no_silence():
    assert silence(np.array([], dtype=np.int64), 5) is None
    assert silence(SOURCES["daily"], 119) is None
    assert silence(SOURCES["daily"], -3) is None


def test_one_outage_does_not_deafen():
    """Three weeks without a word, long ago: the next silence is told as soon as ever."""
    came = np.concatenate([np.repeat(np.arange(0, 100), 20), np.repeat(np.arange(121, 300), 20)])
    assert first_told(came) <= 3


def test_a_source_that_quickened_is_judged_by_what_it_is_now():
    came = np.concatenate([np.repeat(np.arange(0, 210, 7), 30), np.repeat(np.arange(210, 330), 20)])
    assert first_told(came) <= 3


@given(st.lists(st.integers(0, 300), max_size=200), st.integers(0, 800))
def test_any_days_in_any_order_give_odds_that_fall_with_time(came, today):
    days = np.array(came, dtype=np.int64)
    found, later = silence(days, today), silence(days, today + 5)
    assert found == silence(days[::-1], today)
    if found is not None:
        assert 0 <= found.odds <= 1
        assert found.last + found.days == today
        assert later is None or later.last > found.last or later.odds <= found.odds


def clumped(rng, n):
    """Reviews that come in bursts: variance five times the mean."""
    return rng.poisson(rng.gamma(0.5, 4, n))


NULL = {
    "poisson 0.5 a day": (lambda rng, n: rng.poisson(0.5, n), 1.0),
    "poisson 2 a day": (lambda rng, n: rng.poisson(2, n), 1.0),
    "poisson 20 a day": (lambda rng, n: rng.poisson(20, n), 1.0),
    "office days": (lambda rng, n: rng.poisson(8, n) * (np.arange(n) % 7 < 5), 1.0),
    "one a working day": (lambda rng, n: rng.poisson(1, n) * (np.arange(n) % 7 < 5), 1.0),
    # What no history of a few weeks can tell: measured, and told in docs/decisions/alerts.md.
    "clumped": (clumped, 3.0),
}


@pytest.mark.parametrize("kind", NULL)
def test_healthy_sources_are_called_silent_no_more_often_than_stated(kind):
    """Every break of sixteen sources over 600 days, judged on its last day by all that came before."""
    make, slack = NULL[kind]
    rng = np.random.default_rng(11)
    breaks = called = 0
    for _ in range(16):
        counts = make(rng, 600)
        came, days = np.repeat(np.arange(600), counts), np.flatnonzero(counts)
        for before, after in zip(days[1:-1], days[2:], strict=True):
            breaks += 1
            found = silence(came[came <= before], int(after) - 1)
            called += found is not None and found.odds < ODDS
    assert breaks > 2000
    # Two standard deviations above what is allowed.
    allowed = slack * ODDS * breaks
    assert called <= allowed + 2 * np.sqrt(allowed)
