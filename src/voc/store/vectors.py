"""Vectors kept by model and key, in half precision: encoding is the slowest step of a night."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import cast

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from voc.protocols import FloatArray
from voc.store.rows import among
from voc.store.schema import VECTOR
from voc.store.store import Store

CHUNK = 10_000


def as_stored(vectors: FloatArray) -> FloatArray:
    """Round the vectors as the store does; a night must go on with these, or the next one, which reads them back, gets other figures."""
    return cast(FloatArray, np.asarray(vectors, dtype=np.float16).astype(np.float32))


class VectorStore:
    """Vectors of one store; keys are opaque, whatever changes a vector has to change its key."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, model_id: str, keys: Sequence[str], dim: int | None = None) -> tuple[npt.NDArray[np.bool_], FloatArray]:
        """Look up vectors; those of another length than `dim` count as not found.

        Returns:
            Which keys were found, shape (n,), and their vectors, shape (n, dim), zeros where not found.
        """
        found = np.zeros(len(keys), dtype=bool)
        parts: list[tuple[npt.NDArray[np.intp], FloatArray]] = []
        with self._store.reading() as connection:
            for start in range(0, len(keys), CHUNK):
                at, vectors = self._part(connection, model_id, keys[start : start + CHUNK], dim)
                if len(at):
                    dim = vectors.shape[1]
                    parts.append((at + start, vectors))
        matrix = np.zeros((len(keys), dim or 0), dtype=np.float32)
        for at, vectors in parts:
            found[at], matrix[at] = True, vectors
        return found, matrix

    def _part(
        self, connection: sa.Connection, model_id: str, keys: Sequence[str], dim: int | None
    ) -> tuple[npt.NDArray[np.intp], FloatArray]:
        query = sa.select(VECTOR.c.vector_key, VECTOR.c.vector).where(VECTOR.c.model_id == model_id)
        rows = connection.execute(query.where(among(VECTOR.c.vector_key, set(keys), self._store.dialect))).all()
        blobs = {key: blob for key, blob in rows if dim is None or len(blob) == 2 * dim}
        at = np.array([i for i, key in enumerate(keys) if key in blobs], dtype=np.intp)
        if not len(at):
            return at, np.zeros((0, dim or 0), dtype=np.float32)
        flat = np.frombuffer(b"".join(blobs[keys[i]] for i in at), dtype="<f2")
        return at, flat.reshape(len(at), -1).astype(np.float32)

    def put(self, model_id: str, keys: Sequence[str], vectors: FloatArray) -> FloatArray:
        """Keep vectors, replacing those there under the same keys; returns them as they will be read back (`as_stored`)."""
        halves = np.ascontiguousarray(vectors, dtype="<f2")
        with self._store.transaction():
            for start in range(0, len(keys), CHUNK):
                part = range(start, min(start + CHUNK, len(keys)))
                rows = [{"model_id": model_id, "vector_key": keys[i], "vector": halves[i].tobytes()} for i in part]
                self._store.upsert(VECTOR, rows)
        return cast(FloatArray, halves.astype(np.float32))

    def delete(self, keys: Collection[str]) -> int:
        """Remove these keys under every model; returns how many rows went."""
        with self._store.transaction() as connection:
            return connection.execute(sa.delete(VECTOR).where(among(VECTOR.c.vector_key, keys, self._store.dialect))).rowcount

    def retain(self, keys: Collection[str]) -> int:
        """Remove all but these keys: no vector outlives its text; returns how many rows went."""
        with self._store.transaction() as connection:
            return connection.execute(sa.delete(VECTOR).where(~among(VECTOR.c.vector_key, keys, self._store.dialect))).rowcount
