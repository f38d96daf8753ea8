"""Nights that see something: told once, closed once, forgotten when the night is not fit to publish."""

from __future__ import annotations

import json
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from tests.flows.test_second_night import company, night
from tests.notify.servers import Http, running
from voc.cli import app
from voc.store import Store, sightings
from voc.tables import IssueRow

pytestmark = pytest.mark.slow

FIRST, LAST = date(2026, 3, 2), date(2026, 4, 5)
SAID = ("La livraison a eu trois jours de retard", "Payment was refused twice on the website", "Très bon accueil en magasin")


def rows(first: date, last: date) -> list[str]:
    """Three comments a day."""
    days = [first + timedelta(days=d) for d in range((last - first).days + 1)]
    return [f"{d:%m%d}{i},{d},{text} ({d:%d/%m}),5" for d in days for i, text in enumerate(SAID)]


def lines(folder: Path) -> list[tuple[str, str, str]]:
    file = folder / "told" / "alerts.jsonl"
    return [(r["event"], r["kind"], r["day"]) for r in map(json.loads, file.read_text().splitlines())] if file.exists() else []


def published(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "var/snapshots/current/tables/alert.parquet")


def warnings(folder: Path, run_id: str) -> list[str]:
    with Store.open(f"sqlite:///{folder / 'var' / 'voc.db'}") as store:
        return store.load(IssueRow, {"run_id": run_id, "severity": "warning"})["source"].tolist()


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def test_a_silence_is_told_once_and_its_end_once(prefect_server: None, tmp_path: Path) -> None:
    told: dict[str, Any] = {"file": {"path": "told/alerts.jsonl"}, "close_after": 3}
    config = company(tmp_path, rows(FIRST, LAST), alerts=told)
    assert night(config, LAST)["notified"] == {"file": 0}
    assert published(tmp_path).empty

    silent = LAST + timedelta(days=5)
    assert night(config, silent)["notified"] == {"file": 1}
    assert lines(tmp_path) == [("opened", "source_silent", str(silent))]
    [alert] = published(tmp_path).to_dict("records")
    assert (alert["subject"], alert["since"], alert["until"]) == ("shop", silent, None)
    assert alert["message_fr"].startswith("La source «\u202fshop\u202f» ne livre plus rien")

    again = night(config, silent)
    assert (again["status"], again["notified"]) == ("unchanged", {"file": 0})
    # A back-filled night makes the incident a day older; it is the same incident.
    assert night(config, silent - timedelta(days=1))["notified"] == {"file": 0}
    assert night(config, silent)["notified"] == {"file": 0}
    assert published(tmp_path)["since"].tolist() == [silent - timedelta(days=1)]

    back = silent + timedelta(days=4)
    company(tmp_path, [*rows(FIRST, LAST), *rows(silent + timedelta(days=1), back)], alerts=told)
    assert night(config, back)["notified"] == {"file": 1}
    assert lines(tmp_path)[1:] == [("closed", "source_silent", str(back))]
    listed = CliRunner().invoke(app, ["alerts", "list", "--all", "--json", "-c", str(config)])
    assert [(a["kind"], a["evidence"]["days"]) for a in json.loads(listed.output)] == [("source_silent", 5)]
    assert "No open alert" in CliRunner().invoke(app, ["alerts", "list", "-c", str(config)]).output


def test_a_sink_that_fails_is_a_warning_and_is_tried_again(prefect_server: None, tmp_path: Path) -> None:
    silent = LAST + timedelta(days=5)
    with running(Http(500, 500)) as server:
        told = {"file": {"path": "told/alerts.jsonl"}, "webhook": {"url": server.url, "shape": "plain"}}
        config = company(tmp_path, rows(FIRST, LAST), alerts=told)
        first = night(config, silent)
        assert (first["status"], first["degraded"], first["notified"]) == ("published", False, {"file": 1, "webhook": 0})
        assert warnings(tmp_path, first["run_id"]) == ["alerts.webhook"]
        second = night(config, silent)
        assert (second["status"], second["notified"]) == ("unchanged", {"file": 0, "webhook": 1})
        assert warnings(tmp_path, second["run_id"]) == []
    assert [body["alerts"][0]["kind"] for _, _, body in server.received] == ["source_silent"] * 3


def test_a_night_that_is_not_fit_to_publish_forgets_what_it_saw(prefect_server: None, tmp_path: Path) -> None:
    silent = LAST + timedelta(days=5)
    told: dict[str, Any] = {"file": {"path": "told/alerts.jsonl"}}
    config = company(tmp_path, rows(FIRST, LAST), alerts=told, gate={"min_feedback": 1000})
    assert night(config, silent)["notified"] == {}
    with Store.open(f"sqlite:///{tmp_path / 'var' / 'voc.db'}") as store:
        assert sightings.until(store, silent).empty
    assert lines(tmp_path) == []


def test_prefect_hears_of_it_when_it_is_wanted(prefect_server: None, tmp_path: Path) -> None:
    from prefect.client.orchestration import get_client

    config = company(tmp_path, rows(FIRST, LAST), alerts={"prefect_event": True})
    assert night(config, LAST + timedelta(days=5))["notified"] == {"prefect_event": 1}
    assert night(config, LAST + timedelta(days=5))["notified"] == {"prefect_event": 0}
    with get_client(sync_client=True) as client:
        found: list[dict[str, Any]] = []
        for _ in range(100):
            answer = client._client.post("/events/filter", json={"filter": {"event": {"name": ["voc.alert.source_silent"]}}})
            if found := answer.json()["events"]:
                break
            time.sleep(0.1)
    assert [(e["payload"]["subject"], e["payload"]["event"]) for e in found] == [("shop", "opened")]
