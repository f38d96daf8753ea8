"""What is said of a target and of the cells it is compared with, week by week."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from voc.friction.counted import moments
from voc.friction.effects.window import Window

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

TARGET = 0
# Greatest variance of a value between 0 and 1: what one more feedback could add to what few have said.
ONE_MORE = 0.25


@dataclass(frozen=True)
class Panel:
    """Units over weeks: unit 0 is the target, the others are cells it may be compared with.

    `unit`, `week`, `author` and `friction` have one value per feedback and unit it speaks of; `all_week` and `all_author` one per
    feedback of the journey.
    """

    unit: Codes
    week: Codes
    author: Codes
    friction: Floats
    all_week: Codes
    all_author: Codes
    n_units: int
    window: Window

    @property
    def weeks(self) -> int:
        """How many there are on both sides."""
        return self.window.before + self.window.after

    @cached_property
    def n(self) -> Floats:
        """Feedbacks that speak of each unit in each week, shape (units, weeks)."""
        return self._sums(np.ones(len(self.unit)))

    @cached_property
    def summed(self) -> Floats:
        """Their summed friction, same shape."""
        return self._sums(self.friction)

    @cached_property
    def n_sides(self) -> Floats:
        """Feedbacks that speak of each unit before and after, shape (units, 2)."""
        return self.by_side(self.n)

    @cached_property
    def authors(self) -> Codes:
        """Distinct persons who speak of each unit before and after, shape (units, 2)."""
        place = self.unit * 2 + (self.week >= self.window.before)
        once = np.unique(place * self.n_authors + self.author) // self.n_authors
        return np.bincount(once, minlength=2 * self.n_units).reshape(-1, 2)

    @cached_property
    def n_authors(self) -> int:
        """How many persons there are in the journey."""
        return int(self.all_author.max(initial=0)) + 1

    def by_side(self, values: Floats) -> Floats:
        """Sums over the weeks before and after: (units, weeks) to (units, 2)."""
        return np.stack([values[:, : self.window.before].sum(axis=1), values[:, self.window.before :].sum(axis=1)], axis=1)

    def over_weeks(self, values: Floats) -> Floats:
        """Each side's value in all its weeks: (units, 2) to (units, weeks)."""
        return np.repeat(values, [self.window.before, self.window.after], axis=1)

    def _sums(self, values: Floats) -> Floats:
        at = self.unit * self.weeks + self.week
        summed: Floats = np.bincount(at, weights=values, minlength=self.n_units * self.weeks).astype(np.float64)
        return summed.reshape(self.n_units, self.weeks)


@dataclass(frozen=True)
class Measured:
    """One of the two measures of a panel: `friction`, the mean over the feedbacks that speak of a unit, or, when `per_all`, `weight`: its
    summed friction over all feedbacks of the journey.
    """

    panel: Panel
    per_all: bool

    @cached_property
    def n(self) -> Floats:
        """Feedbacks that a week's value is a mean over, shape (units, weeks)."""
        if not self.per_all:
            return self.panel.n
        return np.tile(np.bincount(self.panel.all_week, minlength=self.panel.weeks).astype(np.float64), (self.panel.n_units, 1))

    @cached_property
    def n_sides(self) -> Floats:
        """Feedbacks that the levels are means over, shape (units, 2)."""
        return self.panel.by_side(self.n)

    @cached_property
    def weekly(self) -> Floats:
        """The value of each week, shape (units, weeks); null where nobody speaks."""
        return _ratio(self.panel.summed, self.n)

    @cached_property
    def level(self) -> Floats:
        """The value before and after, shape (units, 2)."""
        return _ratio(self.panel.by_side(self.panel.summed), self.n_sides)

    def variance(self, weights: Floats, centre: Floats, unit: int = TARGET) -> float:
        """Sampling variance of Σ weights · (friction − centre) when whole persons come and go.

        Args:
            weights: What a feedback counts for, per unit and week: for a mean over n of them, 1 / n.
            centre: What its friction is held against: for a mean, the mean.
            unit: Whose persons, where they are fewest, say how far to trust the spread.

        Source: linearisation of a ratio, clustered by author; W. G. Cochran, Sampling Techniques, 1977, section 9A.
        """
        panel, n_authors = self.panel, self.panel.n_authors
        at = weights[panel.unit, panel.week]
        off = panel.friction if self.per_all else panel.friction - centre[panel.unit, panel.week]
        of_author = np.bincount(panel.author, weights=at * off, minlength=n_authors)
        if self.per_all:
            expected = np.where(weights != 0, weights * centre, 0.0).sum(axis=0)
            of_author -= np.bincount(panel.all_author, weights=expected[panel.all_week], minlength=n_authors)
        few = max(int(panel.authors[unit].min()), 2)
        return float((of_author**2).sum()) * few / (few - 1)


def panel(said: pd.DataFrame, authors: Codes, unit: Codes, n_units: int, weeks: Window) -> Panel:
    """The panel of mentions that have been given a unit.

    Args:
        said: What `counted_mentions` gives.
        authors: `author` of every counted feedback.
        unit: Of each mention; −1 for those that belong to none.
        n_units: How many units there are.
        weeks: Which feedbacks lie in which week.
    """
    week = weeks.of_row[said["row"].to_numpy()]
    spoken = moments(said.assign(cell=unit)[(unit >= 0) & (week >= 0)], n_units)
    row = spoken["row"].to_numpy()
    inside = weeks.of_row >= 0
    _, person = np.unique(authors, return_inverse=True)
    return Panel(
        unit=spoken["cell"].to_numpy(),
        week=weeks.of_row[row],
        author=person[row],
        friction=spoken["friction"].to_numpy(),
        all_week=weeks.of_row[inside],
        all_author=person[inside],
        n_units=n_units,
        window=weeks,
    )


def _ratio(top: Floats, bottom: Floats) -> Floats:
    out: Floats = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0)
    return out
