"""Frames to database rows and back, without losing a null, a microsecond or an accent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC
from typing import Any, cast

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from voc.tables import PANDAS, Column, Table


def to_rows(table: type[Table], frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A conformed frame as dictionaries of plain Python values, None for null."""
    columns = [_values(table.columns[n], frame[n]) for n in frame.columns]
    names = list(frame.columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _values(column: Column, values: pd.Series[Any]) -> list[Any]:
    if column.kind == "date":
        values = values.dt.date
    elif column.kind == "float":
        values = values + 0.0  # SQLite does not keep the sign of zero: nobody does
    elif column.kind in ("string", "json"):
        # PostgreSQL refuses the NUL character; one answer for both databases.
        values = values.str.replace("\x00", "\ufffd", regex=False)
    plain = values.astype(object)
    return plain.where(values.notna(), None).tolist()


def to_frame(table: type[Table], rows: Iterable[Sequence[Any]], names: Sequence[str]) -> pd.DataFrame:
    """Rows as they come from the database, in the dtypes of the table, ordered by those of its keys that are among `names`."""
    body = list(zip(*rows, strict=True)) or [()] * len(names)
    frame = pd.DataFrame({n: _series(table.columns[n], v) for n, v in zip(names, body, strict=True)}, columns=list(names))
    keys = [n for n in names if table.columns[n].key]
    return frame.sort_values(keys, kind="stable", ignore_index=True) if keys else frame


def _series(column: Column, values: Sequence[Any]) -> pd.Series[Any]:
    dtype = PANDAS[column.kind]
    if column.kind == "time":
        # numpy takes naive UTC datetimes at microsecond precision directly, whatever the year.
        naive = [np.datetime64("NaT") if v is None else v.astimezone(UTC).replace(tzinfo=None) for v in values]
        return pd.Series(np.array(naive, dtype="datetime64[us]")).dt.tz_localize("UTC")
    if column.kind == "date":
        return pd.Series(np.array([np.datetime64("NaT") if v is None else v for v in values], dtype="datetime64[us]"))
    return pd.Series(values, dtype=object).astype(cast(Any, dtype))


def among(column: sa.Column[Any], values: Collection[Any], dialect: str) -> sa.ColumnElement[bool]:
    """`column IN values` as one parameter, so that 100 000 ids are no more trouble than ten."""
    listed = list(values)
    if dialect == "postgresql":
        return column == sa.any_(sa.bindparam(None, listed, type_=postgresql.ARRAY(column.type)))
    each = sa.func.json_each(sa.bindparam(None, listed, type_=sa.JSON)).table_valued("value")
    return column.in_(sa.select(each.c.value))
