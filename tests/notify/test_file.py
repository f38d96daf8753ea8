"""Alerts as lines of JSON."""

import json
import os

import pytest
from tests.notify.conftest import bulletin

from voc.config import AlertSettings, FileSink
from voc.errors import NotifyError
from voc.notify import sinks
from voc.notify.file import File


def test_nothing_configured_is_no_sink():
    assert sinks(AlertSettings()) == []


def test_lines_are_appended(tmp_path):
    path = tmp_path / "new" / "alerts.jsonl"
    [file] = sinks(AlertSettings(file=FileSink(path=path)))
    file.send(bulletin("opened", "opened"))
    file.send(bulletin("closed"))
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(r["event"], r["alert_id"], r["company"]) for r in rows] == [
        ("opened", "a_0", "Maison Brindille"),
        ("opened", "a_1", "Maison Brindille"),
        ("closed", "a_0", "Maison Brindille"),
    ]
    assert rows[0]["message_fr"].startswith("Achat × Paiement pèse plus\u202f:")
    assert rows[0]["evidence"]["mentions"] == ["m_1", "m_2"]


def test_a_torn_line_spoils_no_other(tmp_path):
    path = tmp_path / "alerts.jsonl"
    path.write_text('{"event": "open', encoding="utf-8")
    File(FileSink(path=path)).send(bulletin("opened"))
    torn, whole = path.read_text(encoding="utf-8").splitlines()
    assert torn == '{"event": "open'
    assert json.loads(whole)["alert_id"] == "a_0"


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path):
    """A limit on the size of files cuts the write short, as a full disk does."""
    path = tmp_path / "alerts.jsonl"
    sink = File(FileSink(path=path))
    sink.send(bulletin("opened"))
    before = path.read_bytes()
    child = os.fork()
    if child == 0:
        import resource
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 10, resource.RLIM_INFINITY))
        try:
            sink.send(bulletin("opened", "opened"))
        except NotifyError:
            os._exit(3)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
    assert path.read_bytes() == before


def test_a_file_that_cannot_be_written(tmp_path):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(NotifyError, match="cannot write"):
        File(FileSink(path=tmp_path / "taken" / "alerts.jsonl")).send(bulletin("opened"))
    with pytest.raises(NotifyError, match="cannot write"):
        File(FileSink(path=tmp_path)).send(bulletin("opened"))
