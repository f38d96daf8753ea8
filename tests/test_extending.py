"""A journey file that says only what differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from voc.config import load_config
from voc.errors import ConfigError, Problem
from voc.extending import extended

SHIPPED: dict[str, Any] = {
    "version": 1,
    "stages": [{"id": "purchase", "name": "Purchase"}, {"id": "use", "name": "Use"}],
    "touchpoints": [{"id": "store", "name": "Store", "cues": ["shop"]}, {"id": "phone", "name": "Phone"}],
}


def of(**body: Any) -> tuple[dict[str, Any], list[Problem]]:
    problems: list[Problem] = []
    return extended(body, SHIPPED, Path("journey.yml"), problems), problems


def test_a_file_that_extends_nothing_is_whole() -> None:
    assert of(stages=[1]) == ({"stages": [1]}, [])


def test_entries_are_added_changed_and_dropped() -> None:
    body, problems = of(
        extends="shipped",
        touchpoints=[{"id": "drive", "name": "Drive", "after": "store"}, {"id": "store", "name": "Branch"}, {"id": "last", "name": "Last"}],
        drop={"stages": ["use"]},
    )
    assert not problems
    assert [e["id"] for e in body["touchpoints"]] == ["store", "drive", "phone", "last"]
    assert body["touchpoints"][0] == {"id": "store", "name": "Branch", "cues": ["shop"]}
    assert body["touchpoints"][1] == {"id": "drive", "name": "Drive"}
    assert [e["id"] for e in body["stages"]] == ["purchase"]


def test_targets_are_kept() -> None:
    targets = [{"stage": "purchase", "friction": 0.3}]
    assert of(extends="shipped", targets=targets)[0]["targets"] == targets


def test_the_demo_company_has_targets(root: Path) -> None:
    targets = load_config(root / "configs" / "demo" / "voc.yml", root / "configs" / "journey.yml").journey.targets
    assert len(targets) == 5
    assert {t.touchpoint for t in targets} >= {None, "payment"}


def test_a_target_of_a_dropped_stage_is_an_error(root: Path, tmp_path: Path) -> None:
    body = {"extends": "shipped", "drop": {"stages": ["loyalty"]}, "targets": [{"stage": "loyalty", "friction": 0.3}]}
    (tmp_path / "journey.yml").write_text(yaml.safe_dump(body), encoding="utf-8")
    (tmp_path / "voc.yml").write_text("journey: journey.yml\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="targets name no entry"):
        load_config(tmp_path / "voc.yml", root / "configs" / "journey.yml")


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ({"extends": "mine"}, "extends"),
        ({"extends": "shipped", "drop": ["use"]}, "drop"),
        ({"extends": "shipped", "drop": {"stages": ["usage"]}}, "drop.stages"),
        ({"extends": "shipped", "touchpoints": ["drive"]}, "touchpoints"),
        ({"extends": "shipped", "touchpoints": [{"id": "drive", "after": "shop"}]}, "touchpoints.drive.after"),
    ],
)
def test_what_is_wrong_is_named(body: dict[str, Any], key: str) -> None:
    assert [p.key for p in of(**body)[1]] == [key]


@pytest.mark.parametrize(
    ("name", "own", "dropped"),
    [
        ("retail", {"click_and_collect", "loyalty_card"}, {"partner"}),
        ("bank_insurance", {"claim", "investments"}, {"delivery", "social_media"}),
        ("public_service", {"appeal"}, {"awareness", "decision", "mobile_app", "advertising"}),
    ],
)
def test_the_example_journeys_load(root: Path, tmp_path: Path, name: str, own: set[str], dropped: set[str]) -> None:
    (tmp_path / "voc.yml").write_text(f"journey: {root}/configs/examples/journeys/{name}.yml\n", encoding="utf-8")
    journey = load_config(tmp_path / "voc.yml", root / "configs" / "journey.yml").journey
    ids = {e.id for e in (*journey.stages, *journey.touchpoints)}
    assert own <= ids
    touchpoints, stages = {e.id for e in journey.touchpoints}, {e.id for e in journey.stages}
    assert not dropped & (touchpoints if name != "public_service" else touchpoints | stages)


def test_maps_to_must_name_a_default_entry(root: Path, tmp_path: Path) -> None:
    own = {"id": "lounge", "name": {"fr": "Salon", "en": "Lounge"}, "maps_to": "airport"}
    (tmp_path / "journey.yml").write_text(yaml.safe_dump({"extends": "shipped", "touchpoints": [own]}), encoding="utf-8")
    (tmp_path / "voc.yml").write_text("journey: journey.yml\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="lounge -> airport"):
        load_config(tmp_path / "voc.yml", root / "configs" / "journey.yml")
