"""The command line as a person meets it: real files, real models, messages and exit codes."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from voc.cli import main

COMMENTS = (
    "numéro;date;commentaire;étoiles\n"
    "1;12/03/2026;Livraison rapide mais le colis était ouvert;3\n"
    "2;13/03/2026;RAS;5\n"
    "3;14/03/2026;Impossible de payer, ma carte est refusée deux fois. Appelez-moi au 06 39 98 12 34;1\n"
    '4;15/03/2026;"=HYPERLINK(""http://x"";""clic"") <script>alert(1)</script> super magasin";4\n'
    "5;16/03/2026;;2\n"
)


def voc(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command, run in this process: importing everything anew takes longer than most commands."""
    said, complained, before, code = io.StringIO(), io.StringIO(), sys.argv, 0
    sys.argv = ["voc", *arguments]
    try:
        with contextlib.chdir(cwd or Path()), contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
            main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.argv = before
    return subprocess.CompletedProcess(arguments, code, said.getvalue(), complained.getvalue())


def voc_apart(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a shell starts it; for what wakes up Prefect as well."""
    return subprocess.run([sys.executable, "-m", "voc.cli", *arguments], cwd=cwd, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one analysis."""
    folder = tmp_path_factory.mktemp("analyze")
    (folder / "avis.csv").write_text(COMMENTS, encoding="cp1252")
    done = voc_apart("analyze", "avis.csv", "--out", "read", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "said.json").write_text(done.stdout, encoding="utf-8")
    return folder


def test_help_names_every_command_and_the_exit_codes() -> None:
    said = voc("--help").stdout
    for word in ("demo", "run", "report", "analyze", "evaluate", "sources", "doctor", "contract", "Exit codes"):
        assert word in said


def test_help_is_quick_to_import() -> None:
    code = "import sys, voc.cli; print([m for m in ('torch', 'prefect', 'pandas', 'spacy', 'onnxruntime') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() in ("[]", "['pandas']")


@pytest.mark.slow
def test_analyze_accounts_for_every_row(read: Path) -> None:
    said = json.loads((read / "said.json").read_text(encoding="utf-8"))
    assert said["rows_in"] == said["feedback"] + said["quarantined"] == 5
    assert any("cp1252" in i["what"] for i in said["issues"])


@pytest.mark.slow
def test_analyze_writes_what_the_design_promises(read: Path) -> None:
    feedback = pd.read_parquet(read / "read" / "feedback.parquet").set_index("id")
    mentions = pd.read_parquet(read / "read" / "mentions.parquet")
    assert set(feedback.index) == {"1", "2", "3", "4"}
    assert {"sentiment_label", "placements", "primary_stage", "primary_touchpoint", "effort", "friction"} <= set(feedback)
    assert {"text", "stage", "touchpoint", "evidence", "p_negative", "friction"} <= set(mentions)
    assert feedback["placements"].map(lambda p: len(json.loads(p)) <= 4).all()
    assert mentions.groupby("feedback_id").size()[feedback.loc["1", "feedback_id"]] == 2
    assert feedback.loc["3", "primary_touchpoint"] == "payment"
    assert "[phone]" in feedback.loc["3", "text"]


OWN_JOURNEY = """
extends: shipped
drop: {touchpoints: [phone]}
touchpoints:
  - id: lounge
    maps_to: store
    name: {fr: Salon, en: Lounge}
    examples:
      fr:
        - Le salon était bondé, plus un fauteuil de libre avant le vol.
        - Douches fermées au salon, dommage pour un billet affaires.
        - On nous a refusé l'entrée du salon malgré la carte gold.
      en:
        - The lounge had no hot food left at six in the evening.
        - Quiet lounge, good coffee, friendly barman.
"""
TRAVELLERS = """id,text
1,"No seats left in the lounge at noon."
2,"Buffet minable au salon de l'aéroport."
3,"L'application plante à chaque ouverture."
4,"Personne ne répond au téléphone."
"""


@pytest.mark.slow
def test_analyze_follows_a_journey_that_changed(tmp_path: Path) -> None:
    """An entry added with five sentences and one dropped: no training, the next reading knows both."""
    (tmp_path / "trips.csv").write_text(TRAVELLERS, encoding="utf-8")
    (tmp_path / "journey.yml").write_text(OWN_JOURNEY, encoding="utf-8")
    (tmp_path / "voc.yml").write_text("journey: journey.yml\n", encoding="utf-8")
    places = {}
    for name, config in (("shipped", []), ("own", ["--config", "voc.yml"])):
        done = voc("analyze", "trips.csv", "--out", name, *config, "--quiet", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        read = pd.read_parquet(tmp_path / name / "feedback.parquet").set_index("id")
        places[name] = read["primary_touchpoint"].to_dict()
    assert places["shipped"] | {"1": "", "2": ""} == {"1": "", "2": "", "3": "mobile_app", "4": "phone"}
    assert places["own"] | {"4": ""} == {"1": "lounge", "2": "lounge", "3": "mobile_app", "4": ""}
    assert places["own"]["4"] != "phone"
    assert "lounge" not in places["shipped"].values()


@pytest.mark.slow
def test_analyze_executes_and_keeps_nothing_dangerous(read: Path) -> None:
    text = pd.read_parquet(read / "read" / "feedback.parquet").set_index("id").loc["4", "text"]
    assert "script" not in text
    assert text.endswith("super magasin")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", b"", "empty"),
        ("none.csv", None, "none.csv"),
        ("broken.parquet", b"PAR1nonsense", "broken.parquet"),
        ("broken.xlsx", b"not a zip", "broken.xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_line(tmp_path: Path, name: str, content: bytes | None, says: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = voc("analyze", name, "--out", "read", cwd=tmp_path)
    assert done.returncode == 3
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,bonjour\n", encoding="utf-8")
    done = voc("analyze", "a.csv", "--out", "read", "--text", "body", cwd=tmp_path)
    assert done.returncode == 3
    assert "body" in done.stderr
    assert "id, text" in done.stderr


def test_an_output_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,La livraison était en retard\n", encoding="utf-8")
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    done = voc("analyze", "a.csv", "--out", "taken", cwd=tmp_path)
    assert done.returncode == 6
    assert "taken" in done.stderr
    assert "Traceback" not in done.stderr


def test_run_without_a_configuration_says_what_to_do(tmp_path: Path) -> None:
    done = voc("run", cwd=tmp_path)
    assert done.returncode == 2
    assert "voc demo" in done.stderr


def test_a_wrong_configuration_lists_all_problems(tmp_path: Path) -> None:
    (tmp_path / "voc.yml").write_text("seeed: 1\nkeep_snapshots: none\n", encoding="utf-8")
    done = voc_apart("run", "--config", "voc.yml", cwd=tmp_path)
    assert done.returncode == 2
    assert "seeed" in done.stderr
    assert "keep_snapshots" in done.stderr


def test_doctor_tells_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "voc.yml").write_text("sources: [shop.yml]\n", encoding="utf-8")
    (tmp_path / "shop.yml").write_text("name: shop\nkind: review\npath: none/*.csv\ncolumns: {text: t}\n", encoding="utf-8")
    done = voc("doctor", "--config", "voc.yml", "--json", cwd=tmp_path)
    checks = {c["check"]: c["ok"] for c in json.loads(done.stdout)}
    assert done.returncode == 1
    assert checks["configuration"]
    assert checks["models"]
    assert not checks["source shop"]


def test_contract_is_a_yaml_contract() -> None:
    import yaml

    contract = yaml.safe_load(voc("contract").stdout)
    assert contract["kind"] == "DataContract"
    assert "heatmap" in {s["name"] for s in contract["schema"]}


def test_sources_check_stores_nothing(tmp_path: Path, root: Path) -> None:
    done = voc("sources", "check", "survey", "--config", str(root / "configs/demo/voc.yml"), "--json", cwd=tmp_path)
    said = json.loads(done.stdout)
    assert said["rows_in"] == said["would_store"] + said["duplicates"] + sum(said["rejected"].values())
    assert not (tmp_path / "var").exists()


def test_alerts_test_sends_something_that_says_it_is_a_test(tmp_path: Path) -> None:
    (tmp_path / "voc.yml").write_text("company: {name: Brindille}\nalerts: {file: {path: told/alerts.jsonl}}\n", encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = voc("alerts", "test", "file", "--config", "../voc.yml", cwd=elsewhere)
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "told" / "alerts.jsonl").read_text(encoding="utf-8"))
    assert (told["event"], told["company"]) == ("test", "Brindille")
    assert "les alertes de voc arriveront ici" in told["message_fr"]


@pytest.mark.parametrize(("body", "says"), [("{}", "none is configured"), ("alerts: {file: {path: a.jsonl}}", "one of file")])
def test_alerts_test_names_what_is_configured(tmp_path: Path, body: str, says: str) -> None:
    (tmp_path / "voc.yml").write_text(body, encoding="utf-8")
    done = voc("alerts", "test", "email", "--config", "voc.yml", cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr


def test_an_alert_that_cannot_be_sent_has_an_exit_code_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOC_NO_SUCH_HOOK", raising=False)
    (tmp_path / "voc.yml").write_text("alerts: {webhook: {url: '${VOC_NO_SUCH_HOOK}'}}", encoding="utf-8")
    done = voc("alerts", "test", "webhook", "--config", "voc.yml", cwd=tmp_path)
    assert done.returncode == 10
    assert "VOC_NO_SUCH_HOOK" in done.stderr


def test_alerts_list_before_any_night_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "voc.yml").write_text("{}", encoding="utf-8")
    done = voc("alerts", "list", "--config", "voc.yml", cwd=tmp_path)
    assert done.returncode == 6
    assert "voc run" in done.stderr
