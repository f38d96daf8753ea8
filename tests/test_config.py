from pathlib import Path

import pytest

from voc.config import load_config
from voc.errors import ConfigError
from voc.shipped import shipped

JOURNEY = shipped("configs/journey.yml")


def write(folder: Path, **files: str) -> Path:
    for name, body in files.items():
        (folder / f"{name}.yml").write_text(body, encoding="utf-8")
    return folder / "voc.yml"


def problems(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(ConfigError) as error:
        load_config(path, JOURNEY)
    return [(Path(p.file).name, p.key) for p in error.value.problems]


def test_every_problem_of_every_file_at_once(tmp_path: Path) -> None:
    voc = write(
        tmp_path,
        voc="sources: [shop.yml]\nseeed: 3\nfriction: {w_effort: 7}\ncompany: {time_zone: Mars/Olympus}\n",
        shop="name: Shop 1\nkind: poll\npath: x.csv\ncolumns: {text: t, rating: {column: r, min: 5, max: 1}}\n",
    )
    found = problems(voc)
    assert {("voc.yml", "seeed"), ("voc.yml", "friction.w_effort"), ("voc.yml", "company.time_zone")} <= set(found)
    assert {("shop.yml", "name"), ("shop.yml", "kind"), ("shop.yml", "columns.rating")} <= set(found)


def test_problem_says_what_was_found_and_expected(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"voc\.yml: seeed: found 3; expected one of .*seed"):
        load_config(write(tmp_path, voc="seeed: 3\n"), JOURNEY)


@pytest.mark.parametrize("body", ["a: [", "- 1\n- 2\n", "\x00"])
def test_unreadable_yaml_is_one_problem_that_names_the_file(tmp_path: Path, body: str) -> None:
    assert ("voc.yml", "") in problems(write(tmp_path, voc=body))


def test_missing_file(tmp_path: Path) -> None:
    assert problems(tmp_path / "none.yml") == [("none.yml", "")]


def test_two_sources_may_not_share_a_name(tmp_path: Path) -> None:
    body = "name: shop\nkind: review\npath: x.csv\ncolumns: {text: t}\n"
    assert problems(write(tmp_path, voc="sources: [a.yml, b.yml]\n", a=body, b=body)) == [("b.yml", "name")]


def test_a_glob_that_matches_no_source_is_a_problem(tmp_path: Path) -> None:
    assert problems(write(tmp_path, voc="sources: [sources/*.yml]\n")) == [("voc.yml", "sources")]


def test_journey_must_hold_together(tmp_path: Path) -> None:
    journey = (
        "phases: [{id: use, name: {fr: u, en: u}}]\n"
        "stages: [{id: a, phase: gone, name: {fr: a, en: a}}]\n"
        "touchpoints: [{id: t, name: {fr: t, en: t}}]\n"
    )
    assert problems(write(tmp_path, voc="journey: own.yml\n", own=journey)) == [("own.yml", "")]


def test_hints_name_mapped_columns_and_entries_of_the_journey(tmp_path: Path) -> None:
    shop = (
        "name: shop\nkind: ticket\npath: x.csv\ncolumns: {{text: t, channel: c}}\nhints: {{{column}: {{chat: {{touchpoint: {entry}}}}}}}\n"
    )
    assert problems(write(tmp_path, voc="sources: [shop.yml]\n", shop=shop.format(column="via", entry="chat"))) == [("shop.yml", "")]
    with pytest.raises(ConfigError, match=r"hints of sources name no entry of the journey: shop: touchpoint chatt"):
        load_config(write(tmp_path, voc="sources: [shop.yml]\n", shop=shop.format(column="channel", entry="chatt")), JOURNEY)
    config = load_config(write(tmp_path, voc="sources: [shop.yml]\n", shop=shop.format(column="channel", entry="chat")), JOURNEY)
    assert config.sources[0].hints["channel"]["chat"].touchpoint == "chat"


def test_paths_are_relative_to_the_file_and_do_not_change_the_hash(tmp_path: Path) -> None:
    body = "name: shop\nkind: review\npath: data/x.csv\ncolumns: {text: t}\n"
    here = load_config(write(tmp_path, voc="sources: [shop.yml]\n", shop=body), JOURNEY)
    (tmp_path / "there").mkdir()
    there = load_config(write(tmp_path / "there", voc="sources: [shop.yml]\n", shop=body), JOURNEY)
    assert here.sources[0].path == str(tmp_path / "data/x.csv")
    assert here.home == tmp_path / "var"
    assert here.hash() == there.hash()


def test_the_file_of_alerts_lies_beside_the_configuration_and_sinks_do_not_change_the_hash(tmp_path: Path) -> None:
    bare = load_config(write(tmp_path, voc="{}"), JOURNEY)
    with_file = load_config(write(tmp_path, voc="alerts: {file: {path: told/alerts.jsonl}}"), JOURNEY)
    assert with_file.alerts.file is not None
    assert with_file.alerts.file.path == tmp_path / "told" / "alerts.jsonl"
    assert with_file.hash() == bare.hash()
    elsewhere = load_config(write(tmp_path, voc="alerts: {file: {path: /var/log/alerts.jsonl}}"), JOURNEY)
    assert elsewhere.alerts.file is not None
    assert elsewhere.alerts.file.path == Path("/var/log/alerts.jsonl")
    assert load_config(write(tmp_path, voc="alerts: {close_after: 3}"), JOURNEY).hash() != bare.hash()


@pytest.mark.parametrize("body", ["alerts: 3", "alerts: {file: x}", "alerts: {file: {path: 3}}", "alerts: {file: {paht: x}}"])
def test_a_wrong_file_of_alerts_is_a_problem(tmp_path: Path, body: str) -> None:
    assert {key.split(".")[0] for _, key in problems(write(tmp_path, voc=body))} == {"alerts"}


def test_settings_that_change_results_change_the_hash(tmp_path: Path) -> None:
    one = load_config(write(tmp_path, voc="seed: 1\n"), JOURNEY)
    two = load_config(write(tmp_path, voc="seed: 2\n"), JOURNEY)
    assert one.hash() != two.hash()


@pytest.mark.parametrize("name", ["configs/demo/voc.yml", "configs/examples/voc.yml", "configs/voc.yml", "configs/analyze.yml"])
def test_shipped_configurations_load(name: str) -> None:
    assert load_config(shipped(name), JOURNEY).journey.stages[0].id == "awareness"
