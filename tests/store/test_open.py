"""A store that cannot be used says why and what to do; one that can is brought up to date."""

import sqlite3

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from voc.errors import StoreError
from voc.store import Store
from voc.store.engine import make_engine
from voc.store.schema import HEAD, METADATA
from voc.tables import Mention, Topic
from voc.topics.general import GENERAL


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be made.*voc.db|voc.db.*cannot be made"):
        Store.open(f"sqlite:///{tmp_path}/file/voc.db")


def test_a_folder_in_place_of_the_file(tmp_path):
    with pytest.raises(StoreError, match="unable to open.*writable"):
        Store.open(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "voc.db").write_bytes(b"not a database, but long enough to look at " * 200)
    with pytest.raises(StoreError, match="voc.db.*backup"):
        Store.open(f"sqlite:///{tmp_path}/voc.db")


def test_a_truncated_file(sqlite_url, tmp_path):
    Store.open(sqlite_url).close()
    file = tmp_path / "voc.db"
    body = file.read_bytes()
    file.write_bytes(body[:5000])
    with pytest.raises(StoreError, match=r"voc\.db"):
        Store.open(sqlite_url)


@pytest.mark.parametrize("url", ["nonsense", "mysql://somewhere/voc", ""])
def test_an_address_that_is_none(url):
    with pytest.raises(StoreError, match="sqlite"):
        Store.open(url)


def test_a_server_that_does_not_answer_keeps_the_password_to_itself():
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError, match="reachable") as caught:
        Store.open("postgresql://voc:hunter2@127.0.0.1:1/voc")
    assert "hunter2" not in str(caught.value)


def test_a_store_of_a_newer_voc(store):
    with store.transaction() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer than this voc.*upgrade voc"):
        Store.open(store.engine.url.render_as_string(hide_password=False))


def test_opening_again_changes_nothing(sqlite_url, tmp_path):
    Store.open(sqlite_url).close()
    before = (tmp_path / "voc.db").read_bytes()
    Store.open(sqlite_url).close()
    assert (tmp_path / "voc.db").read_bytes() == before


def test_sqlite_forgets_what_is_deleted_and_lets_readers_read(sqlite_url):
    with Store.open(sqlite_url) as store, store.reading() as connection:
        found = {p: connection.exec_driver_sql(f"PRAGMA {p}").scalar() for p in ("journal_mode", "secure_delete", "busy_timeout")}
    assert found == {"journal_mode": "wal", "secure_delete": 1, "busy_timeout": 60000}


def test_head_is_the_newest_revision():
    config = Config()
    config.set_main_option("script_location", "voc.store:migrations")
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_migrations_lead_to_the_tables_of_the_code(store):
    """When this fails after a change in `voc.tables`, draft a revision: see voc/store/migrations/draft.py."""
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_an_unrelated_database_is_left_alone(sqlite_url, tmp_path):
    with sqlite3.connect(tmp_path / "voc.db") as connection:
        connection.execute("CREATE TABLE feedback (mine TEXT)")
    connection.close()
    with pytest.raises(StoreError):
        Store.open(sqlite_url)
    with sqlite3.connect(tmp_path / "voc.db") as connection:
        assert [r[0] for r in connection.execute("SELECT name FROM sqlite_master")] == ["feedback"]
    connection.close()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_topics_of_the_first_revision_are_kept(kind, request, tmp_path):
    """A store of voc 0.1 with two topics and a mention, opened by this voc."""
    url = f"sqlite:///{tmp_path / 'old.db'}" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    config = Config()
    config.set_main_option("script_location", "voc.store:migrations")
    engine = make_engine(url)
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        praise = next(g.topic_id for g in GENERAL if g.kind == "praise")
        for topic in ("t_a", praise):
            row = {"topic_id": topic, "name_fr": "a", "name_en": "b", "named_by": "auto", "keywords_fr": "[]", "keywords_en": "[]"}
            row |= {"status": "active", "valid_from": "2026-01-01", "n_mentions": 1}
            names = ", ".join(row)
            connection.execute(sa.text(f"INSERT INTO topic ({names}) VALUES ({', '.join(':' + n for n in row)})"), row)
        mention = {"mention_id": "m", "feedback_id": "f", "position": 0, "a": 0, "b": 1, "topic_id": "t_a"}
        columns = 'mention_id, feedback_id, position, start, "end", topic_id'
        connection.execute(
            sa.text(f"INSERT INTO mention ({columns}) VALUES (:mention_id, :feedback_id, :position, :a, :b, :topic_id)"), mention
        )
    engine.dispose()
    with Store.open(url) as store:
        topics = store.load(Topic).set_index("topic_id")
        assert topics["kind"].to_dict() == {"t_a": "subject", praise: "general"}
        assert not topics["pinned"].any()
        assert store.load(Mention)[["topic_id", "topic_found"]].to_numpy().tolist() == [["t_a", "t_a"]]
