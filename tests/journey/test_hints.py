"""What a source says of the place decides what the text leaves open, and nothing else."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from tests.journey.test_place import read, touchpoint

from voc.config import ColumnMap, Hint, Journey, ModelSettings, Names, Source, StageEntry
from voc.journey import Taxonomy, place
from voc.journey.hints import hinted, hints_of
from voc.protocols import Predictions

SOURCE = Source(
    name="tickets",
    kind="ticket",
    path="x.csv",
    columns=ColumnMap(text=("t",), channel="c", attributes={"after": "a"}),
    hints={
        "channel": {"Counter": Hint(touchpoint="store")},
        "after": {"Order": Hint(stage="purchase"), "Parcel": Hint(stage="delivery", touchpoint="store")},
    },
)
ENTRIES = tuple(StageEntry(id=s, name=Names(fr=s, en=s), phase="all") for s in ("purchase", "delivery"))
JOURNEY = Journey.model_construct(version=1, phases=(), stages=ENTRIES, touchpoints=(touchpoint("store"), touchpoint("payment")))


def feedback(*rows: tuple[str, str | None, dict[str, str] | None]) -> pd.DataFrame:
    made = [(s, c, None if a is None else json.dumps(a), "fr") for s, c, a in rows]
    return pd.DataFrame(made, columns=["source", "channel", "attributes", "language"])


def places(predictions: Predictions, rows: pd.DataFrame) -> list[tuple[str, str]]:
    found = place(predictions, ["rien"] * len(rows), rows, Taxonomy.of(JOURNEY, [SOURCE]), ModelSettings())
    return list(zip(found["stage"], found["touchpoint"], strict=True))


def test_a_hint_decides_what_the_text_leaves_open() -> None:
    rows = feedback(("tickets", "counter ", None), ("tickets", "letter", None), ("reviews", "counter", None))
    # Payment is a little more probable than store.
    found = places(read([0.46, 0.44, 0.1], n=3), rows)
    assert [t for _, t in found] == ["store", "payment", "payment"]


def test_the_text_overrules_it() -> None:
    assert places(read([0.8, 0.1, 0.1]), feedback(("tickets", "counter", None)))[0][1] == "payment"


def test_an_attribute_can_speak_for_a_stage_and_a_touchpoint() -> None:
    rows = feedback(
        ("tickets", None, {"after": "PARCEL"}), ("tickets", None, {"after": "order"}), ("tickets", None, {}), ("tickets", None, None)
    )
    said = [
        hinted(rows, hints_of([SOURCE]), axis, ids).tolist()
        for axis, ids in (("stage", ("purchase", "delivery")), ("touchpoint", ("store",)))
    ]
    assert said == [[[0, 1], [1, 0], [0, 0], [0, 0]], [[1], [0], [0], [0]]]


def test_placements_are_read_again_only_when_hints_change() -> None:
    plain = SOURCE.model_copy(update={"hints": {}})
    assert Taxonomy.of(JOURNEY, [plain]).version == Taxonomy.of(JOURNEY).version
    assert Taxonomy.of(JOURNEY, [SOURCE]).version != Taxonomy.of(JOURNEY).version
    assert Taxonomy.of(JOURNEY, [SOURCE.model_copy(update={"path": "y.csv"})]).version == Taxonomy.of(JOURNEY, [SOURCE]).version


@given(st.lists(st.tuples(st.sampled_from(["tickets", "other"]), st.sampled_from(["Counter", "COUNTER", "x", None]))))
def test_each_row_is_hinted_by_itself(rows: list[tuple[str, str | None]]) -> None:
    said = hinted(feedback(*[(s, c, {}) for s, c in rows]), hints_of([SOURCE]), "touchpoint", ("payment", "store"))
    wanted = [[0.0, float(s == "tickets" and (c or "").lower() == "counter")] for s, c in rows]
    assert np.array_equal(said, np.array(wanted, np.float32).reshape(-1, 2))
