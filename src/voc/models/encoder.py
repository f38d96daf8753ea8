"""Opens the encoder and reads spans in the context of their text.

One call holds one window, unpadded, and speed comes from calls that run side by side: nothing is spent
on padding, and a vector depends on its own window and on nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from pathlib import Path

import numpy as np

from voc.errors import ModelError
from voc.models import manifest
from voc.models.windows import cut, span_vectors, tokens_of, visible
from voc.protocols import Encoder, FloatArray, Span

SHIPPED = "shipped"
FILES = ("model.onnx", "tokenizer.json", "config.json", "subject.npz")
# Part of the model's id: raise it when the same files would give other vectors.
READING = "1"


def open_encoder(name: str, folder: Path, threads: int | None = None) -> Encoder:
    """The encoder that the configuration names.

    Args:
        name: "shipped", a folder made by `voc train`, or a folder or cached name that sentence-transformers opens offline.
        folder: The models folder, where `manifest.json` and `encoder/` lie.
    Raises:
        ModelError: A file is missing or is not the one the manifest describes.
    """
    if name == SHIPPED:
        manifest.verify(folder, [f"encoder/{file}" for file in FILES])
        return OnnxEncoder(folder / "encoder", threads)
    if all((Path(name) / file).is_file() for file in FILES):
        return OnnxEncoder(Path(name), threads)
    from voc.models.foreign_encoder import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name)


class OnnxEncoder:
    """The shipped model on onnxruntime; ready in a fraction of a second, without torch."""

    def __init__(self, folder: Path, threads: int | None = None, window: int | None = None) -> None:
        """Opens the model.

        Args:
            folder: Holds `FILES`.
            threads: Calls side by side; by default one per core that this process may use.
            window: Tokens read at once, at most what the model was exported for.
        """
        import onnxruntime as ort
        from tokenizers import Tokenizer

        missing = [file for file in FILES if not (folder / file).is_file()]
        if missing:
            raise ModelError(f"missing {', '.join(missing)}", where=str(folder), advice="reinstall the models")
        settings = json.loads((folder / "config.json").read_text("utf-8"))
        self.dim = int(settings["hidden_size"])
        self.window = min(window or int(settings["window"]), int(settings["max_position_embeddings"]))
        self.model_id = f"{settings['name']}-{_fingerprint(folder)}-w{self.window}"
        self.threads = threads or len(os.sched_getaffinity(0))
        self._prefix = str(settings["prefix"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        head = self._tokenizer.encode(self._prefix).ids
        self._head, self._tail = head[:-1], head[-1:]
        with np.load(folder / "subject.npz", allow_pickle=False) as stored:
            self._subject, self._subject_bias = (stored[k].astype(np.float32) for k in ("weight", "bias"))
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # Without arenas, memory follows the longest window in flight instead of piling up per thread.
        options.enable_cpu_mem_arena = False
        self._session = ort.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])

    def encode(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> FloatArray:
        """Vectors of the spans of each text, read in its context.

        Args:
            texts: What was written, n of them.
            spans: For each text, its spans as (start, end) character offsets.
        Returns:
            Unit rows, one per span, in order: all spans of texts[0], then of texts[1], ...
        """
        return self.encode_both(texts, spans)[0]

    def encode_both(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> tuple[FloatArray, FloatArray]:
        """The vectors of `encode`, and where the same spans lie by subject, from one reading."""
        upper, lower = self.layers(texts, spans)
        moved = np.concatenate([upper, lower], axis=1) @ self._subject + self._subject_bias
        return upper, np.asarray(unit_rows(moved).astype(np.float16), dtype=np.float32)

    def layers(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> tuple[FloatArray, FloatArray]:
        """Vectors of the spans from the last layer and from the lower one, unit rows, each of shape (n_spans, dim)."""
        ends = list(accumulate(map(len, spans)))
        found = np.empty((2, ends[-1] if ends else 0, self.dim), np.float32)

        def read(row: int) -> None:
            if spans[row]:
                found[:, ends[row] - len(spans[row]) : ends[row]] = self._read(texts[row], spans[row])

        with ThreadPoolExecutor(self.threads) as workers:
            for _ in workers.map(read, range(len(texts))):
                pass
        return found[0], found[1]

    def _read(self, text: str, spans: Sequence[Span]) -> FloatArray:
        """Vectors of one text's spans from both layers, shape (2, n_spans, dim)."""
        encoding = self._tokenizer.encode(self._prefix + text)
        ids = encoding.ids[len(self._head) : -1]
        shift = len(self._prefix)
        offsets = visible(text, [(a - shift, b - shift) for a, b in encoding.offsets[len(self._head) : -1]])
        ranges = [tokens_of(span, offsets) for span in spans]
        capacity = self.window - len(self._head) - len(self._tail)
        windows = cut(len(ids), [first for first, _ in ranges], capacity)
        rows = np.concatenate([self._tokens(ids[a:b]) for a, b in windows], axis=1)
        return np.stack([span_vectors(layer, ranges, windows) for layer in rows])

    def _tokens(self, ids: list[int]) -> FloatArray:
        """Vectors of the tokens of one window from both layers, shape (2, n, dim); of the frame when it is empty."""
        framed = np.array([[*self._head, *ids, *self._tail]], np.int64)
        rows: FloatArray = np.concatenate(self._session.run(["token_embeddings", "lower_embeddings"], {"input_ids": framed}))
        return rows[:, len(self._head) : -1] if ids else rows


def unit_rows(rows: FloatArray) -> FloatArray:
    """Rows made of length one."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), dtype=np.float32)


def _fingerprint(folder: Path) -> str:
    """Changes when any file that shapes a vector changes."""
    digest = hashlib.sha256(READING.encode())
    for file in FILES:
        digest.update((folder / file).read_bytes())
    return digest.hexdigest()[:12]
