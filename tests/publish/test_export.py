"""`voc export`: every format of what was published, whole or not at all, and clear words when there is nothing to give."""

import json
import sqlite3
from datetime import date

import openpyxl
import pandas as pd
import planted_snapshot
import pytest
import sqlalchemy as sa
from tests.test_cli import voc

from voc.errors import PublishError
from voc.publish import publish, write_sql
from voc.publish.export import export
from voc.publish.reading import find_snapshot, open_snapshot
from voc.publish.view import choose
from voc.publish.words import words
from voc.tables import published_tables


@pytest.fixture(scope="session")
def config(home):
    file = home.parent / "voc.yml"
    file.write_text("home: var\n", encoding="utf-8")
    return str(file)


def files(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_all_file_formats_when_none_is_named(config, snapshot, tmp_path):
    done = voc("export", "--config", config, "--out", "a folder ?é#", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "a folder ?é#"
    tables = [f"tables/{n}.{s}" for n in published_tables() for s in ("csv", "parquet")]
    pictures = ["heatmap.png", "heatmap.svg", "journey_map.png", "journey_map.svg"]
    assert files(folder) == sorted(["contract.yml", "voc.sqlite", "voc.xlsx", *pictures, *tables])
    said = json.loads(done.stdout)
    assert said["snapshot_id"] == snapshot.snapshot_id
    assert sorted(said["files"]) == sorted(f"a folder ?é#/{f}" for f in files(folder))
    assert openpyxl.load_workbook(folder / "voc.xlsx").sheetnames[0] == "Carte de la friction"
    for kind in ("csv", "parquet"):
        for name in published_tables():
            copy, own = (f / "tables" / f"{name}.{kind}" for f in (folder, snapshot.folder))
            assert copy.read_bytes() == own.read_bytes()


def test_the_sqlite_file_holds_every_row(config, snapshot, tmp_path):
    for _ in range(2):
        assert voc("export", "--config", config, "--out", str(tmp_path), "--sqlite", "-q").returncode == 0
    assert files(tmp_path) == ["voc.sqlite"]
    connection = sqlite3.connect(tmp_path / "voc.sqlite")
    for name, frame in snapshot.tables.items():
        assert connection.execute(f"SELECT count(*) FROM {name}").fetchone() == (len(frame),)
    where = "period = 'last_28_days' AND segment = 'all' AND touchpoint = 'payment' AND NOT silent"
    assert connection.execute(f"SELECT friction, n_feedback FROM heatmap WHERE {where}").fetchall() == [(0.62, 141)]
    connection.close()


@pytest.mark.postgres
def test_the_same_tables_in_postgresql(config, snapshot, postgres_url):
    assert voc("export", "--config", config, "--sql", postgres_url, "--json").stdout
    engine = sa.create_engine(postgres_url.replace("postgresql://", "postgresql+psycopg://"))
    try:
        with engine.begin() as connection:
            for name, frame in snapshot.tables.items():
                assert connection.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar() == len(frame)
            worst = sa.text(
                "SELECT stage FROM heatmap WHERE period = 'last_28_days' AND segment = 'all' ORDER BY friction_share DESC NULLS LAST"
            )
            assert connection.execute(worst).scalar() == "purchase"
    finally:
        engine.dispose()


def test_a_database_alone_asks_for_no_folder_and_writes_no_file(config, snapshot, tmp_path):
    done = voc("export", "--config", config, "--sql", f"sqlite:///{tmp_path / 'bi.db'}", cwd=tmp_path)
    assert (done.returncode, files(tmp_path)) == (0, ["bi.db"])
    assert snapshot.snapshot_id in done.stdout


def test_language_period_and_segment_are_those_of_the_map(config, tmp_path):
    chosen = ("--xlsx", "--language", "en", "--period", "month:2026-08", "--segment", "region=Nord")
    assert voc("export", "--config", config, "--out", str(tmp_path), *chosen).returncode == 0
    assert openpyxl.load_workbook(tmp_path / "voc.xlsx").worksheets[0]["A1"].value == "Friction map · August 2026 · region: Nord"


def test_an_earlier_snapshot_can_be_exported(config, home, tmp_path):
    earlier = next(p.name for p in (home / "snapshots").glob("s_2026-09-12_*"))
    assert voc("export", "--config", config, "--out", str(tmp_path), "--snapshot", earlier, "--parquet").returncode == 0
    heat = pd.read_parquet(tmp_path / "tables" / "heatmap.parquet")
    assert set(heat["snapshot_id"]) == {earlier}
    assert heat.loc[heat["touchpoint"] == "payment", "friction"].max() == pytest.approx(0.52)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--out", "x", "--period", "year"), 6, ["no period 'year'", "month:2026-09-01"]),
        (("--out", "x", "--segment", "region=Est"), 6, ["no segment", "region=Nord, region=Sud"]),
        (("--out", "x", "--snapshot", "../.."), 6, ["no snapshot '../..'", "s_2026-09-12_", "s_2026-09-13_"]),
        (("--out", "/proc/none/x"), 6, ["cannot be written", "--out"]),
        ((), 2, ["--out", "a folder"]),
        (("--sql", "nonsense"), 6, ["database"]),
        (("--out", "x", "--language", "de"), 2, ["--language"]),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(config, tmp_path, arguments, code, says):
    done = voc("export", "--config", config, *arguments, cwd=tmp_path)
    assert done.returncode == code
    assert all(word in done.stderr for word in says), done.stderr
    assert "Traceback" not in done.stderr
    assert files(tmp_path) == []


def test_before_the_first_night_there_is_nothing_to_export(tmp_path):
    (tmp_path / "voc.yml").write_text("home: var\n", encoding="utf-8")
    done = voc("export", "--config", "voc.yml", "--out", "x", cwd=tmp_path)
    assert done.returncode == 6
    assert "nothing has been published yet" in done.stderr
    assert "voc run" in done.stderr


def test_tables_of_a_snapshot_without_a_map_can_still_be_had(tmp_path):
    publish(tmp_path / "var", {}, date(2026, 9, 1), {}, 5)
    (tmp_path / "voc.yml").write_text("home: var\n", encoding="utf-8")
    assert voc("export", "--config", "voc.yml", "--out", "x", "--csv", "--sqlite", cwd=tmp_path).returncode == 0
    done = voc("export", "--config", "voc.yml", "--out", "y", cwd=tmp_path)
    assert done.returncode == 6
    assert "no map" in done.stderr


def test_a_failure_leaves_the_earlier_file(snapshot, tmp_path, monkeypatch):
    export(tmp_path, snapshot, None, words("en"), ["sqlite"])
    before = (tmp_path / "voc.sqlite").read_bytes()
    from voc.publish import sql

    monkeypatch.setattr(sql, "_replace", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export(tmp_path, snapshot, None, words("en"), ["sqlite"])
    assert (tmp_path / "voc.sqlite").read_bytes() == before
    assert files(tmp_path) == ["voc.sqlite"]


def test_long_work_tells_how_far_it_is(snapshot, tmp_path):
    told = []
    export(tmp_path, snapshot, choose(snapshot.tables), words("en"), ["xlsx", "png", "sqlite"], lambda *step: told.append(step))
    assert {what for _, _, what in told} == {"workbook", "pictures", "database"}
    assert all(done <= total for done, total, _ in told)
    assert sum(map(len, snapshot.tables.values())) in {done for done, _, what in told if what == "workbook"}


def test_a_snapshot_is_read_as_it_was_published(home, snapshot):
    planted = planted_snapshot.tables()
    for name, table in published_tables().items():
        given = table.check(planted[name].assign(snapshot_id=snapshot.snapshot_id) if "snapshot_id" in table.columns else planted[name])
        expected = given.sort_values(table.keys(), ignore_index=True)
        pd.testing.assert_frame_equal(snapshot.tables[name], expected, check_dtype=False)
    assert find_snapshot(home, "current") == snapshot.folder
    assert snapshot.day == "2026-09-13"


def test_a_table_that_came_later_is_empty_and_a_foreign_one_is_named(tmp_path):
    made = publish(tmp_path, planted_snapshot.tables(), planted_snapshot.DAY, {}, 5)
    (made.folder / "tables" / "score.parquet").unlink()
    assert open_snapshot(tmp_path).tables["score"].empty
    pd.DataFrame({"stage": []}).to_parquet(made.folder / "tables" / "stage.parquet")
    assert list(open_snapshot(tmp_path).tables["stage"].columns) == list(published_tables()["stage"].columns)
    pd.DataFrame({"stage": ["x"]}).to_parquet(made.folder / "tables" / "stage.parquet")
    with pytest.raises(PublishError, match=r"stage.parquet: it follows the contract 1\..*position.*absent"):
        open_snapshot(tmp_path)
    (made.folder / "tables" / "stage.parquet").write_bytes(b"PAR1nonsense")
    with pytest.raises(PublishError, match="stage.parquet: cannot be read"):
        open_snapshot(tmp_path)
    (made.folder / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(PublishError, match="manifest"):
        open_snapshot(tmp_path)


def test_progress_of_a_database_is_told(snapshot, tmp_path):
    told = []
    write_sql(f"sqlite:///{tmp_path / 'x.db'}", snapshot.tables, lambda *step: told.append(step))
    assert [done for done, _, _ in told] == list(range(len(snapshot.tables) + 1))
