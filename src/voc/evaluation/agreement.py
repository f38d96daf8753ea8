"""How far two readings of the same comments agree: the figures that every table of the evaluation shows."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from voc.journey import UNPLACED

Place = tuple[str, str]
Figures = dict[str, float]
MIXED = "mixed"
# From here on a comment's effort counts as "this cost the customer effort".
EFFORT = 0.5
# Of the bootstrap; with 200 a standard error is right to a twentieth.
DRAWS = 200


@dataclass(frozen=True)
class Reading:
    """What somebody, or something, read in one comment.

    Attributes:
        places: (stage, touchpoint), most important first; at least one, (unplaced, unplaced) when nothing was said.
        overall: negative, neutral, positive or mixed.
        effort: Whether the comment tells of effort.
    """

    places: tuple[Place, ...]
    overall: str
    effort: bool


NOTHING = Reading(((UNPLACED, UNPLACED),), "neutral", False)


def figures(reference: Sequence[Reading], other: Sequence[Reading]) -> Figures:
    """Agreement of one reading with a reference, comment by comment.

    Returns:
        stage, touchpoint, pair: micro-F1 of the sets per comment. primary_stage, primary_touchpoint: share with the same first one.
        polarity_f1: macro-F1 over the polarities of the reference. polarity3: accuracy where the reference is not mixed, NaN when it
        always is. effort_f1: F1 of effort.
    """
    polarity = sentiment(reference, other)
    return {
        "stage": _sets(reference, other, lambda p: p[0]),
        "touchpoint": _sets(reference, other, lambda p: p[1]),
        "pair": _sets(reference, other, lambda p: p),
        "primary_stage": _same([r.places[0][0] for r in reference], [o.places[0][0] for o in other]),
        "primary_touchpoint": _same([r.places[0][1] for r in reference], [o.places[0][1] for o in other]),
        "polarity_f1": polarity["macro_f1"],
        "polarity3": polarity["accuracy_plain"],
        "effort_f1": _f1([r.effort for r in reference], [o.effort for o in other], True),
    }


def sentiment(reference: Sequence[Reading], other: Sequence[Reading]) -> Figures:
    """Agreement on the overall polarity: over all four classes, and over the plain three where the reference is not mixed.

    Returns:
        accuracy, macro_f1, accuracy_plain, macro_f1_plain; a class that the reference never says has no part in a macro-F1.
    """
    pairs = [(r.overall, o.overall) for r, o in zip(reference, other, strict=True)]
    plain = [(r, o) for r, o in pairs if r != MIXED]
    told, heard = [r for r, _ in pairs], [o for _, o in pairs]
    plain_told, plain_heard = [r for r, _ in plain], [o for _, o in plain]
    return {
        "accuracy": _same(told, heard),
        "macro_f1": _macro(told, heard),
        "accuracy_plain": _same(plain_told, plain_heard),
        "macro_f1_plain": _macro(plain_told, plain_heard),
    }


def mean(*each: Mapping[str, float]) -> Figures:
    """The mean of several tables of figures, to three decimals."""
    return {name: round(sum(table[name] for table in each) / len(each), 3) for name in each[0]}


def with_both(
    a: Sequence[Reading],
    b: Sequence[Reading],
    read: Sequence[Reading],
    of: Callable[[Sequence[Reading], Sequence[Reading]], Figures] = figures,
) -> Figures:
    """Agreement of a reading with two annotators: the mean of both."""
    return mean(of(a, read), of(b, read))


def ceiling(a: Sequence[Reading], b: Sequence[Reading], of: Callable[[Sequence[Reading], Sequence[Reading]], Figures] = figures) -> Figures:
    """Agreement of one annotator with the other, the mean of both ways: what a careful human reader reaches."""
    return mean(of(a, b), of(b, a))


def standard_errors(
    a: Sequence[Reading],
    b: Sequence[Reading],
    read: Sequence[Reading],
    of: Callable[[Sequence[Reading], Sequence[Reading]], Figures] = figures,
) -> Figures:
    """How much each figure of `with_both` would vary had other comments been drawn: the bootstrap of Efron (1979) over comments."""
    random = np.random.default_rng(0)
    tables = []
    for _ in range(DRAWS if len(read) > 1 else 0):
        drawn = random.integers(0, len(read), len(read)).tolist()
        each = [[readings[i] for i in drawn] for readings in (a, b, read)]
        tables.append(with_both(each[0], each[1], each[2], of))
    told = {name: [t[name] for t in tables if not math.isnan(t[name])] for name in (tables[0] if tables else ())}
    return {name: round(float(np.std(values)), 3) if values else math.nan for name, values in told.items()}


def confusion(
    reference: Sequence[Reading], other: Sequence[Reading], of: Callable[[Reading], str], order: Sequence[str]
) -> dict[str, object]:
    """How often what one reading says met what the reference says.

    Args:
        reference: In columns.
        other: In rows.
        of: What is compared: the first stage, the polarity, ...
        order: Of what it may say; others come after.
    Returns:
        ids: Those that occur, in order. counts: a row per id of `other`, a column per id of `reference`.
    """
    pairs = [(of(o), of(r)) for r, o in zip(reference, other, strict=True)]
    occur = {name for pair in pairs for name in pair}
    ids = [*(name for name in order if name in occur), *sorted(occur.difference(order))]
    return {"ids": ids, "counts": [[pairs.count((row, column)) for column in ids] for row in ids]}


def _sets(reference: Sequence[Reading], other: Sequence[Reading], key: Callable[[Place], Hashable]) -> float:
    common = said = 0
    for r, o in zip(reference, other, strict=True):
        wanted, found = {key(p) for p in r.places}, {key(p) for p in o.places}
        common += len(wanted & found)
        said += len(wanted) + len(found)
    return 2 * common / said if said else 0.0


def _f1(reference: Sequence[Hashable], other: Sequence[Hashable], value: Hashable) -> float:
    both = sum(r == o == value for r, o in zip(reference, other, strict=True))
    said = sum(r == value for r in reference) + sum(o == value for o in other)
    return 2 * both / said if said else 0.0


def _macro(reference: Sequence[str], other: Sequence[str]) -> float:
    classes = sorted(set(reference))
    return sum(_f1(reference, other, c) for c in classes) / len(classes) if classes else math.nan


def _same(reference: Sequence[str], other: Sequence[str]) -> float:
    return sum(r == o for r, o in zip(reference, other, strict=True)) / len(reference) if reference else math.nan
