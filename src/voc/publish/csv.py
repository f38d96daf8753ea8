"""Tables as CSV that a spreadsheet opens right and cannot be made to execute.

UTF-8 with a byte order mark, because without it Excel shows French accents as noise (pandas reads it as `utf-8-sig`, DuckDB and Power BI
by themselves). Every text cell is quoted and a null is an empty unquoted cell, so that an empty text and no text stay different.
"""

from __future__ import annotations

import codecs
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

# What a spreadsheet may take for the beginning of a formula: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = r"^[=+\-@\t\r]"


def write_csv(table: pa.Table, path: Path) -> None:
    """Write the table; text cells that a spreadsheet could run get a leading apostrophe, numbers stay as they are."""
    with path.open("wb") as file:
        file.write(codecs.BOM_UTF8)
        arrow_csv.write_csv(formula_safe(table), file)


def formula_safe(table: pa.Table) -> pa.Table:
    """The table with an apostrophe before every text that begins like a formula."""
    for position, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            table = table.set_column(position, field, _disarmed(table.column(position)))
    return table


def _disarmed(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.match_substring_regex(texts, FORMULA), pc.binary_join_element_wise("'", texts, ""), texts)
