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

    def subjects(self, vectors: FloatArray) -> FloatArray:
        """As the encoder behind it."""
        return self._encoder.subjects(vectors)

    def encode(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> FloatArray:
        """Vectors of the spans, one unit row each; a text is encoded when any of its spans is not known yet."""
        keys = vector_keys(texts, spans)
        found, matrix = self._vectors.get(self.model_id, keys, self.dim)
        owner = np.repeat(np.arange(len(texts)), [len(s) for s in spans])
        missing = np.unique(owner[~found])
        if len(missing):
            rows = np.flatnonzero(np.isin(owner, missing))
            fresh = self._encoder.encode([texts[i] for i in missing], [spans[i] for i in missing])
            matrix[rows] = self._vectors.put(self.model_id, [keys[i] for i in rows], fresh)
        return matrix
