"""The questions the nightly asks of the store: feedback, mentions, cursors, vectors, runs, and forgetting."""

import stat
from datetime import date

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from voc.errors import StoreError
from voc.issues import Issue
from voc.store import Store, cursors, runs
from voc.store.feedback import erase_feedback, feedback_until, store_feedback
from voc.store.mentions import replace_mentions, unread
from voc.store.secret import author_secret
from voc.store.vectors import VectorStore, as_stored
from voc.tables import Feedback, IssueRow, Mention, Quarantine, Run, SourceRun


def feedback(hashes, day="2026-03-01", run_id="r_1", time_known=True, **changes):
    common = {"source": "avis", "kind": "review", "time_known": time_known, "language": "fr", "language_confidence": 1.0, "text": "Bien"}
    common |= {"attributes": "{}", "run_id": run_id, "received_at": pd.Timestamp(day, tz="UTC")}
    return Feedback.conform(pd.DataFrame([{"feedback_id": i, "content_hash": h, **common, **changes} for i, h in hashes.items()]))


def mentions(*pairs, **changes):
    rows = [{"mention_id": m, "feedback_id": f, "position": 0, "start": 0, "end": 4, **changes} for m, f in pairs]
    return pd.DataFrame(rows, columns=["mention_id", "feedback_id", "position", "start", "end", *changes])


# feedback


def test_only_new_or_changed_content_is_written(store):
    store_feedback(store, feedback({"a": "1", "b": "1"}))
    changes = store_feedback(store, feedback({"a": "1", "b": "2", "c": "1"}, run_id="r_2"))
    assert (changes.new, changes.updated, changes.unchanged) == (1, 1, 1)
    assert set(changes.written) == {"b", "c"}
    assert store.load(Feedback)["run_id"].tolist() == ["r_1", "r_2", "r_2"]


def test_undated_feedback_keeps_the_day_it_was_first_gathered(store):
    store_feedback(store, feedback({"a": "1"}, day="2026-03-01", time_known=False))
    store_feedback(store, feedback({"a": "2"}, day="2026-03-09", time_known=False))
    assert store.load(Feedback)["received_at"].tolist() == [pd.Timestamp("2026-03-01", tz="UTC")]
    store_feedback(store, feedback({"a": "3"}, day="2026-02-20"))
    assert store.load(Feedback)["received_at"].tolist() == [pd.Timestamp("2026-02-20", tz="UTC")]


def test_an_empty_delivery_is_no_change(store):
    assert store_feedback(store, Feedback.empty()).written == ()


def test_until_excludes_its_end(store):
    for i, day in enumerate(["2026-02-28T23:59:59.999999", "2026-03-01", "2026-03-02"]):
        store_feedback(store, feedback({f"f{i}": "1"}, day=day))
    assert feedback_until(store, pd.Timestamp("2026-03-01T01:00", tz="Europe/Paris"))["feedback_id"].tolist() == ["f0"]
    assert len(feedback_until(store, pd.Timestamp("2027-01-01", tz="UTC"))) == 3


# mentions


def test_mentions_of_a_feedback_are_replaced_as_a_whole(store):
    replace_mentions(store, mentions(("m1", "a"), ("m2", "a"), ("m3", "b"), sentiment=-0.5), ["a", "b"])
    assert replace_mentions(store, mentions(("m1", "a")), ["a"]) == 2
    left = store.load(Mention)
    assert left["mention_id"].tolist() == ["m1", "m3"]
    assert left["sentiment"].isna().tolist() == [True, False]
    replace_mentions(store, mentions(), ["a"])
    assert store.load(Mention)["mention_id"].tolist() == ["m3"]


def test_unread_are_those_of_another_model_or_none(store):
    store_feedback(store, feedback({"a": "1", "b": "1", "c": "1"}))
    read = pd.concat([mentions(("m1", "a"), model_version="v1"), mentions(("m2", "b"), model_version="v2"), mentions(("m3", "c"))])
    replace_mentions(store, read, ["a", "b", "c"])
    found, texts = unread(store, "v2")
    assert found["mention_id"].tolist() == ["m1", "m3"]
    assert texts["feedback_id"].tolist() == ["a", "c"]


# cursors


def test_cursors_remember_per_source(store):
    cursors.remember(store, "avis", {"mars.csv": "1", "avril.csv": "1"})
    cursors.remember(store, "avis", {"avril.csv": "2"})
    cursors.remember(store, "tickets", {"mars.csv": "9"})
    assert cursors.seen(store, "avis") == {"avril.csv": "2", "mars.csv": "1"}
    cursors.forget(store, "avis")
    assert cursors.seen(store, "avis") == {}
    assert cursors.seen(store, "tickets") == {"mars.csv": "9"}


# vectors


def test_vectors_come_back_as_put_returned_them(store):
    vectors, keys = VectorStore(store), [f"k{i}" for i in range(25)]
    drawn = np.random.default_rng(3).normal(size=(25, 8)).astype(np.float32)
    kept = vectors.put("m", keys, drawn)
    np.testing.assert_array_equal(kept, as_stored(drawn))
    found, matrix = vectors.get("m", ["nobody", *keys[::-1], "k3"], 8)
    assert found.tolist() == [False] + [True] * 26
    np.testing.assert_array_equal(matrix, np.vstack([np.zeros((1, 8)), kept[::-1], kept[3:4]]))


def test_vectors_of_another_model_or_length_are_not_found(store):
    vectors = VectorStore(store)
    vectors.put("m", ["a"], np.ones((1, 4), dtype=np.float32))
    for model, dim in (("other", 4), ("m", 6)):
        found, matrix = vectors.get(model, ["a", "b"], dim)
        assert not found.any()
        assert matrix.shape == (2, dim)
    assert vectors.get("m", [], 4)[1].shape == (0, 4)


def test_vectors_are_forgotten_by_key_and_by_what_remains(store):
    vectors = VectorStore(store)
    vectors.put("m", list("abcd"), np.eye(4, dtype=np.float32))
    assert vectors.delete(["a", "nobody"]) == 1
    assert vectors.retain(["b"]) == 2
    assert vectors.get("m", list("abcd"), 4)[0].tolist() == [False, True, False, False]


# runs


def begin(store, moment="2026-03-02T02:00:00Z"):
    started = pd.Timestamp(moment)
    return runs.start_run(store, date(2026, 3, 1), started, code_version="0", config_hash="c", model_version="v")


def test_a_run_begins_and_ends(store):
    assert runs.latest(store) is None
    run_id = begin(store)
    assert runs.latest(store)["status"] == "running"
    assert runs.latest_published(store) is None
    gate = [{"name": "min_feedback", "passed": True}]
    end = pd.Timestamp("2026-03-02T02:10:00Z")
    runs.finish_run(store, run_id, end, "published", degraded=False, snapshot_id="s_1", steps={"gather": {"seconds": 1.5}}, gate=gate)
    later = begin(store, "2026-03-03T02:00:00Z")
    assert runs.latest(store)["run_id"] == later
    assert runs.latest_published(store)["run_id"] == run_id
    assert runs.latest_published(store)["snapshot_id"] == "s_1"
    assert len(store.load(Run)) == 2


def test_issues_and_accounts_are_written_once(store):
    run_id = begin(store)
    issue = Issue("warning", "avis", "rating 11 of 10", record="mars.csv:12")
    assert runs.write_issues(store, run_id, [issue, issue]).new == 1
    assert runs.write_issues(store, run_id, [issue]).unchanged == 1
    assert runs.write_issues(store, run_id, []).new == 0
    assert store.load(IssueRow)["record"].tolist() == ["mars.csv:12"]
    counts = dict.fromkeys(["rows_in", "new", "updated", "unchanged", "duplicates", "quarantined", "files_skipped"], 0)
    runs.write_source_runs(store, run_id, pd.DataFrame([{"source": "avis", **counts, "seconds": 1.0, "status": "ok"}]))
    assert store.load(SourceRun)["run_id"].tolist() == [run_id]


def test_a_row_rejected_every_night_is_one_row_of_the_first(store):
    rejected = pd.DataFrame(
        {"source": "avis", "record": ["f:1", "f:2", "f:2"], "record_id": [None, "7", "7"], "reason": "no text", "excerpt": None}
    )
    assert runs.write_quarantine(store, "r_1", rejected).new == 2
    changes = runs.write_quarantine(store, "r_2", rejected.assign(record=["f:1", "f:3", "f:3"]))
    assert (changes.new, changes.unchanged) == (1, 1)
    assert sorted(store.load(Quarantine)["run_id"]) == ["r_1", "r_1", "r_2"]
    assert runs.write_quarantine(store, "r_3", rejected.iloc[:0]).new == 0


# the author's key


def test_the_secret_is_made_once_and_private(tmp_path):
    first = author_secret(tmp_path / "var")
    assert len(first) == 32
    assert author_secret(tmp_path / "var") == first
    assert stat.S_IMODE((tmp_path / "var" / "author.key").stat().st_mode) == 0o600
    assert [p.name for p in (tmp_path / "var").iterdir()] == ["author.key"]


def test_a_damaged_secret_is_not_replaced(tmp_path):
    (tmp_path / "author.key").write_bytes(b"short")
    with pytest.raises(StoreError, match=r"author\.key.*5 bytes.*backup"):
        author_secret(tmp_path)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="writable"):
        author_secret(tmp_path / "file")


# forgetting

SECRET = "Zanzibar-Quetzalcoatl"


def fill(store):
    store_feedback(store, feedback({"a": "1"}, text=f"Je suis {SECRET}. " * 400, title=SECRET))
    store_feedback(store, feedback({"b": "1", "c": "1"}, duplicate_of="a"))
    store_feedback(store, feedback({f"x{i}": "1" for i in range(50)}, text="Rien à signaler. " * 30))
    # Updated and moved: old versions of the row lie on other pages.
    store_feedback(store, feedback({"a": "2"}, text=f"{SECRET} encore", title=SECRET))
    replace_mentions(store, mentions(("m1", "a"), ("m2", "x1"), evidence=SECRET).assign(evidence=[SECRET, "cue"]), ["a", "x1"])
    VectorStore(store).put("m", ["m1", "m2", "k-a"], np.full((3, 4), 0.123, dtype=np.float32))
    rejected = pd.DataFrame({"source": ["avis"], "record": ["f:1"], "record_id": ["7"], "reason": ["date"], "excerpt": [SECRET]})
    runs.write_quarantine(store, "r_1", rejected)


def test_erasing_reaches_every_table_and_promotes_a_repetition(store):
    fill(store)
    quarantined = store.load(Quarantine)["quarantine_id"]
    gone = erase_feedback(store, ["a", "nobody"], lambda mentions, feedback: [f"k-{f}" for f in feedback["feedback_id"]], quarantined)
    assert gone == {"feedback": 1, "mention": 1, "vector": 2, "quarantine": 1}
    left = store.load(Feedback, {"feedback_id": ["a", "b", "c"]})
    assert left["feedback_id"].tolist() == ["b", "c"]
    assert left["duplicate_of"].fillna("").tolist() == ["", "b"]
    assert store.load(Mention)["mention_id"].tolist() == ["m2"]
    assert store.load(Quarantine).empty
    again = erase_feedback(store, ["a"])
    assert set(again.values()) == {0}


def test_no_byte_of_an_erased_text_remains_in_the_files(sqlite_url, tmp_path):
    with Store.open(sqlite_url) as store:
        fill(store)
        before = store.load(Feedback, {"source": "avis"})
        assert SECRET.encode() in b"".join(p.read_bytes() for p in tmp_path.iterdir())
        erase_feedback(store, ["a"], quarantine_ids=store.load(Quarantine)["quarantine_id"])
        assert SECRET.encode() not in b"".join(p.read_bytes() for p in tmp_path.iterdir())
        left = store.load(Feedback).drop(columns="duplicate_of")
        assert_frame_equal(left, before[before["feedback_id"] != "a"].drop(columns="duplicate_of").reset_index(drop=True))
    assert SECRET.encode() not in b"".join(p.read_bytes() for p in tmp_path.iterdir())
