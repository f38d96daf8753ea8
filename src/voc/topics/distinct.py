"""Identical mentions counted once: what is said a hundred times must not look like a hundred opinions to a density method."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from voc.protocols import FloatArray

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Distinct:
    """One row per different text, in the order of `text_hash`; `of` gives each mention's row, -1 when its language is not followed."""

    rows: pd.DataFrame
    vectors: FloatArray
    of: IntArray


# Whatever is neither a letter nor a digit.
APART = re.compile(r"[\W_]+")


def normalised(text: str) -> str:
    """The letters and digits of a text, lower case, single spaces; empty when it has none."""
    return APART.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def text_hash(text: str) -> str:
    """A short key of a normalised text; its order is the canonical order of distinct mentions."""
    return hashlib.blake2b(text.encode(), digest_size=10).hexdigest()


def collapse(mentions: pd.DataFrame, vectors: FloatArray, languages: tuple[str, ...]) -> Distinct:
    """Group mentions that say the same; their vectors (read in different contexts) are averaged.

    Args:
        mentions: mention_id, text, language, feedback_id, author, and topic_found when some already have one.
        vectors: Unit rows in the same order.
        languages: Mentions in other languages are left aside.
    Returns:
        Rows of text_hash, plain, mention_id (the first), text, language, topic_found, n_mentions, and where known stage, touchpoint
        and the mean sentiment.
    """
    plain = mentions["text"].fillna("").map(normalised)
    followed = (mentions["language"].isin(languages) & (plain != "")).to_numpy()
    frame = mentions.assign(plain=plain, row=np.arange(len(mentions)))[followed]
    if "topic_found" not in frame:
        frame = frame.assign(topic_found=pd.Series(np.nan, index=frame.index, dtype="str"))
    frame = frame.assign(text_hash=frame["plain"].map(text_hash)).sort_values(["text_hash", "mention_id"])
    groups = frame.groupby("text_hash", sort=True)
    rows = groups.agg(
        plain=("plain", "first"), mention_id=("mention_id", "first"), text=("text", "first"), n_mentions=("row", "size")
    ).reset_index()
    rows["language"] = _most_frequent(frame, "language").reindex(rows["text_hash"]).to_numpy()
    rows["topic_found"] = pd.Series(_most_frequent(frame, "topic_found").reindex(rows["text_hash"]).to_numpy(), dtype="str")
    for column in ("stage", "touchpoint"):
        if column in frame:
            rows[column] = _most_frequent(frame, column).reindex(rows["text_hash"]).to_numpy()
    if "sentiment" in frame:
        rows["sentiment"] = groups["sentiment"].mean().to_numpy()
    group = np.asarray(groups.ngroup(), dtype=np.int64)
    of = np.full(len(mentions), -1, dtype=np.int64)
    of[frame["row"].to_numpy()] = group
    return Distinct(rows, _means(vectors[frame["row"].to_numpy()], group, len(rows)), of)


def _most_frequent(frame: pd.DataFrame, column: str) -> pd.Series:
    """Per text_hash the commonest value of a column; ties go to the first in order."""
    counts = frame.dropna(subset=[column]).groupby(["text_hash", column]).size().reset_index(name="n")
    return (
        counts.sort_values(["text_hash", "n", column], ascending=[True, False, True])
        .drop_duplicates("text_hash")
        .set_index("text_hash")[column]
    )


def _means(vectors: FloatArray, group: IntArray, n: int) -> FloatArray:
    """Unit mean of each group; the groups are 0..n-1 and rise, so that what is said once is only copied."""
    if not len(vectors):
        return np.zeros((n, 0), dtype=np.float32)
    size = np.bincount(group, minlength=n)
    means = vectors[np.concatenate([[0], np.cumsum(size)[:-1]])]
    if (often := size > 1).any():
        rows = often[group]
        means[often] = summed(vectors[rows], (np.cumsum(often) - 1)[group[rows]], int(often.sum()))
    return unit(means)


def summed(vectors: npt.NDArray[np.floating], group: IntArray, n: int) -> npt.NDArray[np.float64]:
    """Sum of the rows of each group 0..n-1, added up in the order of the rows, shape (n, dim)."""
    members = sparse.coo_array((np.ones(len(group)), (group, np.arange(len(group)))), shape=(n, len(group))).tocsr()
    sums: npt.NDArray[np.float64] = members @ vectors.astype(np.float64)
    return sums


def unit(vectors: npt.NDArray[np.floating]) -> FloatArray:
    """Rows scaled to length one; a row of zeros stays as it is."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(length > 0, length, 1.0)).astype(np.float32)
