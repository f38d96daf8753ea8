import pandas as pd
import pytest

from voc.errors import ContractBroken
from voc.tables import Heatmap, Mention, Raw, Validity, all_tables, published_tables


def test_every_table_has_a_key_and_meanings() -> None:
    for name, table in all_tables().items():
        assert table.keys(), name
        assert table.__doc__, name
        assert all(c.meaning for c in table.columns.values()), name


def test_published_rows_carry_n_interval_and_suppression() -> None:
    assert {"n_feedback", "friction_low", "friction_high", "suppressed", "silent"} <= set(Heatmap.columns)
    assert set(published_tables()) >= {"heatmap", "heatmap_topic", "topic", "driver", "alert"}
    assert Raw.name not in all_tables()


def test_empty_frames_keep_their_types() -> None:
    for table in all_tables().values():
        assert table.check(table.empty()).empty
        assert table.to_arrow(table.empty()).schema.names == list(table.columns)


def rows(**changes: object) -> pd.DataFrame:
    return pd.DataFrame([{"snapshot_id": "s", "source": "a", "score": "nps", "n": 3, "rank_correlation": -0.5, **changes}])


def test_all_failures_at_once() -> None:
    with pytest.raises(ContractBroken) as error:
        Validity.check(pd.concat([rows(score="love", n=-1, rank_correlation=7.0)] * 2))
    for expected in ("love", "-1", "7.0", "2 rows"[2:], "repeat the key"):
        assert expected in str(error.value)


def test_a_null_is_allowed_only_where_it_has_a_meaning() -> None:
    assert Validity.check(rows(rank_correlation=None))["rank_correlation"].isna().all()
    with pytest.raises(ContractBroken, match="source: 1 nulls"):
        Validity.check(rows(source=None))


def test_conform_adds_only_what_may_be_null() -> None:
    conformed = Mention.conform(pd.DataFrame({"mention_id": ["m"], "feedback_id": ["f"], "position": [0], "start": [0], "end": [3]}))
    assert conformed["stage"].isna().all()
    with pytest.raises(ContractBroken, match="feedback_id"):
        Mention.conform(pd.DataFrame({"mention_id": ["m"]}))


def test_conform_does_not_touch_the_given_frame() -> None:
    frame = rows(n="3")
    Validity.conform(frame)
    assert frame["n"].tolist() == ["3"]
