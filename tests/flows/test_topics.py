"""An analyst's hand on the topics of the demo company: through the command line, obeyed by a refit, taken back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from voc.cli import app

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def company(demo: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo company after its first night; its configuration."""
    folder = tmp_path_factory.mktemp("topics") / "demo"
    shutil.copytree(demo["config"].parent, folder, symlinks=True)
    return folder / "voc.yml"


def voc(company: Path, *words: str, code: int = 0) -> Any:
    done = CliRunner().invoke(app, ["topics", *words, "--config", str(company), "--json"])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout) if not code else str(done.exception)


def published(company: Path, table: str) -> pd.DataFrame:
    return pd.read_parquet(company.parent / "var" / "snapshots" / "current" / "tables" / f"{table}.parquet")


def subjects(company: Path) -> list[dict[str, Any]]:
    return sorted((t for t in voc(company, "list") if t["kind"] == "subject"), key=lambda t: -t["n_mentions"])


def test_topics_are_grouped_under_themes_and_no_two_share_a_name(company: Path) -> None:
    listed = voc(company, "list")
    themes = [t["topic_id"] for t in listed if t["kind"] == "theme"]
    assert 4 <= len(themes) <= 14
    assert {t["parent_id"] for t in listed if t["kind"] == "subject"} <= {*themes, None}
    for name in ("name_fr", "name_en"):
        assert len({t[name].casefold() for t in listed}) == len(listed)
    under = pd.DataFrame(listed).groupby("parent_id")["n_mentions"].sum()
    assert {t["topic_id"]: t["n_mentions"] for t in listed if t["kind"] == "theme"} == under.to_dict()


def test_decisions_are_obeyed_by_a_refit_and_published(company: Path) -> None:
    first, second, third, fourth, *_ = subjects(company)
    voc(company, "merge", second["topic_id"], "--into", first["topic_id"], "--by", "Ana")
    voc(company, "rename", third["topic_id"], "--fr", "Nom d'Ana", "--en", "Ana's name", "--by", "Ana")
    voc(company, "retire", fourth["topic_id"], "--by", "Ana")
    # A merge shows at once, in the store.
    now = {t["topic_id"]: t for t in voc(company, "list", "--all")}
    assert now[second["topic_id"]]["merged_into"] == first["topic_id"]

    result = voc(company, "refit", "--quiet")
    assert result["status"] == "published"
    topics = published(company, "topic").set_index("topic_id")
    assert topics.loc[first["topic_id"], "n_mentions"] >= 0.9 * (first["n_mentions"] + second["n_mentions"])
    assert topics.loc[third["topic_id"], ["name_fr", "name_en", "named_by"]].tolist() == ["Nom d'Ana", "Ana's name", "analyst"]
    assert topics.loc[fourth["topic_id"], ["status", "n_mentions"]].tolist() == ["retired", 0]
    behind = set(published(company, "heatmap_topic")["topic_id"])
    assert not behind & {second["topic_id"], fourth["topic_id"]}
    assert set(published(company, "topic_audit")["topic_id"]) <= set(topics.index[topics["kind"] == "subject"])
    # A refit on the same mentions is no reason to change anything.
    steps = json.loads((company.parent / "var" / "snapshots" / "current" / "manifest.json").read_text("utf-8"))
    assert steps
    page = (company.parent / "var" / "snapshots" / "current" / "report" / "fr" / "topics" / "index.html").read_text("utf-8")
    assert "Nom d’Ana" in page


def test_a_split_is_proposed_done_and_undone(company: Path) -> None:
    topic = subjects(company)[0]
    proposed = voc(company, "split", topic["topic_id"])
    assert len(proposed) >= 2
    assert all(p["examples"] for p in proposed)
    assert {t["topic_id"] for t in voc(company, "list")} >= {topic["topic_id"]}
    done = voc(company, "split", topic["topic_id"], "--confirm", "--by", "Ana")
    assert [p["topic_id"] for p in done] == [p["topic_id"] for p in proposed]
    now = {t["topic_id"]: t for t in voc(company, "list", "--all")}
    assert now[topic["topic_id"]]["status"] == "retired"
    event = next(e for e in voc(company, "events") if e["what"] == "split")
    voc(company, "undo", event["event_id"], "--by", "Ana")
    now = {t["topic_id"]: t for t in voc(company, "list", "--all")}
    assert now[topic["topic_id"]]["status"] == "active"
    assert {now[p["topic_id"]]["merged_into"] for p in proposed} == {topic["topic_id"]}


def test_one_mention_can_be_put_elsewhere_and_stays_there(company: Path) -> None:
    from voc.store import Store
    from voc.tables import Mention

    target = subjects(company)[-1]["topic_id"]
    url = f"sqlite:///{company.parent / 'var' / 'voc.db'}"
    with Store.open(url) as store:
        mentions = store.load(Mention, columns=["mention_id", "topic_id"]).dropna()
    mention = mentions.loc[mentions["topic_id"] != target, "mention_id"].min()
    voc(company, "reassign", mention, target, "--by", "Ana")
    voc(company, "refit", "--quiet")
    with Store.open(url) as store:
        assert store.load(Mention, {"mention_id": mention})["topic_id"].tolist() == [target]


def test_what_cannot_be_done_is_said(company: Path) -> None:
    topic = subjects(company)[0]["topic_id"]
    assert "itself" in voc(company, "merge", topic, "--into", topic, code=1)
    assert "t_nobody" in voc(company, "show", "t_nobody", code=1)
    assert "no name" in voc(company, "rename", topic, code=1)


def test_beyond_a_limit_yesterdays_topics_stay_and_the_run_says_why(demo: dict[str, Any], tmp_path: Path) -> None:
    import yaml

    from voc.store import Store
    from voc.tables import IssueRow

    shutil.copytree(demo["config"].parent, tmp_path / "demo", symlinks=True)
    company = tmp_path / "demo" / "voc.yml"
    before = voc(company, "list", "--all")
    body = yaml.safe_load(company.read_text("utf-8"))
    body["topics"] = {**body.get("topics", {}), "limits": {"max_outliers": 0.0}}
    company.write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    voc(company, "refit", "--quiet")
    # What is left is an ordinary night: no topic comes, goes or changes, and a mention without one may still join one within reach.
    after = voc(company, "list", "--all")
    assert [{k: v for k, v in t.items() if k != "n_mentions"} for t in after] == [
        {k: v for k, v in t.items() if k != "n_mentions"} for t in before
    ]
    assert all(then["n_mentions"] <= now["n_mentions"] <= then["n_mentions"] + 5 for then, now in zip(before, after, strict=True))
    with Store.open(f"sqlite:///{company.parent / 'var' / 'voc.db'}") as store:
        issues = store.load(IssueRow)
    said = issues[issues["source"] == "topics"]
    assert said["severity"].tolist() == ["warning"], said["what"].tolist()
    assert "yesterday's topics stay" in said["what"].iloc[0]
