"""What a table is: columns with type, meaning, unit and the meaning of a null; the checks and schemas that follow from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import pandas as pd
import pyarrow as pa

from voc.errors import ContractBroken

Kind = Literal["string", "json", "float", "integer", "boolean", "time", "date"]

PANDAS: dict[Kind, str] = {
    "string": "str",
    "json": "str",
    "float": "float64",
    "integer": "int64",
    "boolean": "bool",
    "time": "datetime64[us, UTC]",
    "date": "datetime64[us]",
}
ARROW: dict[Kind, pa.DataType] = {
    "string": pa.string(),
    "json": pa.string(),
    "float": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "time": pa.timestamp("us", tz="UTC"),
    "date": pa.date32(),
}


@dataclass(frozen=True)
class Column:
    """One column of a table; `null` says what a null means, and an empty `null` forbids it."""

    kind: Kind
    meaning: str
    null: str = ""
    unit: str = ""
    key: bool = False
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def nullable(self) -> bool:
        return bool(self.null)


def string(meaning: str, **rest: Any) -> Column:
    return Column("string", meaning, **rest)


def json_text(meaning: str, **rest: Any) -> Column:
    return Column("json", meaning, **rest)


def number(meaning: str, **rest: Any) -> Column:
    return Column("float", meaning, **rest)


def share(meaning: str, **rest: Any) -> Column:
    return Column("float", meaning, low=0.0, high=1.0, **rest)


def count(meaning: str, **rest: Any) -> Column:
    return Column("integer", meaning, low=0, **rest)


def flag(meaning: str, **rest: Any) -> Column:
    return Column("boolean", meaning, **rest)


def time(meaning: str, **rest: Any) -> Column:
    return Column("time", meaning, **rest)


def date(meaning: str, **rest: Any) -> Column:
    return Column("date", meaning, **rest)


class Table:
    """Base of all tables: collects the columns of a class body, in order."""

    name: ClassVar[str]
    published: ClassVar[bool] = False
    columns: ClassVar[dict[str, Column]] = {}

    def __init_subclass__(cls) -> None:
        cls.name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()
        # Columns that several tables share come from a class beside `Table` and stand first.
        cls.columns = {n: c for part in reversed(cls.__mro__) for n, c in vars(part).items() if isinstance(c, Column)}

    @classmethod
    def keys(cls) -> list[str]:
        """Names of the columns that together identify a row."""
        return [n for n, c in cls.columns.items() if c.key]

    @classmethod
    def empty(cls) -> pd.DataFrame:
        """A frame with the right columns and no row."""
        return cls.conform(pd.DataFrame({n: [] for n in cls.columns}))

    @classmethod
    def conform(cls, frame: pd.DataFrame) -> pd.DataFrame:
        """The table's columns only, in order, in the table's dtypes; absent nullable columns come as nulls.

        Raises:
            ContractBroken: A column that may not be null is absent, or values do not fit their type.
        """
        missing = [n for n, c in cls.columns.items() if n not in frame and not c.nullable]
        if missing:
            raise ContractBroken(f"column(s) {', '.join(missing)} absent", where=cls.name, expected=", ".join(cls.columns))
        out = frame.reindex(columns=list(cls.columns))
        try:
            return out.astype({n: PANDAS[c.kind] for n, c in cls.columns.items()})
        except (ValueError, TypeError) as error:
            raise ContractBroken(f"a value does not fit its column: {error}", where=cls.name) from error

    @classmethod
    def check(cls, frame: pd.DataFrame) -> pd.DataFrame:
        """The conformed frame, after verifying keys, nulls, allowed values and ranges, all failures at once.

        Raises:
            ContractBroken: Listing every failed rule.
        """
        out = cls.conform(frame)
        failures = [f for n, c in cls.columns.items() for f in _failures(n, c, out[n])]
        if cls.keys() and out.duplicated(cls.keys()).any():
            failures.append(f"{int(out.duplicated(cls.keys()).sum())} rows repeat the key ({', '.join(cls.keys())})")
        if failures:
            raise ContractBroken("; ".join(failures), where=cls.name)
        return out

    @classmethod
    def arrow_schema(cls) -> pa.Schema:
        """The Arrow schema, with meaning and unit in each field's metadata."""
        return pa.schema(
            [
                pa.field(n, ARROW[c.kind], nullable=c.nullable, metadata={"meaning": c.meaning, "unit": c.unit})
                for n, c in cls.columns.items()
            ]
        )

    @classmethod
    def to_arrow(cls, frame: pd.DataFrame) -> pa.Table:
        """The conformed frame as an Arrow table without pandas metadata, so that equal rows make equal bytes."""
        table = pa.Table.from_pandas(cls.conform(frame), schema=cls.arrow_schema(), preserve_index=False)
        return table.replace_schema_metadata(None)


def _failures(name: str, column: Column, values: pd.Series[Any]) -> list[str]:
    found = []
    if not column.nullable and values.isna().any():
        found.append(f"{name}: {int(values.isna().sum())} nulls")
    known = values.dropna()
    if column.allowed and (bad := sorted(set(known) - set(column.allowed))):
        found.append(f"{name}: {bad[:5]} not among {', '.join(column.allowed)}")
    if column.low is not None and (known < column.low).any():
        found.append(f"{name}: {known.min()} below {column.low}")
    if column.high is not None and (known > column.high).any():
        found.append(f"{name}: {known.max()} above {column.high}")
    return found
