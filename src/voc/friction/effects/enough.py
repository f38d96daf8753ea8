"""Whether there is enough to tell what an action changed."""

from __future__ import annotations

from voc.friction.effects.control import LEAST_CONTROLS
from voc.friction.effects.panel import TARGET, Codes, Measured
from voc.friction.effects.reasons import Lack

CONTROL, SERIES = "control", "interrupted_series"
# Whole weeks before and after. A line needs more of them than a level: reviewers of such studies ask for eight before (R. B. Penfold and
# F. Zhang, Use of Interrupted Time Series Analysis in Evaluating Health Care Quality Improvements, Academic Pediatrics 13, 2013).
LEAST_WEEKS = {CONTROL: (4, 3), SERIES: (8, 4)}
# On either side, of the target.
LEAST_FEEDBACKS = 20
LEAST_AUTHORS = 10
# On either side, of the whole journey: what the weight is a mean over.
LEAST_JOURNEY = 100


def lacking(measured: Measured, method: str, pool: Codes, min_authors: int) -> list[Lack]:
    """What is missing on each side; empty when there is enough.

    After the action a target may have fallen silent, which is as good as can be: its weight is then a weight of nothing, while its mean
    friction is not known. Between one person and `min_authors` it is withheld.
    """
    panel = measured.panel
    speaking, people = panel.n_sides[TARGET], panel.authors[TARGET]
    weeks = (panel.window.before, panel.window.after)
    if method == SERIES:
        before = (measured.n[TARGET] > 0)[: panel.window.before]
        after = (measured.n[TARGET] > 0)[panel.window.before :]
        weeks = (int(before.sum()), int(after.sum()))
    needed = max(LEAST_AUTHORS, min_authors)
    lacks = []
    for at, side in enumerate(("before", "after")):
        lacks.append(Lack(side, "weeks", LEAST_WEEKS[method][at] - weeks[at]))
        if measured.per_all and side == "after":
            lacks.append(Lack(side, "feedbacks", LEAST_JOURNEY - int(measured.n_sides[TARGET, at])))
            lacks.append(Lack(side, "people", min_authors - int(people[at]) if people[at] else 0))
            continue
        lacks.append(Lack(side, "feedbacks", LEAST_FEEDBACKS - int(speaking[at])))
        lacks.append(Lack(side, "people", needed - int(people[at])))
    if method == CONTROL:
        lacks.append(Lack("beside", "controls", LEAST_CONTROLS - len(pool)))
    return [x for x in lacks if x.missing > 0]
