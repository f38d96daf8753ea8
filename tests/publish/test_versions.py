"""The version of the contract follows from what changed since the last one that was released."""

import copy
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from voc.publish.contract import CONTRACT_VERSION, contract
from voc.publish.versions import bumped, changes, needed_bump
from voc.tables import published_tables

RELEASED = max(Path(__file__).parents[2].glob("docs/contracts/*.yml"), key=lambda p: [int(n) for n in p.stem.split(".")])
TODAY = yaml.load(contract(CONTRACT_VERSION), yaml.CSafeLoader)


def read(path):
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


def changed(edit):
    """Today's contract after `edit(tables, body)`, tables being its schema by name."""
    body = copy.deepcopy(TODAY)
    edit({t["name"]: t for t in body["schema"]}, body)
    return body


def column(table, name):
    return next(p for p in table["properties"] if p["name"] == name)


def test_the_contract_bears_the_version_that_its_changes_demand():
    released = read(RELEASED)
    found = changes(released, TODAY)
    demanded = bumped(RELEASED.stem, needed_bump(released, TODAY))
    listed = "\n  ".join(map(str, found))
    assert demanded == CONTRACT_VERSION, (
        f"the published tables changed since the released contract {RELEASED.stem}:\n  {listed}\n"
        f'set CONTRACT_VERSION = "{demanded}" in src/voc/publish/contract.py and run `make docs`; '
        "a contract that is released is copied to docs/contracts/ under its version"
    )


def test_a_released_contract_is_named_after_its_version():
    for path in RELEASED.parent.glob("*.yml"):
        assert read(path)["version"] == path.stem


def test_the_first_release_lacked_what_came_with_1_1_0():
    first = read(RELEASED.parent / "1.0.0.yml")
    found = {(c.level, c.where) for c in changes(first, TODAY)}
    assert {("minor", "journey_map"), ("minor", "score"), ("minor", "heatmap.friction_change"), ("patch", "heatmap.change")} <= found


def test_no_difference_asks_for_nothing():
    assert needed_bump(TODAY, TODAY) is None
    assert needed_bump(TODAY, {**TODAY, "version": "9.9.9"}) is None
    assert bumped("1.4.2", None) == "1.4.2"


def rename(t, _):
    column(t["heatmap"], "friction")["name"] = "pain"


def retype(t, _):
    column(t["heatmap"], "n_feedback").update(logicalType="number", physicalType="double")


def other_unit(t, _):
    column(t["heatmap"], "nps_mean")["customProperties"][0]["value"] = "per cent"


def value_gone(t, _):
    rule = next(r for r in column(t["heatmap"], "trend")["quality"] if r["metric"] == "invalidValues")
    rule["arguments"]["validValues"].remove("steady")


def may_be_null(t, _):
    column(t["heatmap"], "n_feedback").update(required=False, quality=[])


def other_key(t, _):
    column(t["heatmap"], "period_end").update(primaryKey=True, primaryKeyPosition=9)


def key_in_another_order(t, _):
    first, second = column(t["heatmap"], "stage"), column(t["heatmap"], "touchpoint")
    first["primaryKeyPosition"], second["primaryKeyPosition"] = second["primaryKeyPosition"], first["primaryKeyPosition"]


def wider(t, _):
    column(t["heatmap"], "friction")["logicalTypeOptions"]["maximum"] = 100.0


def unbounded(t, _):
    del column(t["heatmap"], "friction")["logicalTypeOptions"]


def open_list(t, _):
    column(t["heatmap"], "trend")["quality"].pop()


def table_gone(_, body):
    body["schema"] = [t for t in body["schema"] if t["name"] != "driver"]


def moved(_, body):
    body["servers"][0]["path"] = "./elsewhere/*.parquet"


def new_column(t, _):
    t["heatmap"]["properties"].insert(3, {**column(t["heatmap"], "sentiment_mean"), "name": "new"})


def new_table(t, body):
    body["schema"].insert(0, {**t["driver"], "name": "new"})


def new_value(t, _):
    rule = next(r for r in column(t["heatmap"], "trend")["quality"] if r["metric"] == "invalidValues")
    rule["arguments"]["validValues"].insert(0, "odd")


def never_null(t, _):
    column(t["heatmap"], "friction")["required"] = True


def narrower(t, _):
    column(t["heatmap"], "friction")["logicalTypeOptions"]["maximum"] = 0.9


def another_format(_, body):
    body["servers"].append({"server": "xlsx", "type": "local", "path": "./x.xlsx", "format": "xlsx"})


def other_meaning(t, _):
    column(t["heatmap"], "friction")["description"] += ", said otherwise"


def other_null(t, _):
    column(t["heatmap"], "friction")["customProperties"][-1]["value"] = "Withheld"


def other_purpose(_, body):
    body["description"]["purpose"] = "the same in other words"


def other_table_words(t, _):
    t["heatmap"]["description"] = "the same in other words"


def other_order(t, _):
    t["heatmap"]["properties"].reverse()


MAJOR = [
    rename,
    retype,
    other_unit,
    value_gone,
    may_be_null,
    other_key,
    key_in_another_order,
    wider,
    unbounded,
    open_list,
    table_gone,
    moved,
]
MINOR = [new_column, new_table, new_value, never_null, narrower, another_format]
PATCH = [other_meaning, other_null, other_purpose, other_table_words, other_order]


@pytest.mark.parametrize(
    ("edit", "level"),
    [*((e, "major") for e in MAJOR), *((e, "minor") for e in MINOR), *((e, "patch") for e in PATCH)],
    ids=lambda v: getattr(v, "__name__", v),
)
def test_each_kind_of_change_has_its_level(edit, level):
    new = changed(edit)
    assert new != TODAY
    assert needed_bump(TODAY, new) == level
    assert "heatmap" in str(changes(TODAY, new)[0]) or edit in (table_gone, moved, new_table, another_format, other_purpose)


@given(st.lists(st.sampled_from([*MINOR, *PATCH]), max_size=4, unique=True), st.sampled_from([None, *MAJOR]))
def test_the_gravest_of_several_changes_counts(harmless, grave):
    # What breaks comes last: several edits look for columns by name.
    edits = [*harmless, *([grave] if grave else [])]

    def all_of_them(tables, body):
        for edit in edits:
            edit(tables, body)

    levels = {"major"} if grave else {"minor"} if set(harmless) & set(MINOR) else {"patch"} if harmless else {None}
    assert needed_bump(TODAY, changed(all_of_them)) in levels


@given(st.sampled_from(list(published_tables())), st.data())
def test_a_column_that_goes_breaks_and_its_coming_does_not(table, data):
    keys = published_tables()[table].keys()
    name = data.draw(st.sampled_from([n for n in published_tables()[table].columns if n not in keys]))
    less = changed(lambda t, _: t[table]["properties"].remove(column(t[table], name)))
    assert [str(c) for c in changes(TODAY, less)] == [f"major: {table}.{name}: the column is gone"]
    assert [str(c) for c in changes(less, TODAY)] == [f"minor: {table}.{name}: the column is new"]


@pytest.mark.parametrize(("level", "next_one"), [("major", "2.0.0"), ("minor", "1.5.0"), ("patch", "1.4.3")])
def test_versions_rise_by_one_part(level, next_one):
    assert bumped("1.4.2", level) == next_one
