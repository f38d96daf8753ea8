"""The training mentions that ship as vectors: the ground on which a company's own entries are fitted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voc.models.features import features
from voc.protocols import FloatArray
from voc.text.passages import comment_vectors

FILE = "ground.npz"


@dataclass(frozen=True)
class Ground:
    """Mentions without their words.

    Attributes:
        x: Features, shape (n, 2 * dim), not centred.
        labels: Per axis (stage, touchpoint), the id of each mention's entry.
    """

    x: FloatArray
    labels: dict[str, npt.NDArray[np.str_]]


def save(
    folder: Path,
    vectors: FloatArray,
    owner: npt.NDArray[np.intp],
    lengths: npt.NDArray[np.float64],
    labels: dict[str, npt.NDArray[np.str_]],
) -> None:
    """Write vectors in eight bits, what they belong to, and their labels.

    Args:
        folder: The folder of the heads.
        vectors: Unit rows of mentions, shape (n, dim).
        owner: The number of each mention's comment.
        lengths: Characters of each mention.
        labels: Per axis, ids.
    """
    scale = float(np.abs(vectors).max()) / 127.0
    coded = {axis: np.unique(ids, return_inverse=True) for axis, ids in labels.items()}
    np.savez_compressed(
        folder / FILE,
        vectors=np.rint(vectors / scale).astype(np.int8),
        scale=np.float32(scale),
        owner=owner.astype(np.int32),
        lengths=lengths.astype(np.int32),
        **{axis: number.astype(np.int8) for axis, (_, number) in coded.items()},  # type: ignore[arg-type]
        **{f"{axis}_ids": ids for axis, (ids, _) in coded.items()},  # type: ignore[arg-type]
    )


def load(folder: Path) -> Ground:
    """Read what `save` wrote."""
    with np.load(folder / FILE, allow_pickle=False) as stored:
        vectors = stored["vectors"].astype(np.float32) * stored["scale"]
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        comments = comment_vectors(vectors, stored["owner"].astype(np.intp), stored["lengths"].astype(np.float64))
        return Ground(features(vectors, comments), {axis: stored[f"{axis}_ids"][stored[axis]] for axis in ("stage", "touchpoint")})
