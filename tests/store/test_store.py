"""The store gives back what it was given, on both databases, whatever the rows look like and in whatever order they come."""

import tempfile
import threading
import traceback
from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from voc.errors import ContractBroken, StoreError
from voc.store import Changes, Store
from voc.tables import Correction, Feedback, Mention, SourceRun, Topic


def feedback(*ids, **changes):
    row = {
        "source": "avis",
        "kind": "review",
        "received_at": pd.Timestamp("2026-03-01 08:15:30.123456", tz="UTC"),
        "time_known": True,
        "language": "fr",
        "language_confidence": 0.99,
        "text": "Le colis est arrivé ouvert 😡",
        "attributes": '{"région": "Île-de-France"}',
        "content_hash": "h1",
        "run_id": "r_1",
    }
    return Feedback.conform(pd.DataFrame([{"feedback_id": i, **row, **changes} for i in ids]))


def test_save_counts_what_is_new_changed_and_the_same(store):
    assert store.save(Feedback, feedback("a", "b")) == Changes(2, 0, 0)
    again = pd.concat([feedback("a", "c"), feedback("b", text="Finalement remboursé")])
    assert store.save(Feedback, again) == Changes(1, 1, 1)
    assert store.load(Feedback)["feedback_id"].tolist() == ["a", "b", "c"]
    assert store.count(Feedback) == 3


def test_null_to_value_and_back_counts_as_a_change(store):
    store.save(Feedback, feedback("a"))
    assert store.save(Feedback, feedback("a", nps=3.0)).updated == 1
    assert store.save(Feedback, feedback("a")).updated == 1
    assert store.save(Feedback, feedback("a")).unchanged == 1


def test_round_trip_on_every_column_kind(store):
    times = pd.to_datetime(["1969-12-31T23:59:59.999999Z", "2026-10-25T00:30:00.000001Z"])
    frame = pd.concat([feedback("a", received_at=times[0], csat=1e-300), feedback("b", received_at=times[1], title="")], ignore_index=True)
    store.save(Feedback, frame)
    assert_frame_equal(store.load(Feedback), frame)
    topic = {
        "topic_id": "t1",
        "name_fr": "Paiement",
        "name_en": "Payment",
        "named_by": "auto",
        "kind": "subject",
        "pinned": False,
        "keywords_fr": "[]",
        "keywords_en": "[]",
    }
    topics = Topic.conform(pd.DataFrame([{**topic, "status": "active", "valid_from": pd.Timestamp("2026-02-28"), "n_mentions": 2**40}]))
    store.save(Topic, topics)
    assert_frame_equal(store.load(Topic), topics)


def test_empty_tables_keep_their_types(store):
    assert_frame_equal(store.load(Feedback), Feedback.empty(), check_index_type=False)
    assert store.save(Mention, Mention.empty()) == Changes()


any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
any_number = st.none() | st.floats(allow_nan=False)
any_time = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))
rows = st.fixed_dictionaries(
    {
        "target": any_text,
        "target_id": any_text,
        "field_name": any_text,
        "old": st.none() | any_text,
        "new": st.none() | any_text,
        "author": any_text,
        "made_at": any_time,
        "undone_at": st.none() | any_time,
    }
)


@pytest.fixture(scope="module")
def lasting():
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/voc.db") as opened:
        yield opened


def correction_frame(by_id):
    frame = pd.DataFrame([{"correction_id": k, **v} for k, v in by_id.items()], columns=list(Correction.columns))
    for column in ("made_at", "undone_at"):
        frame[column] = pd.Series([pd.NaT if v is None else v for v in frame[column]], dtype=object).astype("datetime64[us, UTC]")
    return Correction.conform(frame)


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(any_text, rows, max_size=8), st.randoms(use_true_random=False))
def test_round_trip_is_the_identity_in_any_order(lasting, by_id, random):
    frame = correction_frame(by_id)
    shuffled = frame.iloc[random.sample(range(len(frame)), len(frame))]
    lasting.replace(Correction, shuffled)
    assert_frame_equal(lasting.load(Correction), frame.sort_values("correction_id", ignore_index=True))
    assert lasting.save(Correction, frame) == Changes(0, 0, len(frame))


@settings(max_examples=20, deadline=None)
@given(st.lists(any_number, min_size=1, max_size=8))
def test_extreme_floats_survive(lasting, values):
    frame = pd.concat([feedback(f"f{i}", csat=v) for i, v in enumerate(values)], ignore_index=True)
    lasting.replace(Feedback, frame)
    assert_frame_equal(lasting.load(Feedback), frame, check_exact=True)


def test_nul_characters_become_the_replacement_character(store):
    store.save(Feedback, feedback("a", text="avant\x00après"))
    assert store.load(Feedback)["text"].tolist() == ["avant\ufffdaprès"]
    assert store.save(Feedback, feedback("a", text="avant\x00après")).unchanged == 1


def test_filters(store):
    store.save(Feedback, pd.concat([feedback("a", duplicate_of="b"), feedback("b"), feedback("c", source="tickets")]))
    assert store.load(Feedback, {"duplicate_of": None})["feedback_id"].tolist() == ["b", "c"]
    assert store.load(Feedback, {"source": "avis", "feedback_id": ["a", "c"]}, ["text"]).columns.tolist() == ["text"]
    assert store.load(Feedback, {"feedback_id": []}).empty
    many = [f"nobody-{i}" for i in range(100_000)]
    assert store.load(Feedback, {"feedback_id": [*many, "c"]}, ["feedback_id"])["feedback_id"].tolist() == ["c"]


def test_delete_by_one_key_and_by_several(store):
    store.save(Feedback, feedback("a", "b", "c"))
    assert store.delete(Feedback, ["a", "c", "nobody"]) == 2
    account = dict.fromkeys(["rows_in", "new", "updated", "unchanged", "duplicates", "quarantined", "files_skipped"], 1)
    accounts = pd.DataFrame([{"run_id": r, "source": s, **account, "seconds": 0.1, "status": "ok"} for r in "12" for s in "xy"])
    store.save(SourceRun, accounts)
    assert store.delete(SourceRun, pd.DataFrame({"run_id": ["1", "2"], "source": ["x", "z"]})) == 1
    assert len(store.load(SourceRun)) == 3


def test_several_saves_commit_together_or_not_at_all(store):
    with pytest.raises(ZeroDivisionError), store.transaction():
        store.save(Feedback, feedback("a"))
        store.replace(Topic, Topic.empty())
        raise ZeroDivisionError
    assert store.load(Feedback).empty
    with store.transaction():
        store.save(Feedback, feedback("a"))
        assert store.count(Feedback) == 1
    assert store.count(Feedback) == 1


def test_a_reader_sees_the_old_state_while_another_writes(store):
    store.save(Feedback, feedback("a"))
    seen = []
    with store.transaction():
        store.save(Feedback, feedback("b"))
        reader = threading.Thread(target=lambda: seen.append(store.count(Feedback)))
        reader.start()
        reader.join(10)
    assert seen == [1]


def test_writers_wait_for_each_other(store):
    threads = [threading.Thread(target=store.save, args=(Feedback, feedback(f"f{i}"))) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert store.count(Feedback) == 8


def test_what_breaks_the_contract_is_not_stored(store):
    with pytest.raises(ContractBroken, match="repeat the key"):
        store.save(Feedback, feedback("a", "a"))
    with pytest.raises(ContractBroken, match="kind"):
        store.save(Feedback, feedback("a", kind="telegram"))
    assert store.count(Feedback) == 0


def test_messages_never_hold_what_customers_wrote(store):
    from voc.store.schema import SQL_TABLES

    with pytest.raises(StoreError) as caught, store.transaction() as connection:
        connection.execute(SQL_TABLES["feedback"].insert(), [{"feedback_id": "a", "text": "Mon secret"}])
    assert "secret" not in "".join(traceback.format_exception(caught.value))
