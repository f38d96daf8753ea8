"""The demo company from end to end: what was planted can be found on the published tables."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from voc.ids import short_id
from voc.shipped import shipped
from voc.store import Store
from voc.tables import Feedback, Mention, Quarantine, Topic, published_tables

pytestmark = pytest.mark.slow
STORY = yaml.safe_load((shipped("configs/demo/story.yml")).read_text(encoding="utf-8"))
LABELS = Path(__file__).parents[1] / "data" / "demo_labels.jsonl"


def table(demo: dict[str, Any], name: str) -> pd.DataFrame:
    return pd.read_parquet(demo["home"] / "snapshots" / "current" / "tables" / f"{name}.parquet")


def opened(demo: dict[str, Any]) -> Store:
    return Store.open(f"sqlite:///{demo['home'] / 'voc.db'}")


def test_the_night_is_published(demo: dict[str, Any]) -> None:
    assert demo["result"]["status"] == "published"
    assert demo["result"]["day"] == str(STORY["last_day"])
    assert Path(demo["result"]["report"]).is_file()
    for name in published_tables():
        assert (demo["home"] / "snapshots" / "current" / "tables" / f"{name}.csv").is_file()


def test_every_row_is_accounted_for(demo: dict[str, Any]) -> None:
    accounts = {a["source"]: a for a in demo["result"]["accounts"]}
    assert {s: a["rows_in"] for s, a in accounts.items()} == STORY["rows"]
    for a in accounts.values():
        assert a["rows_in"] == a["new"] + a["updated"] + a["unchanged"] + a["duplicates"] + a["quarantined"]


def test_rejected_rows_are_those_that_were_planted(demo: dict[str, Any]) -> None:
    with opened(demo) as store:
        rejected = store.load(Quarantine)
    found = rejected.groupby(rejected["reason"].str.split().str[0])["record_id"].agg(lambda r: sorted(r.dropna()))
    assert found["no"] == sorted(STORY["rejected"]["no text"])
    assert found["date"] == sorted(STORY["rejected"]["date"])
    assert (rejected["reason"] == "unreadable line").sum() == len(STORY["rejected"]["unreadable line"])


def test_no_planted_personal_data_is_stored(demo: dict[str, Any]) -> None:
    """Structured data (with digits or an @) must be gone everywhere; of the names, nearly all."""
    planted = [p for line in LABELS.read_text(encoding="utf-8").splitlines() for p in json.loads(line).get("personal_data", [])]
    with opened(demo) as store:
        stored = "\n".join([*store.load(Feedback)["text"], *store.load(Feedback)["title"].dropna()])
    strict = [p for p in planted if "@" in p or sum(c.isdigit() for c in p) >= 9]
    assert len(strict) > 30
    assert [p for p in strict if p in stored] == []
    assert sum(p in stored for p in planted) / len(planted) < 0.15


def test_the_payment_bug_is_the_worst_cell_and_what_grew_most(demo: dict[str, Any]) -> None:
    """Of the cells that many people speak of it is the worst, and no touchpoint gained as much of the journey's friction."""
    heatmap = table(demo, "heatmap")
    cells = heatmap[(heatmap["segment"] == "all") & (heatmap["stage"] != "unplaced") & (heatmap["touchpoint"] != "unplaced")]
    recent = cells[(cells["period"] == "last_28_days") & (cells["n_authors"] >= 20)].sort_values("friction", ascending=False)
    assert recent[["stage", "touchpoint"]].iloc[0].tolist() == STORY["payment_bug"]["cell"]
    shares = cells[cells["period"] == "month"].pivot_table(
        index="touchpoint", columns="period_start", values="friction_share", aggfunc="sum"
    )
    gain = shares.iloc[:, -1] - shares.iloc[:, 0]
    assert gain.idxmax() == STORY["payment_bug"]["cell"][1]


def test_delivery_improves_from_month_to_month(demo: dict[str, Any]) -> None:
    heatmap = table(demo, "heatmap")
    cell = heatmap[(heatmap["segment"] == "all") & (heatmap["stage"] == "delivery") & (heatmap["touchpoint"] == "delivery")]
    months = cell[cell["period"] == "month"].sort_values("period_start")
    assert months["friction"].is_monotonic_decreasing
    assert months["friction"].iloc[0] - months["friction"].iloc[-1] > 0.1


def test_the_advent_calendar_is_a_topic_in_both_languages(demo: dict[str, Any]) -> None:
    """One topic has most of the comments about it, under other last digits .44 to .70 of them, and says so: by its name, or, where the
    name that analysts have for broken goods fits as well (seen without AVX-512), by the first of its keywords.
    """
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    planted = {short_id("f", x["source"], x["record_id"]) for x in labels if x.get("story") == "advent_calendar"}
    with opened(demo) as store:
        mentions, feedback, topics = store.load(Mention), store.load(Feedback), store.load(Topic)
    about = mentions[mentions["feedback_id"].isin(planted) & mentions["topic_id"].notna()]
    found = about["topic_id"].value_counts().index[0]
    members = mentions[mentions["topic_id"] == found]
    # The rest speaks of its biscuits, teas and boxes outside the calendar; see docs/decisions/topics.md, "Several maps".
    assert members["feedback_id"].isin(planted).mean() > 0.3
    assert len(planted & set(members["feedback_id"])) > 0.4 * len(planted)
    assert set(feedback[feedback["feedback_id"].isin(members["feedback_id"])]["language"]) >= {"fr", "en"}
    names = topics.set_index("topic_id").loc[found]
    for language in ("fr", "en"):
        told = names[f"name_{language}"].lower(), json.loads(names[f"keywords_{language}"])[0]
        assert any(STORY["emerging_topic"]["words"][language] in text for text in told)


def test_other_languages_are_kept_but_in_no_topic(demo: dict[str, Any]) -> None:
    with opened(demo) as store:
        mentions, feedback = store.load(Mention), store.load(Feedback)
    dutch = feedback[feedback["language"] == "nl"]
    assert len(dutch) >= 20
    theirs = mentions[mentions["feedback_id"].isin(dutch["feedback_id"])]
    assert theirs["topic_id"].isna().all()
    assert (theirs["stage"] != "unplaced").any()


def test_repetitions_count_once(demo: dict[str, Any]) -> None:
    with opened(demo) as store:
        feedback = store.load(Feedback)
    planted = STORY["repeated"]["exact"] + STORY["repeated"]["near"]
    assert feedback["duplicate_of"].notna().sum() >= 0.8 * planted
    heatmap = table(demo, "heatmap")
    whole = heatmap[(heatmap["period"] == "all") & (heatmap["segment"] == "all")]
    assert whole["n_feedback"].max() <= feedback["duplicate_of"].isna().sum()


def test_shares_add_up(demo: dict[str, Any]) -> None:
    heatmap = table(demo, "heatmap")
    whole = heatmap[(heatmap["segment"] == "all") & (heatmap["period"] == "all")]
    assert whole["friction_share"].sum() <= 1.0 + 1e-9
    assert whole["friction_share"].sum() > 0.85


def test_the_reports_verbatims_are_escaped(demo: dict[str, Any]) -> None:
    pages = Path(demo["result"]["report"]).parent.rglob("*.html")
    assert not [p for p in pages if "<script>alert(" in p.read_text(encoding="utf-8")]


def test_pages_of_a_snapshot_from_before_a_table_existed_can_be_written_again(demo: dict[str, Any], tmp_path: Path) -> None:
    from flows.report import write_report

    shutil.copytree(demo["config"].parent, tmp_path / "demo", symlinks=True)
    tables = tmp_path / "demo" / "var" / "snapshots" / "current" / "tables"
    for name in ("alert", "journey_map", "action", "action_plan", "action_effect", "score", "heatmap_phase", "phase"):
        (tables / f"{name}.parquet").unlink()
    index = write_report(tmp_path / "demo" / "voc.yml", tmp_path / "pages")
    assert index.is_file()
    assert {p.name for p in (tmp_path / "pages" / "fr").glob("*.html")} >= {"index.html", "alerts.html", "journey.html", "actions.html"}
