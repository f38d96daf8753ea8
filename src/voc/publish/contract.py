"""The contract of the published tables in the Open Data Contract Standard, derived from `voc.tables`.

https://bitol-io.github.io/open-data-contract-standard/
"""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from voc.tables import ARROW, Column, Kind, Table, published_tables

# Follows from what changed since the last released contract, in docs/contracts: see `voc.publish.versions`; a test holds it to that.
CONTRACT_VERSION = "1.1.0"

_LOGICAL: dict[Kind, str] = {
    "string": "string",
    "json": "string",
    "float": "number",
    "integer": "integer",
    "boolean": "boolean",
    "time": "timestamp",
    "date": "date",
}


@cache
def contract(version: str) -> str:
    """The contract as YAML.

    Args:
        version: Of the contract, usually `CONTRACT_VERSION`.
    """
    body = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "urn:voc:journey-friction",
        "name": "Customer journey friction",
        "version": version,
        "status": "active",
        "domain": "customer experience",
        "description": _description(),
        "servers": [_server("parquet", "The tables for programs"), _server("csv", _CSV)],
        "schema": [_schema(t) for t in published_tables().values()],
    }
    return yaml.safe_dump(body, sort_keys=False, allow_unicode=True, width=120)


_CSV = (
    "The tables for spreadsheets: UTF-8 with byte order mark, comma, every text quoted, null as an empty unquoted cell; "
    "a text that begins with = + - @, tab or carriage return has an apostrophe before it, so that no spreadsheet runs it"
)


def _description() -> dict[str, str]:
    return {
        "purpose": "Where the customer journey hurts, read from what customers write: stage × touchpoint, with counts and intervals.",
        "usage": "Join on the key columns; a snapshot is one state, never mix two. Paths are relative to the snapshot's folder.",
        "limitations": (
            "Directional, not a census: only those who wrote are counted. A suppressed row has fewer authors than configured and "
            "its measures are null; a silent cell was not spoken of, which is not zero friction."
        ),
    }


def _server(form: str, description: str) -> dict[str, Any]:
    return {"server": form, "type": "local", "description": description, "path": f"./tables/*.{form}", "format": form}


def _schema(table: type[Table]) -> dict[str, Any]:
    keys = table.keys()
    return {
        "name": table.name,
        "physicalName": table.name,
        "physicalType": "table",
        "logicalType": "object",
        "description": (table.__doc__ or "").strip(),
        "properties": [_property(n, c, keys) for n, c in table.columns.items()],
        "quality": [_rule("duplicateValues", f"The key ({', '.join(keys)}) is given once", arguments={"properties": keys})] if keys else [],
    }


def _property(name: str, column: Column, keys: list[str]) -> dict[str, Any]:
    body: dict[str, Any] = {
        "name": name,
        "logicalType": _LOGICAL[column.kind],
        "physicalType": str(ARROW[column.kind]),
        "description": column.meaning,
        "required": not column.nullable,
        "primaryKey": column.key,
    }
    if column.key:
        body["primaryKeyPosition"] = keys.index(name) + 1
    if limits := {k: v for k, v in (("minimum", column.low), ("maximum", column.high)) if v is not None}:
        body["logicalTypeOptions"] = limits
    if rules := _rules(column):
        body["quality"] = rules
    if custom := [{"property": p, "value": v} for p, v in (("unit", column.unit), ("meaningOfNull", column.null)) if v]:
        body["customProperties"] = custom
    return body


def _rules(column: Column) -> list[dict[str, Any]]:
    rules = [] if column.nullable else [_rule("nullValues", "Never null")]
    if column.allowed:
        rules.append(_rule("invalidValues", "One of a closed list", arguments={"validValues": list(column.allowed)}))
    return rules


def _rule(metric: str, description: str, **rest: Any) -> dict[str, Any]:
    return {"type": "library", "metric": metric, "description": description, **rest, "mustBe": 0}
