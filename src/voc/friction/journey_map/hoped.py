"""What customers say they expected, against what they got, stage by stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from voc.friction.grid import UNPLACED
from voc.friction.journey_map.drawn import Drawn, Row, row
from voc.friction.journey_map.typical import typical
from voc.friction.segments import ALL
from voc.journey.expectations import KINDS, expectations

LABELS = {
    "unmet": ("Attentes déçues", "Expectations not met"),
    "met": ("Attentes tenues", "Expectations met"),
    "exceeded": ("Attentes dépassées", "Expectations exceeded"),
}


def hopes(said: pd.DataFrame, texts: Sequence[str], languages: Sequence[str]) -> pd.DataFrame:
    """The mentions that say an expectation, one row per clause, with kind, origin, clause_start and clause_end (in feedback.text).

    Words and feeling must not contradict each other: what sounds unmet in a mention that is read as positive, and what sounds met or
    exceeded in a negative one, is left out.

    Args:
        said: What `counted_mentions` gives.
        texts: What was written, by `row`.
        languages: Likewise.
    """
    columns = said[["row", "start", "end"]].itertuples(index=False)
    found = expectations([texts[row][start:end] for row, start, end in columns], [languages[row] for row in said["row"]])
    out = said.iloc[found["row"].to_numpy()].reset_index(drop=True)
    clauses = found[["start", "end"]].add(out["start"], axis=0)
    out = out.assign(kind=found["kind"], origin=found["origin"], clause_start=clauses["start"], clause_end=clauses["end"])
    against = np.where(out["kind"].eq("unmet"), "positive", "negative")
    return out[~out["sentiment_label"].eq(pd.Series(against, index=out.index, dtype="str"))].reset_index(drop=True)


def expectation_rows(m: Drawn) -> Iterator[Row]:
    """How many feedbacks say that an expectation was unmet, met or exceeded: of the whole journey and of each stage.

    In `detail`, `spans` gives the clause of each of the `mentions` as offsets in feedback.text, and `origins` how many feedbacks speak of
    what they expected, were promised, find due or wish for.
    """
    for stage in (ALL, *(s for s in m.grid.stages if s != UNPLACED)):
        of_stage = m.hopes if stage == ALL else m.hopes[m.hopes["stage_at"] == m.grid.stages.index(stage)]
        for position, kind in enumerate(KINDS):
            if len(own := of_stage[of_stage["kind"].eq(kind)]):
                yield _row(m, stage, position, kind, own)


def _row(m: Drawn, stage: str, position: int, kind: str, own: pd.DataFrame) -> Row:
    first = own.drop_duplicates("mention_id")
    chosen = typical(first, first["stage_confidence"].fillna(0.5).to_numpy(np.float64), m.verbatims, m.texts)
    spans = first.set_index("mention_id").loc[chosen, ["clause_start", "clause_end"]]
    detail = {
        "kind": kind,
        "mentions": chosen,
        "spans": {str(mention): [int(a), int(b)] for mention, a, b in spans.itertuples()},
        "origins": {str(origin): int(n) for origin, n in own.groupby("origin")["row"].nunique().items()},
    }
    n = own["row"].nunique()
    counts = {"n_feedback": n, "n_authors": own["author"].nunique(), "value": float(n), "unit": "feedbacks"}
    label_fr, label_en = LABELS[kind]
    return row(stage, ALL, "expectation", position, **counts, label_fr=label_fr, label_en=label_en, detail=detail)
