"""Which record a row is, and which rows are versions of one record."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pandas as pd

from voc.issues import Issue
from voc.sources.cells import column, texts
from voc.sources.scales import some


def record_ids(frame: pd.DataFrame, id_columns: Sequence[str], content_columns: Sequence[str]) -> pd.Series[str]:
    """The id columns joined by `|`; where they are empty, a hash of the row's content and its k-th occurrence in the file.

    So a re-export in another order keeps its ids, and a hundred rows that just say the same stay a hundred.
    """
    parts = [texts(column(frame, name)).fillna("") for name in id_columns]
    named = _joined(parts, frame.index)
    empty = named.str.strip("|") == ""
    if empty.any():
        content = _hashes(frame[empty], content_columns)
        occurrence = content.groupby(content).cumcount().astype("str")
        named = named.mask(empty, ("content:" + content + "#" + occurrence).reindex(frame.index))
    return named.astype("str")


def keep_latest(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Issue]]:
    """One row per `record_id`: the last by `received_at`, then by order; the order of what stays is kept.

    Returns the rows and an issue that tells mere repetitions from records that differ.
    """
    by_time = rows.sort_values("received_at", kind="stable", na_position="first")
    superseded = by_time.duplicated("record_id", keep="last").reindex(rows.index)
    if not superseded.any():
        return rows, []
    content = rows.drop(columns=["record", "excerpt"]).astype("str").fillna("").agg("\x1f".join, axis=1)
    latest = content[~superseded].set_axis(rows.loc[~superseded, "record_id"])
    differs = superseded & (content != rows["record_id"].map(latest))
    issues = [
        Issue(
            "info",
            "",
            f"{int(superseded.sum())} row(s) repeat a record; the last version is kept",
            record=some(rows.loc[superseded, "record"]),
        )
    ]
    if differs.any():
        what = f"{int(differs.sum())} row(s) share the id of another row but say something else"
        issues.append(
            Issue(
                "warning",
                "",
                what,
                "an id per record",
                "add a column to `columns.id` unless they are updates",
                some(rows.loc[differs, "record"]),
            )
        )
    return rows[~superseded], issues


def _joined(parts: list[pd.Series[str]], index: pd.Index) -> pd.Series[str]:
    if not parts:
        return pd.Series("", index=index, dtype="str")
    # A bar inside a value must not make two different ids equal.
    safe = [p.str.replace("|", "\\|", regex=False) for p in parts] if len(parts) > 1 else parts
    joined = safe[0]
    for part in safe[1:]:
        joined = joined + "|" + part
    return joined


def _hashes(frame: pd.DataFrame, names: Sequence[str]) -> pd.Series[str]:
    cells = [texts(column(frame, name)).fillna("") for name in sorted(set(names))]
    rows = zip(*cells, strict=True)
    return pd.Series(
        [hashlib.blake2b("\x1f".join(row).encode(), digest_size=8).hexdigest() for row in rows], index=frame.index, dtype="str"
    )
