"""Actions: written down, changed, begun, done, dropped, imported; on both databases."""

import json
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from voc.errors import ConfigError, StoreError
from voc.store.actions import add, change, drop, finish, get, listed, load_file, reopen, start
from voc.tables import Action, Topic

NOW = datetime(2026, 11, 28, 9, 30, 15, 123456, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
SLOTS = {"title": "  Créneaux de\n livraison ", "effort": "low", "cells": ["delivery/delivery"]}


def topic(topic_id, fr, en, kind="subject", status="active", **rest):
    return {
        **{"topic_id": topic_id, "kind": kind, "name_fr": fr, "name_en": en, "named_by": "auto", "pinned": False, "status": status},
        **{"keywords_fr": "[]", "keywords_en": "[]", "valid_from": pd.Timestamp("2026-09-01"), "n_mentions": 3, **rest},
    }


@pytest.fixture
def topics(store):
    rows = [
        topic("t_late", "Retards", "Delays", parent_id="t_theme"),
        topic("t_card", "Carte", "Card"),
        topic("t_card2", "carte", "Membership card"),
        topic("t_theme", "Colis", "Parcels", kind="theme"),
        topic("t_old", "Vieux", "Old", status="retired"),
        topic("t_was", "Avant", "Before", status="merged", merged_into="t_mid"),
        topic("t_mid", "Milieu", "Middle", status="merged", merged_into="t_late"),
    ]
    store.save(Topic, Topic.conform(pd.DataFrame(rows)))
    return store


def test_what_is_written_down_is_there(store, journey):
    made = add(store, journey, {**SLOTS, "owner": "Ana", "due": "2026-12-24"}, "Ana", NOW)
    row = get(store, made["action_id"].iloc[0]).iloc[0]
    assert row["title"] == "Créneaux de livraison"
    assert (row["status"], row["owner"], row["due"], json.loads(row["cells"])) == (
        *("planned", "Ana", pd.Timestamp("2026-12-24")),
        [["delivery", "delivery"]],
    )
    assert (row["made_by"], row["made_at"], row["changed_by"], row["changed_at"]) == ("Ana", pd.Timestamp(NOW)) * 2
    assert row[["note", "started_at", "done_at"]].isna().all()
    pd.testing.assert_frame_equal(get(store, row["action_id"]), made)
    # The same said again by somebody else is another action.
    assert add(store, journey, SLOTS, "Ben", NOW)["action_id"].iloc[0] != row["action_id"]
    assert len(listed(store)) == 2


def test_an_action_goes_its_way(store, journey):
    action_id = add(store, journey, SLOTS, "Ana", NOW)["action_id"].iloc[0]
    begun = start(store, action_id, date(2026, 10, 12), "Ben", LATER).iloc[0]
    assert (begun["status"], begun["started_at"], begun["changed_by"], begun["changed_at"]) == (
        *("started", pd.Timestamp("2026-10-12"), "Ben"),
        pd.Timestamp(LATER),
    )
    assert (begun["made_by"], begun["made_at"]) == ("Ana", pd.Timestamp(NOW))
    assert finish(store, action_id, date(2026, 10, 19), "Ben", LATER)["status"].iloc[0] == "done"
    with pytest.raises(StoreError, match="is done"):
        drop(store, action_id, "Ben", LATER)
    undone = change(store, journey, action_id, {"done_at": None}, "Ben", LATER).iloc[0]
    assert undone["status"] == "started"
    assert drop(store, action_id, "Ben", LATER)["status"].iloc[0] == "dropped"
    # A dropped action stays dropped, whatever else is changed, until somebody takes it up again.
    assert change(store, journey, action_id, {"owner": "Cleo"}, "Ben", LATER)["status"].iloc[0] == "dropped"
    assert reopen(store, action_id, "Ben", LATER)["status"].iloc[0] == "started"


def test_what_cannot_be_is_refused(store, journey):
    action_id = add(store, journey, SLOTS, "Ana", NOW)["action_id"].iloc[0]
    with pytest.raises(StoreError, match="is planned; expected an action that is started"):
        finish(store, action_id, date(2026, 10, 12), "Ana", LATER)
    with pytest.raises(StoreError, match="without having begun"):
        change(store, journey, action_id, {"done_at": date(2026, 10, 12)}, "Ana", LATER)
    start(store, action_id, date(2026, 10, 12), "Ana", LATER)
    with pytest.raises(StoreError, match="before it began on 2026-10-12"):
        finish(store, action_id, date(2026, 10, 11), "Ana", LATER)
    with pytest.raises(StoreError, match="is started"):
        start(store, action_id, date(2026, 10, 12), "Ana", LATER)
    with pytest.raises(StoreError, match="is started; expected an action that is dropped"):
        reopen(store, action_id, "Ana", LATER)
    for what in (get, lambda s, i: drop(s, i, "Ana", LATER), lambda s, i: change(s, journey, i, {"owner": "x"}, "Ana", LATER)):
        with pytest.raises(StoreError, match="no action 'a_no'"):
            what(store, "a_no")
    assert get(store, action_id)["status"].iloc[0] == "started"


def test_everything_wrong_is_said_at_once_with_what_is_known(topics, journey):
    new = {"title": " ", "effort": "huge", "cells": ["delivery/nowhere", "x/y"], "topics": ["t_no"], "due": "soon", "colour": "red"}
    with pytest.raises(StoreError) as refused:
        add(topics, journey, new, "Ana", NOW)
    said = str(refused.value)
    for part in ("'huge'", "'delivery/nowhere'", "'x/y'", "'t_no'", "'soon'", "colour", "title is missing"):
        assert part in said
    for known in (
        "low, medium, high",
        "stages: awareness, consideration",
        "touchpoints: website, mobile_app",
        "t_late (Delays)",
        "2026-11-30",
    ):
        assert known in said
    with pytest.raises(StoreError, match="aims at nothing"):
        add(topics, journey, {"title": "x", "effort": "low"}, "Ana", NOW)
    assert topics.count(Action) == 0


def test_topics_go_by_id_or_by_a_name_that_only_one_has(topics, journey):
    made = add(topics, journey, {"title": "x", "effort": "low", "topics": ["delays", "t_card", "RETARDS"]}, "Ana", NOW)
    assert json.loads(made["topics"].iloc[0]) == ["t_late", "t_card"]
    for name, why in (("carte", "several topics; expected one of t_card, t_card2"), ("Colis", "theme; expected its topics: t_late")):
        with pytest.raises(StoreError, match=why):
            add(topics, journey, {"title": "y", "effort": "low", "topics": [name]}, "Ana", NOW)
    for gone in ("t_old", "t_was"):
        with pytest.raises(StoreError, match="no living topic"):
            add(topics, journey, {"title": "y", "effort": "low", "topics": [gone]}, "Ana", NOW)


def test_merged_topics_are_followed(topics, journey):
    made = add(topics, journey, {"title": "x", "effort": "low", "topics": ["t_late", "t_card"]}, "Ana", NOW)
    topics.save(Action, Action.conform(made.assign(topics='["t_was", "t_card", "t_late", "t_unknown"]')))
    assert json.loads(listed(topics)["topics"].iloc[0]) == ["t_late", "t_card", "t_unknown"]
    assert json.loads(get(topics, made["action_id"].iloc[0])["topics"].iloc[0])[0] == "t_was"
    assert listed(topics)["cells"].tolist() == ["[]"]


def test_no_action_is_an_empty_table(store):
    assert listed(store).columns.tolist() == list(Action.columns)
    assert listed(store).empty


def test_a_change_that_changes_nothing_leaves_no_trace(store, journey):
    action_id = add(store, journey, {**SLOTS, "due": date(2026, 12, 24)}, "Ana", NOW)["action_id"].iloc[0]
    same = change(store, journey, action_id, {"due": "2026-12-24", "title": "Créneaux de livraison"}, "Ben", LATER)
    assert same["changed_by"].tolist() == ["Ana"]
    with pytest.raises(StoreError, match="aims at nothing"):
        change(store, journey, action_id, {"cells": None}, "Ben", LATER)


FILE = """
actions:
  - {id: slots, title: Créneaux, effort: low, cells: [delivery/delivery, [support, phone]], started_at: 2026-10-12, done_at: 2026-10-19}
  - title: Rappeler
    effort: high
    cells: support/phone
    note: "=HYPERLINK(1)"
"""


def test_a_file_can_be_imported_again(store, journey, tmp_path):
    file = tmp_path / "actions.yml"
    file.write_text(FILE, encoding="utf-8")
    assert load_file(store, journey, file, "Ana", NOW)["what"].tolist() == ["added", "added"]
    before = store.load(Action)
    assert json.loads(before.set_index("action_id").loc["slots", "cells"]) == [["delivery", "delivery"], ["support", "phone"]]
    assert load_file(store, journey, file, "Ben", LATER)["what"].tolist() == ["unchanged", "unchanged"]
    pd.testing.assert_frame_equal(store.load(Action), before)
    # What the file does not state is left as people put it; what it states is as it states.
    action_id = before.loc[before["title"] == "Rappeler", "action_id"].iloc[0]
    start(store, action_id, date(2026, 11, 2), "Ben", LATER)
    file.write_text(FILE.replace("effort: high", "effort: low").replace("Créneaux", "Créneaux courts"), encoding="utf-8")
    assert load_file(store, journey, file, "Ben", LATER)["what"].tolist() == ["changed", "changed"]
    after = store.load(Action).set_index("action_id")
    assert after.loc[action_id, ["effort", "status"]].tolist() == ["low", "started"]
    assert after.loc["slots", "title"] == "Créneaux courts"
    # An entry without an id is known again after its action was renamed.
    change(store, journey, action_id, {"title": "Rappel"}, "Ben", LATER)
    load_file(store, journey, file, "Ben", LATER)
    assert len(store.load(Action)) == 2


def test_a_wrong_file_lists_everything_and_saves_nothing(store, journey, tmp_path):
    file = tmp_path / "actions.yml"
    file.write_text("actions:\n- {title: A, effort: low, cells: [support/phone]}\n- {effort: 3}\n- {title: C, effort: low, cells: [a/b]}\n")
    with pytest.raises(ConfigError) as refused:
        load_file(store, journey, file, "Ana", NOW)
    assert [p.key for p in refused.value.problems] == ["actions.1", "actions.2"]
    assert store.count(Action) == 0
    for body in ("actions: 3", "- a", "a: [", "", "actions: [1]"):
        file.write_text(body)
        with pytest.raises(ConfigError, match=r"actions\.yml"):
            load_file(store, journey, file, "Ana", NOW)
    with pytest.raises(ConfigError, match=r"none\.yml"):
        load_file(store, journey, tmp_path / "none.yml", "Ana", NOW)


def test_the_demo_company_s_actions_can_be_imported(store, journey, root):
    found = load_file(store, journey, root / "configs" / "demo" / "actions.yml", "demo", NOW)
    assert found["what"].tolist() == ["added"] * 3
    assert sorted(listed(store)["status"]) == ["done", "planned", "started"]
