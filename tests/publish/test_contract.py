"""The contract and the reference page say what the tables say."""

import math

import pytest
import yaml

from voc.config import GateSettings
from voc.publish import gate
from voc.publish.contract import CONTRACT_VERSION, contract
from voc.publish.pages import tables_page
from voc.tables import all_tables, published_tables


def test_the_contract_holds_every_published_column():
    body = yaml.safe_load(contract(CONTRACT_VERSION))
    assert (body["kind"], body["version"], body["status"]) == ("DataContract", CONTRACT_VERSION, "active")
    assert {s["format"]: s["path"] for s in body["servers"]} == {"parquet": "./tables/*.parquet", "csv": "./tables/*.csv"}
    assert [s["name"] for s in body["schema"]] == list(published_tables())
    for entry in body["schema"]:
        table = published_tables()[entry["name"]]
        assert [p["name"] for p in entry["properties"]] == list(table.columns)
        for found in entry["properties"]:
            column = table.columns[found["name"]]
            custom = {c["property"]: c["value"] for c in found.get("customProperties", [])}
            assert custom.get("meaningOfNull", "") == column.null
            assert custom.get("unit", "") == column.unit
            assert found["required"] is not column.nullable
        keys = sorted((p for p in entry["properties"] if p["primaryKey"]), key=lambda p: p["primaryKeyPosition"])
        assert [p["name"] for p in keys] == table.keys()


def test_allowed_values_and_ranges_are_rules():
    heat = next(s for s in yaml.safe_load(contract("1"))["schema"] if s["name"] == "heatmap")
    found = {p["name"]: p for p in heat["properties"]}
    valid = next(r for r in found["trend"]["quality"] if r["metric"] == "invalidValues")
    assert valid["arguments"]["validValues"] == ["worse", "better", "steady", "unknown"]
    assert found["friction"]["logicalTypeOptions"] == {"minimum": 0.0, "maximum": 1.0}


def test_the_page_has_every_table_and_column():
    page = tables_page()
    for table in all_tables().values():
        section = page.split(f"## {table.name}\n")[1].split("\n## ")[0]
        rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
        assert len(rows) == len(table.columns)
    assert all(line.count(" | ") == 3 for line in page.splitlines() if line.startswith("| "))


@pytest.mark.parametrize(
    ("name", "good", "bad"), [("feedback", 10, 9), ("unplaced", 0.3, 0.31), ("quarantined", 0.1, 0.2), ("failed_sources", 0, 1)]
)
def test_the_gate_opens_at_its_limits_and_closes_beyond(name, good, bad):
    settings = GateSettings(min_feedback=10, max_unplaced=0.3, max_quarantined=0.1, max_failed_sources=0.5)
    fine = {"feedback": 10, "unplaced": 0.0, "quarantined": 0.0, "failed_sources": 0.0}
    assert all(c.passed and not c.advice for c in gate({**fine, name: good}, settings))
    for worse in (bad, math.nan):
        failed = [c for c in gate({**fine, name: worse}, settings) if not c.passed]
        assert [c.name[4:] for c in failed] == [name]
        assert failed[0].advice


def test_what_was_not_measured_does_not_pass():
    assert not any(c.passed for c in gate({}, GateSettings()))
