"""The journey as customers tell it: how many speak of each moment, how they feel there, how much it hurts, what they score."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from voc.friction.counted import moments
from voc.friction.journey_map.clustered import mean
from voc.friction.journey_map.drawn import Drawn, Row, figures, row
from voc.friction.segments import ALL


def as_is(m: Drawn) -> list[Row]:
    """Volume, emotion, friction and scores of the whole journey, of each stage and of each cell of enough authors.

    A feedback counts once per place, with the mean of its mentions there. Every stage has its volume, also when nobody speaks of it.
    """
    rows = [r for place, spoken in _places(m) for r in _told(m, place, spoken)]
    told = {r["stage"] for r in rows}
    silent = [row(stage, ALL, "volume", unit="feedbacks") for stage in (ALL, *m.grid.stages) if stage not in told]
    return [*rows, *silent, *_frictions(m), *_scores(m)]


def _places(m: Drawn) -> Iterator[tuple[tuple[str, str], pd.DataFrame]]:
    """(stage, touchpoint) and what each feedback says of the place."""
    stages, cells = m.grid.stages, [(s, t) for s in m.grid.stages for t in m.grid.touchpoints]
    levels = (
        ([(ALL, ALL)], np.zeros(len(m.said), dtype=np.int64)),
        ([(s, ALL) for s in stages], m.said["stage_at"].to_numpy()),
        (cells, m.said["cell"].to_numpy()),
    )
    for names, codes in levels:
        spoken = moments(m.said.assign(cell=codes), len(names))
        spoken = spoken.assign(author=m.answers["author"].reindex(spoken["row"]).to_numpy())
        for code, part in spoken.groupby("cell", sort=True):
            yield names[int(str(code))], part


def _told(m: Drawn, place: tuple[str, str], spoken: pd.DataFrame) -> Iterator[Row]:
    authors = spoken["author"].to_numpy()
    n_authors = len(np.unique(authors))
    if ALL not in place and n_authors < m.min_authors:
        return
    detail = {"n_mentions": int(spoken["n_mentions"].sum())}
    yield row(*place, "volume", n_feedback=len(spoken), n_authors=n_authors, value=float(len(spoken)), unit="feedbacks", detail=detail)
    felt = mean(spoken["sentiment"].to_numpy(), authors, m.confidence, (-1.0, 1.0))
    if felt.n:
        yield row(*place, "emotion", **figures(felt), unit="sentiment")
    if ALL in place:
        yield row(*place, "friction", **figures(mean(spoken["friction"].to_numpy(), authors, m.confidence, (0.0, 1.0))), unit="friction")


def _frictions(m: Drawn) -> Iterator[Row]:
    """Of cells, as the heatmap says: steadied by their neighbours."""
    for cell in m.cells.itertuples():
        known: Row = {"value": cell.friction, "value_low": cell.friction_low, "value_high": cell.friction_high}
        detail = {"friction_share": cell.friction_share}
        known |= {"n_feedback": cell.n_feedback, "n_authors": cell.n_authors}
        yield row(str(cell.stage), str(cell.touchpoint), "friction", **known, unit="friction", detail=detail)


def _scores(m: Drawn) -> Iterator[Row]:
    for known in m.scores.itertuples():
        figure: Row = {"value": known.value, "value_low": known.value_low, "value_high": known.value_high}
        figure |= {"n_feedback": known.n, "n_authors": known.n_authors}
        yield row(str(known.stage), str(known.touchpoint), str(known.score), **figure, unit=str(known.score))
