"""Reference pages generated from the tables, so that documentation cannot drift from code."""

from __future__ import annotations

from voc.tables import Column, Table, all_tables


def tables_page() -> str:
    """`docs/tables.md`: every stored or published table with its columns."""
    parts = [_HEAD, *(_section(t) for t in all_tables().values())]
    return "\n\n".join(parts) + "\n"


_HEAD = """# Tables

Generated from `src/voc/tables/`; do not edit. All times are UTC. **Published** tables are in every snapshot as Parquet and CSV; the
others live in the store. A column without a meaning of null is never null. In CSV, a text that begins with `=`, `+`, `-`, `@`, a tab or a
carriage return has an apostrophe before it, so that no spreadsheet runs it."""


def _section(table: type[Table]) -> str:
    where = "Published" if table.published else "Stored"
    rows = [_row(n, c) for n, c in table.columns.items()]
    head = "| column | type | meaning | when null |\n|---|---|---|---|"
    return f"## {table.name}\n\n{(table.__doc__ or '').strip()} *{where}.*\n\n" + "\n".join([head, *rows])


def _row(name: str, column: Column) -> str:
    shown = f"**{name}** (key)" if column.key else name
    return f"| {shown} | {column.kind} | {_cell(_meaning(column))} | {_cell(column.null)} |"


def _meaning(column: Column) -> str:
    notes = [f"one of `{'`, `'.join(column.allowed)}`" if column.allowed else "", column.unit, _range(column)]
    return "; ".join([column.meaning, *(n for n in notes if n)])


def _range(column: Column) -> str:
    if column.low is None and column.high is None:
        return ""
    if column.high is None:
        return f"at least {column.low:g}"
    return f"{column.low:g} to {column.high:g}" if column.low is not None else f"at most {column.high:g}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
