"""`voc actions` as a person meets it: a real store, a real snapshot, messages and exit codes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.test_cli import voc
from voc import tables
from voc.publish.snapshot import publish


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a configuration and two actions: `fix`, begun, and `call`, planned and written down first."""
    folder = tmp_path_factory.mktemp("actions")
    (folder / "voc.yml").write_text("home: var\n", encoding="utf-8")
    (folder / "plan.yml").write_text(
        "actions:\n- {id: call, title: Rappeler, effort: high, cells: [support/phone], owner: Cleo}\n"
        "- {id: fix, title: Réparer <b>le paiement</b>, effort: low, cells: [purchase/payment], started_at: 2026-10-12}\n",
        encoding="utf-8",
    )
    done = told(folder, "import", "plan.yml", "--by", "Ana", "--json")
    assert [(r["action_id"], r["what"]) for r in done] == [("call", "added"), ("fix", "added")]
    return folder


def run(folder: Path, *arguments: str) -> Any:
    return voc("actions", *arguments, "--config", "voc.yml", cwd=folder)


def told(folder: Path, *arguments: str) -> Any:
    done = run(folder, *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_action_is_written_down_moved_and_shown(place: Path) -> None:
    made = told(
        place, "add", "Créneaux", "--effort", "medium", "--cell", "delivery/delivery", "--cell", "delivery/store", "--by", "Ana", "--json"
    )
    assert (made["status"], made["cells"], made["made_by"]) == ("planned", ["delivery/delivery", "delivery/store"], "Ana")
    action_id = made["action_id"]
    assert "started" in run(place, "start", action_id, "--on", "2026-10-12").stdout
    assert told(place, "done", action_id, "--on", "2026-10-19", "--json")["done_at"] == "2026-10-19"
    edited = told(place, "edit", action_id, "--cell", "delivery/store", "--clear", "done_at", "--note", "=1+1", "--by", "Ben", "--json")
    assert (edited["status"], edited["cells"], edited["note"], edited["changed_by"]) == ("started", ["delivery/store"], "=1+1", "Ben")
    assert "dropped" in run(place, "drop", action_id).stdout
    assert action_id not in {r["action_id"] for r in told(place, "list", "--json")}
    assert action_id in {r["action_id"] for r in told(place, "list", "--all", "--json")}
    assert told(place, "reopen", action_id, "--json")["status"] == "started"
    run(place, "drop", action_id)
    assert "delivery/store" in run(place, "show", action_id).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("add", "X", "--effort", "low", "--cell", "purchase/paymnt"), 5, "touchpoints: website"),
        (("add", "X", "--effort", "low"), 5, "aims at nothing"),
        (("edit", "fix"), 2, "nothing was said"),
        (("start", "fix"), 5, "is started"),
        (("done", "fix", "--on", "12/10/2026"), 2, "such as 2026-11-30"),
        (("done", "fix", "--on", "2026-10-01"), 5, "before it began"),
        (("show", "a_no"), 5, "no action 'a_no'"),
        (("import", "none.yml"), 2, "none.yml"),
    ],
)
def test_what_is_wrong_is_one_message_and_a_code(place: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    done = run(place, *arguments)
    assert done.returncode == code
    assert words in done.stderr.replace("\n", " ")


def test_the_last_night_s_plan_is_shown_beside_the_actions(place: Path) -> None:
    assert {r["priority"] for r in told(place, "list", "--json")} == {None}
    plan = [("call", 0.01, "later", 2), ("fix", 0.2, "quick_win", 1)]
    numbers = {"n_before": 40, "n_after": 30, "before": 0.6, "after": 0.4, "effect": -0.21, "effect_low": -0.31, "effect_high": -0.11}
    effect = {
        "action_id": "fix",
        "target": "purchase/payment",
        "measure": "friction",
        "snapshot_id": "",
        "reason_fr": "Là.",
        "reason_en": "There.",
    }
    rows = [
        {**effect, "method": "control", **numbers, "verdict": "better"},
        {**effect, "method": "interrupted_series", "n_before": 40, "n_after": 30, "verdict": "too_early"},
    ]
    frames = {
        "action_plan": tables.ActionPlan.conform(
            pd.DataFrame(plan, columns=["action_id", "impact", "quadrant", "priority"]).assign(snapshot_id="")
        ),
        "action_effect": tables.ActionEffect.conform(pd.DataFrame(rows)),
    }
    publish(place / "var", frames, date(2026, 11, 12), {}, keep=3)
    listed = told(place, "list", "--json")
    assert [(r["action_id"], r["priority"], r["quadrant"], r["verdict"]) for r in listed] == [
        ("fix", 1, "quick_win", {"better": 1}),
        ("call", 2, "later", None),
    ]
    assert "quick" in run(place, "list").stdout
    shown = told(place, "show", "fix", "--json")
    assert [e["verdict"] for e in shown["effects"]] == ["better", "too_early"]
    assert shown["action"]["impact"] == 0.2
    assert "There." in run(place, "show", "fix").stdout


def test_nothing_yet_says_how_to_begin(tmp_path: Path) -> None:
    (tmp_path / "voc.yml").write_text("home: var\n", encoding="utf-8")
    assert "voc actions add --help" in run(tmp_path, "list").stdout
    assert "Example" in voc("actions", "add", "--help").stdout
