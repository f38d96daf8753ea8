"""An encoder that remembers: what the store has is not encoded again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voc.protocols import Encoder, FloatArray, Span
from voc.store.vectors import VectorStore
from voc.text.passages import vector_keys


class CachedEncoder:
    """An `Encoder` over another one, with the vectors of one store; keys hold the model's id and all that was read."""

    def __init__(self, encoder: Encoder, vectors: VectorStore) -> None:
        self._encoder = encoder
        self._vectors = vectors

    @property
    def model_id(self) -> str:
        return self._encoder.model_id

    @property
    def dim(self) -> int:
        return self._encoder.dim

    def encode(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> FloatArray:
        """Vectors of the spans, one unit row each."""
        return self.encode_both(texts, spans)[0]

    def encode_both(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> tuple[FloatArray, FloatArray]:
        """Vectors and subjects; a text is read when any of its spans is not known yet, and both are kept."""
        keys = vector_keys(texts, spans)
        ids = (self.model_id, f"{self.model_id}-subject")
        (found, vectors), (also, subjects) = (self._vectors.get(i, keys, self.dim) for i in ids)
        owner = np.repeat(np.arange(len(texts)), [len(s) for s in spans])
        missing = np.unique(owner[~(found & also)])
        if len(missing):
            rows = np.flatnonzero(np.isin(owner, missing))
            fresh = self._encoder.encode_both([texts[i] for i in missing], [spans[i] for i in missing])
            for i, matrix, new in zip(ids, (vectors, subjects), fresh, strict=True):
                matrix[rows] = self._vectors.put(i, [keys[r] for r in rows], new)
        return vectors, subjects
