"""A snapshot is a function of what it holds, appears whole, and is never seen torn."""

import json
import signal
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import ContractBroken, PublishError
from voc.publish import current, publish
from voc.publish.content import as_arrow, checked, snapshot_id
from voc.publish.manifest import intact
from voc.tables import Topic, published_tables

DAY = date(2026, 3, 1)
RUN = {"config_hash": "c", "model_version": "v"}


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def id_of(tables, day=DAY):
    return snapshot_id(day, as_arrow(checked(tables)))


def one_topic(name):
    row = {
        "topic_id": "t_1",
        "name_fr": name,
        "name_en": "x",
        "named_by": "auto",
        "kind": "subject",
        "pinned": False,
        "keywords_fr": "[]",
        "keywords_en": "[]",
    }
    return {"topic": pd.DataFrame([{**row, "status": "active", "valid_from": pd.Timestamp(DAY), "n_mentions": 4}])}


def test_the_same_tables_give_the_same_bytes_in_any_order(tables, tmp_path):
    first = publish(tmp_path / "one", tables, DAY, RUN, 5)
    turned = {n: f.iloc[::-1][list(f.columns)[::-1]] for n, f in reversed(tables.items())}
    second = publish(tmp_path / "two", turned, DAY, RUN, 5)
    assert first.snapshot_id == second.snapshot_id
    assert files(first.folder) == files(second.folder)
    assert first.snapshot_id.startswith("s_2026-03-01_")


def test_publishing_again_writes_nothing(tables, tmp_path):
    first = publish(tmp_path, tables, DAY, RUN, 5)
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "snapshots").rglob("*") if p.name != ".lock"}
    second = publish(tmp_path, tables, DAY, RUN, 5, extras=lambda folder, tables: pytest.fail("not asked again"))
    assert (first.is_new, second.is_new) == (True, False)
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "snapshots").rglob("*") if p.name != ".lock"} == before


def test_any_published_value_changes_the_id(tables):
    found = {id_of(tables), id_of(tables, date(2026, 3, 2))}
    heat = tables["heatmap"]
    for changed in (heat.assign(friction=0.5), heat.iloc[1:], heat.assign(friction=None), heat.assign(friction=0.0)):
        found.add(id_of({**tables, "heatmap": changed}))
    assert len(found) == 6


def test_what_lies_under_a_null_and_the_sign_of_zero_do_not(tables):
    heat = tables["heatmap"]
    zero, minus = heat.assign(friction=0.0), heat.assign(friction=-0.0)
    assert id_of({"heatmap": zero}) == id_of({"heatmap": minus})


@settings(max_examples=10, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=2, max_size=2, unique=True))
def test_different_texts_have_different_ids(names):
    a, b = (id_of(one_topic(n)) for n in names)
    assert a != b


def test_every_published_table_is_there_with_its_id_and_can_be_read(tables, tmp_path):
    made = publish(tmp_path, tables, DAY, RUN, 5)
    for name, table in published_tables().items():
        read = pq.read_table(made.folder / "tables" / f"{name}.parquet")
        assert read.schema.equals(table.arrow_schema(), check_metadata=False)
        assert (made.folder / "tables" / f"{name}.csv").is_file()
    heat = pd.read_parquet(made.folder / "tables" / "heatmap.parquet")
    assert set(heat["snapshot_id"]) == {made.snapshot_id}
    assert heat["stage"].tolist() == ["delivery", "purchase", "support"]
    assert pd.read_csv(made.folder / "tables" / "heatmap.csv", encoding="utf-8-sig")["friction"].isna().sum() == 1


def test_the_manifest_tells_files_rows_and_versions_but_no_time(tables, tmp_path):
    made = publish(tmp_path, tables, DAY, RUN, 5, extras=lambda folder, _: (folder / "report.html").write_text("é", encoding="utf-8"))
    manifest = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["run"] == RUN
    assert manifest["rows"]["heatmap"] == 3
    assert manifest["rows"]["alert"] == 0
    assert manifest["files"]["report.html"]["bytes"] == 2
    assert set(manifest["files"]) == set(files(made.folder)) - {"manifest.json"}


def test_extras_see_the_tables_with_their_id(tables, tmp_path):
    seen = {}
    made = publish(tmp_path, tables, DAY, RUN, 5, extras=lambda folder, given: seen.update(given))
    assert set(seen["heatmap"]["snapshot_id"]) == {made.snapshot_id}


def test_a_damaged_snapshot_is_written_again(tables, tmp_path):
    made = publish(tmp_path, tables, DAY, RUN, 5)
    before = files(made.folder)
    (made.folder / "tables" / "topic.csv").write_text("gone")
    assert not intact(made.folder)
    assert publish(tmp_path, tables, DAY, RUN, 5).is_new
    assert files(made.folder) == before


def test_a_failing_report_leaves_yesterday_current(tables, tmp_path):
    made = publish(tmp_path, tables, DAY, RUN, 5)

    def fail(folder, tables):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        publish(tmp_path, one_topic("autre"), DAY, RUN, 5, extras=fail)
    assert current(tmp_path) == made.folder.resolve()
    assert sorted(p.name for p in (tmp_path / "snapshots").iterdir()) == [".lock", "current", made.snapshot_id]


def test_old_snapshots_go_but_not_the_current_one_nor_the_one_before(tmp_path):
    made = [publish(tmp_path, one_topic(f"sujet {i}"), DAY, RUN, 2).snapshot_id for i in range(5)]
    assert sorted(p.name for p in (tmp_path / "snapshots").glob("s_*")) == sorted(made[3:])
    publish(tmp_path, one_topic("sujet 3"), DAY, RUN, 1)
    assert sorted(p.name for p in (tmp_path / "snapshots").glob("s_*")) == sorted(made[3:])
    assert current(tmp_path).name == made[3]


def test_leftovers_of_a_killed_run_are_removed(tables, tmp_path):
    (tmp_path / "snapshots" / ".tmp-s_old" / "tables").mkdir(parents=True)
    (tmp_path / "snapshots" / ".tmp-current").symlink_to("nowhere")
    publish(tmp_path, tables, DAY, RUN, 5)
    assert not list((tmp_path / "snapshots").glob(".tmp-*"))


KILLED = """
import sys, time
from datetime import date
from pathlib import Path
from voc.publish import publish

def wait(folder, tables):
    (folder / "report.html").write_text("half")
    print("half", flush=True)
    time.sleep(60)

publish(Path(sys.argv[1]), {}, date(2026, 3, 2), {}, 5, extras=wait)
"""


def test_killed_before_the_end_nothing_shows_and_the_next_run_completes(tables, tmp_path):
    made = publish(tmp_path, tables, DAY, RUN, 5)
    with subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "half\n"
        with pytest.raises(PublishError, match="another run"):
            publish(tmp_path, tables, DAY, RUN, 5)
        process.send_signal(signal.SIGKILL)
    assert current(tmp_path) == made.folder.resolve()
    done = publish(tmp_path, {}, date(2026, 3, 2), {}, 5)
    assert done.is_new
    assert current(tmp_path) == done.folder.resolve()
    assert not list((tmp_path / "snapshots").glob(".tmp-*"))


def test_readers_of_current_never_see_a_torn_state(tmp_path):
    publish(tmp_path, one_topic("sujet"), DAY, RUN, 3)
    stop, torn, reads = threading.Event(), [], []

    def read():
        while not stop.is_set():
            folder = current(tmp_path)
            try:
                manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
                rows = pq.read_table(folder / "tables" / "topic.parquet").num_rows
                reads.append(manifest["snapshot_id"])
                time.sleep(0.002)
                if manifest["snapshot_id"] != folder.name or manifest["rows"]["topic"] != rows:
                    torn.append(folder)
            except (OSError, ValueError, AttributeError) as error:
                torn.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for i in range(15):
            publish(tmp_path, one_topic(f"sujet {i}"), DAY, RUN, 10)
    finally:
        stop.set()
        for reader in readers:
            reader.join(20)
    assert torn == []
    assert len(set(reads)) > 1


def test_tables_that_break_their_contract_are_not_published(tables, tmp_path):
    with pytest.raises(ContractBroken, match="trend"):
        publish(tmp_path, {"heatmap": tables["heatmap"].assign(trend="sideways")}, DAY, RUN, 5)
    with pytest.raises(ContractBroken, match="feedback cannot be published"):
        publish(tmp_path, {"feedback": Topic.empty()}, DAY, RUN, 5)
    assert current(tmp_path) is None


def test_a_folder_that_cannot_be_written(tables, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PublishError, match="file.*writable|writable.*file"):
        publish(tmp_path / "file", tables, DAY, RUN, 5)


def test_current_is_relative_so_that_the_home_can_be_moved(tables, tmp_path):
    made = publish(tmp_path / "var", tables, DAY, RUN, 5)
    Path(tmp_path / "var").rename(tmp_path / "moved")
    assert current(tmp_path / "moved").name == made.snapshot_id
    assert (tmp_path / "moved" / "snapshots" / "current").readlink() == Path(made.snapshot_id)
