"""The published tables in a database: exactly those given, replaced at once."""

import pytest
import sqlalchemy as sa

from voc.errors import PublishError
from voc.publish import write_sql
from voc.publish.content import checked


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request, tmp_path):
    return f"sqlite:///{tmp_path / 'bi.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


def query(url, text):
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    try:
        with engine.begin() as connection:
            result = connection.execute(sa.text(text))
            return result.all() if result.returns_rows else None
    finally:
        engine.dispose()


def test_tables_are_replaced(url, tables):
    write_sql(url, checked(tables))
    write_sql(url, checked({**tables, "heatmap": tables["heatmap"].iloc[:1]}))
    assert query(url, "SELECT stage, friction, suppressed FROM heatmap") == [("purchase", 0.4, False)]
    assert query(url, "SELECT name_fr FROM topic") == [("Paiement refusé",)]
    assert query(url, "SELECT count(*) FROM alert") == [(0,)]


def test_views_of_readers_survive(url, tables):
    write_sql(url, checked(tables))
    query(url, "CREATE VIEW hot AS SELECT stage FROM heatmap WHERE friction > 0.3")
    write_sql(url, checked(tables))
    assert query(url, "SELECT stage FROM hot") == [("purchase",)]


def test_a_table_of_an_older_contract_is_made_anew(url, tables):
    query(url, "CREATE TABLE topic (topic_id TEXT)")
    write_sql(url, checked(tables))
    assert query(url, "SELECT name_en FROM topic") == [("Payment refused",)]


def test_a_failure_leaves_the_old_state(url, tables, monkeypatch):
    write_sql(url, checked(tables))
    from voc.publish import sql

    replace, seen = sql._replace, []

    def fail_at_the_third(connection, table, frame):
        seen.append(table)
        if len(seen) == 3:
            raise ZeroDivisionError
        replace(connection, table, frame)

    monkeypatch.setattr(sql, "_replace", fail_at_the_third)
    with pytest.raises(ZeroDivisionError):
        write_sql(url, checked({n: f.iloc[:0] for n, f in tables.items()}))
    assert query(url, "SELECT count(*) FROM heatmap") == [(3,)]
    assert query(url, "SELECT count(*) FROM topic") == [(1,)]


def test_the_store_itself_is_refused(url, tables):
    query(url, "CREATE TABLE alembic_version (version_num TEXT)")
    with pytest.raises(PublishError, match="database of a store.*its own"):
        write_sql(url, checked(tables))


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////proc/none/bi.db"])
def test_a_database_that_cannot_be_used(url, tables):
    with pytest.raises(PublishError, match="database|unable to open"):
        write_sql(url, checked(tables))


def test_hostile_texts_are_only_texts(url, tables):
    name = 'Robert\'); DROP TABLE topic;-- "%s" :x \\'
    write_sql(url, checked({"topic": tables["topic"].assign(name_fr=name)}))
    assert query(url, "SELECT name_fr FROM topic") == [(name,)]
