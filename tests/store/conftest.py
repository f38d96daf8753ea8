"""A store on SQLite always, and on a real PostgreSQL server of its own where one is installed."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from voc.store import Store


@pytest.fixture
def sqlite_url(tmp_path):
    return f"sqlite:///{tmp_path / 'voc.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request):
    """An empty store, once per kind of database."""
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    with Store.open(url) as opened:
        yield opened


@pytest.fixture
def postgres_url(postgres_server):
    """An empty database."""
    name = f"voc_{os.urandom(4).hex()}"
    postgres_server("createdb", name)
    yield f"postgresql://postgres@/{name}?host={postgres_server.folder}"
    postgres_server("dropdb", "--force", name)


class Server:
    def __init__(self, programs: Path, folder: Path):
        self.programs, self.folder = programs, folder
        # PostgreSQL refuses to run as root.
        self.prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []

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
