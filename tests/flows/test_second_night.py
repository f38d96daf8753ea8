"""Nights after the first: nothing twice, late data in place, sources that fail, gates that close, kills that heal."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from tests.flows.conftest import demo_folder
from voc.cli import app
from voc.errors import ConfigError, SourceError
from voc.store import Store
from voc.tables import Feedback, Mention, SourceRun

pytestmark = pytest.mark.slow

SOURCE = {
    "name": "shop",
    "kind": "review",
    "path": "in/*.csv",
    "columns": {"id": "id", "text": "text", "received_at": "date", "nps": "nps"},
}
ROWS = [
    "1,2026-05-04,La livraison est arrivée avec une semaine de retard et personne ne répond au téléphone,2",
    "2,2026-05-04,I love the sofa but the delivery driver never rang the bell,6",
    "3,2026-05-05,Paiement refusé trois fois de suite sur le site,1",
    "4,2026-05-05,Great shop and very helpful staff,10",
]


def company(folder: Path, rows: list[str], **settings: Any) -> Path:
    """A small company with one source; returns its configuration file."""
    (folder / "in").mkdir(parents=True, exist_ok=True)
    (folder / "in" / "a.csv").write_text("id,date,text,nps\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (folder / "shop.yml").write_text(yaml.safe_dump(SOURCE, allow_unicode=True), encoding="utf-8")
    body = {"sources": ["*shop.yml"], "day": "latest", "friction": {"min_authors": 1}, **settings}
    (folder / "voc.yml").write_text(yaml.safe_dump(body), encoding="utf-8")
    return folder / "voc.yml"


def night(config: Path, day: date | None = None) -> dict[str, Any]:
    from flows.nightly import nightly

    return nightly(config=str(config), day=day)


def digests(home: Path) -> dict[str, str]:
    folder = home / "snapshots" / "current" / "tables"
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}


def test_a_second_night_on_the_same_inputs_changes_nothing(demo: dict[str, Any]) -> None:
    before = digests(demo["home"])
    again = night(demo["config"])
    assert again["status"] == "unchanged"
    assert again["snapshot_id"] == demo["result"]["snapshot_id"]
    assert all(a["new"] == a["updated"] == 0 for a in again["accounts"])
    assert digests(demo["home"]) == before


def test_another_home_and_row_order_give_the_same_bytes(demo: dict[str, Any], tmp_path: Path) -> None:
    config = demo_folder(tmp_path)
    tickets = tmp_path / "data" / "tickets.jsonl"
    lines = tickets.read_text(encoding="utf-8").splitlines(keepends=True)
    tickets.write_text("".join(reversed(lines)), encoding="utf-8")
    assert night(config)["snapshot_id"] == demo["result"]["snapshot_id"]
    assert digests(tmp_path / "var") == digests(demo["home"])


def test_resent_and_late_records_update_in_place(prefect_server: None, tmp_path: Path) -> None:
    config = company(tmp_path, ROWS)
    night(config)
    changed = ROWS[2].replace("trois fois de suite", "trois fois puis accepté")
    late = "5,2026-05-01,Le magasin était fermé alors que le site le disait ouvert,4"
    company(tmp_path, [ROWS[0], ROWS[1], changed, ROWS[3], late])
    account = night(config)["accounts"][0]
    assert (account["new"], account["updated"], account["unchanged"]) == (1, 1, 3)
    with Store.open(f"sqlite:///{tmp_path / 'var' / 'voc.db'}") as store:
        feedback, mentions = store.load(Feedback), store.load(Mention)
    assert len(feedback) == 5
    assert "puis accepté" in "".join(feedback["text"])
    assert "de suite" not in "".join(feedback["text"])
    assert set(mentions["feedback_id"]) == set(feedback["feedback_id"])


def test_a_day_sees_only_what_had_been_received(prefect_server: None, tmp_path: Path) -> None:
    import pandas as pd

    config = company(tmp_path, ROWS)
    night(config, date(2026, 5, 4))
    heatmap = pd.read_parquet(tmp_path / "var/snapshots/current/tables/heatmap.parquet")
    assert heatmap["period_end"].max() <= date(2026, 5, 31)
    assert heatmap[(heatmap["period"] == "all") & (heatmap["segment"] == "all")]["n_feedback"].max() <= 2


def test_a_source_that_fails_does_not_stop_the_night(prefect_server: None, tmp_path: Path) -> None:
    config = company(tmp_path, ROWS)
    broken = SOURCE | {"name": "gone", "path": "nowhere/*.csv"}
    (tmp_path / "broken_shop.yml").write_text(yaml.safe_dump(broken), encoding="utf-8")
    result = night(config)
    assert result["degraded"]
    assert result["status"] == "published"
    with Store.open(f"sqlite:///{tmp_path / 'var' / 'voc.db'}") as store:
        assert store.load(SourceRun).set_index("source")["status"].to_dict() == {"gone": "failed", "shop": "ok"}


def test_no_source_at_all_is_an_error(prefect_server: None, tmp_path: Path) -> None:
    config = company(tmp_path, ROWS)
    (tmp_path / "in" / "a.csv").unlink()
    with pytest.raises(SourceError, match="no source could be read"):
        night(config)


def test_a_wrong_configuration_fails_before_any_work(prefect_server: None, tmp_path: Path) -> None:
    config = company(tmp_path, ROWS, frction={})
    with pytest.raises(ConfigError, match="frction"):
        night(config)
    assert not (tmp_path / "var").exists()


def test_a_closed_gate_keeps_the_last_snapshot(prefect_server: None, tmp_path: Path) -> None:
    first = night(company(tmp_path, ROWS))
    second = night(company(tmp_path, [*ROWS, "6,2026-05-06,Encore un retard de livraison,3"], gate={"min_feedback": 1000}))
    assert second["status"] == "kept"
    assert second["snapshot_id"] == first["snapshot_id"]
    assert [c["name"] for c in second["gate"] if not c["passed"]] == ["min_feedback"]
    assert (tmp_path / "var/snapshots/current").resolve().name == first["snapshot_id"]


def test_a_killed_night_is_completed_by_the_next_one(prefect_server: None, demo: dict[str, Any], tmp_path: Path) -> None:
    """Killed in the middle of the work; the next run gives what an undisturbed one gives."""
    config = demo_folder(tmp_path)
    code = f"from flows.nightly import nightly; nightly(config={str(config)!r})"
    env = {**os.environ, "PREFECT_HOME": str(tmp_path / "prefect")}
    process = subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline and process.poll() is None and _rows(tmp_path / "var" / "voc.db", "feedback") == 0:
        time.sleep(0.2)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "var/snapshots/current").exists()
    assert night(config)["snapshot_id"] == demo["result"]["snapshot_id"]


def _rows(database: Path, table: str) -> int:
    import sqlite3

    if not database.exists():
        return 0
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            return int(connection.execute(f"select count(*) from {table}").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def test_no_text_is_left_in_prefects_database(demo: dict[str, Any]) -> None:
    """Parameters and results are ids and counts: an erasure need not look into Prefect."""
    from prefect.settings import get_current_settings

    home = Path(str(get_current_settings().home))
    with Store.open(f"sqlite:///{demo['home'] / 'voc.db'}") as store:
        texts = [t.encode() for t in store.load(Feedback)["text"] if len(t) > 60][:50]
    kept = b"".join(p.read_bytes() for p in home.rglob("*") if p.is_file() and p.stat().st_size < 200_000_000)
    assert not [t for t in texts if t in kept or json.dumps(t.decode()).encode() in kept]


def test_what_an_analyst_says_wins_every_night(prefect_server: None, tmp_path: Path) -> None:
    config = company(tmp_path, ROWS)
    night(config)
    with Store.open(f"sqlite:///{tmp_path / 'var' / 'voc.db'}") as store:
        read = store.load(Mention).set_index("mention_id")
        chosen = read.index[read["touchpoint"] != "social_media"][0]
    runner = CliRunner()
    said = runner.invoke(app, ["corrections", "add", chosen, "--touchpoint", "social_media", "--by", "Ana", "-c", str(config), "--json"])
    assert said.exit_code == 0, said.output
    correction = json.loads(said.output)[0]
    assert night(config)["status"] == "published"
    with Store.open(f"sqlite:///{tmp_path / 'var' / 'voc.db'}") as store:
        now = store.load(Mention).set_index("mention_id")
    assert now.loc[chosen, "touchpoint"] == "social_media"
    assert now.loc[chosen, "touchpoint_confidence"] == 1
    assert night(config)["status"] == "unchanged"
    assert runner.invoke(app, ["corrections", "undo", correction["correction_id"], "-c", str(config)]).exit_code == 0
    night(config)
    with Store.open(f"sqlite:///{tmp_path / 'var' / 'voc.db'}") as store:
        assert store.load(Mention).set_index("mention_id").loc[chosen, "touchpoint"] == read.loc[chosen, "touchpoint"]
    wrong = runner.invoke(app, ["corrections", "add", chosen, "--touchpoint", "moon", "--by", "Ana", "-c", str(config)])
    assert "is no touchpoint" in str(wrong.exception)
