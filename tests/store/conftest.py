"""A store on SQLite always, and on a real PostgreSQL server of its own where one is installed."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from voc.store import Store
from voc.store.engine import make_engine
from voc.store.schema import HEAD, METADATA


@pytest.fixture
def sqlite_url(tmp_path):
    """Where no file is yet."""
    return f"sqlite:///{tmp_path / 'voc.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request):
    """An empty store, once per kind of database; made once and copied or emptied, because migrations take longer than tests."""
    with Store.open(request.getfixturevalue(f"{request.param}_store_url")) as opened:
        yield opened


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    file = tmp_path_factory.mktemp("template") / "voc.db"
    Store.open(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def sqlite_store_url(sqlite_template, sqlite_url, tmp_path):
    shutil.copy(sqlite_template, tmp_path / "voc.db")
    return sqlite_url


@pytest.fixture(scope="session")
def postgres_template(postgres_server):
    postgres_server("createdb", "store")
    Store.open(postgres_server.url("store")).close()
    return postgres_server.url("store")


@pytest.fixture
def postgresql_store_url(postgres_template):
    _execute(postgres_template, f"TRUNCATE {', '.join(METADATA.tables)}", f"UPDATE alembic_version SET version_num = '{HEAD}'")
    return postgres_template


@pytest.fixture(scope="session")
def postgres_database(postgres_server):
    postgres_server("createdb", "empty")
    return postgres_server.url("empty")


@pytest.fixture
def postgres_url(postgres_database):
    """An empty database."""
    _execute(postgres_database, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return postgres_database


def _execute(url, *statements):
    engine = make_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


class Server:
    def __init__(self, programs: Path, folder: Path):
        self.programs, self.folder = programs, folder
        # PostgreSQL refuses to run as root.
        self.prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []

    def url(self, database):
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def __call__(self, program, *arguments):
        address = [] if program in ("initdb", "pg_ctl") else ["-h", str(self.folder), "-U", "postgres"]
        command = [*self.prefix, str(self.programs / program), *address, *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, timeout=60)


@pytest.fixture(scope="session")
def postgres_server():
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'voc[postgres]'")
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL server on this machine: initdb was found neither on the PATH nor under /usr/lib/postgresql")
    if os.geteuid() == 0 and (shutil.which("runuser") is None or not _has_user("postgres")):
        pytest.skip("PostgreSQL does not run as root, and there is no user `postgres` to run it as")
    # Short, because the path of a socket is limited to about 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="voc-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    server = Server(programs, folder)
    data, options = str(folder / "data"), f"-c listen_addresses= -c fsync=off -k {folder}"
    try:
        server("initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
        server("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        yield server
        server("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs():
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    found += [p.parent for p in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)]
    return next((p for p in found if (p / "pg_ctl").exists()), None)


def _has_user(name):
    import pwd

    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
