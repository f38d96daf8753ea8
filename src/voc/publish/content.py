"""What a snapshot is made of, independent of row order and of how it was computed: the base of its id."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from voc.errors import ContractBroken
from voc.tables import Table, published_tables

_FILL = {pa.string(): "", pa.float64(): 0.0, pa.int64(): 0, pa.bool_(): False}


def checked(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Every published table, checked against its contract and ordered by key, with an empty `snapshot_id` where there is one.

    Args:
        tables: By name; a published table that is absent comes out empty.
    Raises:
        ContractBroken: A frame breaks its contract, or a name is not that of a published table.
    """
    if unknown := sorted(set(tables) - set(published_tables())):
        raise ContractBroken(f"{', '.join(unknown)} cannot be published", expected=f"among {', '.join(published_tables())}")
    return {n: _ordered(t, tables[n]) if n in tables else t.empty() for n, t in published_tables().items()}


def _ordered(table: type[Table], frame: pd.DataFrame) -> pd.DataFrame:
    blank = frame.assign(snapshot_id="") if "snapshot_id" in table.columns else frame
    return table.check(blank).sort_values(table.keys(), ignore_index=True)


def as_arrow(tables: Mapping[str, pd.DataFrame]) -> dict[str, pa.Table]:
    """The tables from `checked`, in the order and types of the contract."""
    return {n: t.to_arrow(tables[n]) for n, t in published_tables().items()}


def snapshot_id(day: date, tables: Mapping[str, pa.Table]) -> str:
    """`s_<day>_<12 hex>`: the hash changes with any published value and with nothing else.

    Args:
        day: The data day.
        tables: From `as_arrow`, `snapshot_id` still empty.
    """
    digest = hashlib.sha256()
    for name, table in tables.items():
        digest.update(name.encode())
        digest.update(_canonical(table))
    return f"s_{day:%Y-%m-%d}_{digest.hexdigest()[:12]}"


def with_id(table: pa.Table, found: str) -> pa.Table:
    """The table with its `snapshot_id` filled in, if it has one."""
    position = table.schema.get_field_index("snapshot_id")
    if position < 0:
        return table
    return table.set_column(position, table.schema.field(position), pa.array([found] * len(table), pa.string()))


def _canonical(table: pa.Table) -> memoryview:
    # The bytes under a null are arbitrary, and −0.0 equals 0.0: both are levelled before hashing.
    columns = {}
    for field in table.schema:
        values = table.column(field.name)
        whole = values.cast(pa.int32()) if pa.types.is_date32(field.type) else values
        whole = values.cast(pa.int64()) if pa.types.is_timestamp(field.type) else whole
        filled = pc.fill_null(whole, _FILL.get(field.type, 0))
        columns[field.name] = pc.add(filled, 0.0) if pa.types.is_floating(field.type) else filled
        columns[f"{field.name} is null"] = pc.is_null(values)
    sink = pa.BufferOutputStream()
    batch = pa.table(columns).combine_chunks()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_table(batch)
    return memoryview(sink.getvalue())
