"""Parquet, with its own types."""

from __future__ import annotations

import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from voc.errors import SourceError
from voc.sources.formats import Layout, Read
from voc.sources.headers import column_names


def read_parquet(content: bytes, layout: Layout) -> Read:
    """All rows; nothing of the layout applies.

    Raises:
        SourceError: Empty or corrupt file.
    """
    del layout
    if not content:
        raise SourceError("the file is empty", expected="a Parquet file", advice="look at the tool that exports it")
    try:
        table = pq.read_table(io.BytesIO(content))
        frame = table.to_pandas(ignore_metadata=True, integer_object_nulls=True)
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        reason = " ".join(str(error).split())[:160]
        raise SourceError(
            f"not a readable Parquet file ({reason})", expected="a complete Parquet file", advice="export it again"
        ) from error
    names, issues = column_names(table.column_names)
    frame = pd.DataFrame(frame).set_axis(names, axis=1)
    return Read(frame, list(range(1, len(frame) + 1)), [], issues)
