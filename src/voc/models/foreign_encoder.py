"""Any model that sentence-transformers can open without a network, behind the same Protocol.

One window is encoded per call, as with the shipped model: slower than batches, and a vector then
does not depend on what else happened to be encoded with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from voc.errors import ModelError
from voc.models.windows import cut, span_vectors, tokens_of, visible
from voc.protocols import FloatArray, Span

WINDOW = 192
# A slice that is tokenised anew may need a piece or two more than it had inside its text.
SLACK = 8
OWN_MODULES = ["voc.models.sentence_transformers_module.OnnxTokens", "Pooling", "Normalize"]


class SentenceTransformerEncoder:
    """A sentence-transformers model read token by token; imports torch when made."""

    def __init__(self, name_or_path: str, window: int = WINDOW) -> None:
        """Opens the model; nothing is ever downloaded.

        Raises:
            ModelError: It is not on this machine, or asks for code that is not voc's.
        """
        folder = _local(name_or_path)
        self._model = _open(folder)
        self._prompt = (self._model.prompts or {}).get(self._model.default_prompt_name or "") or ""
        self.dim = int(self._model.get_embedding_dimension())
        limit = self._model.max_seq_length
        self.window = int(min(window, limit or window))
        self.model_id = f"{Path(name_or_path).name}-{_fingerprint(folder)}-w{self.window}"

    def encode(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> FloatArray:
        """Unit rows, one per span, in order; see `voc.protocols.Encoder`."""
        parts = [self._read(text, wanted) for text, wanted in zip(texts, spans, strict=True) if wanted]
        return np.concatenate(parts) if parts else np.zeros((0, self.dim), np.float32)

    def _read(self, text: str, spans: Sequence[Span]) -> FloatArray:
        """Vectors of one text's spans, shape (n_spans, dim)."""
        whole = visible(text, self._offsets(text, special=False))
        starts = [tokens_of(span, whole)[0] for span in spans]
        capacity = max(1, self.window - len(self._offsets(self._prompt, special=True)) - SLACK)
        edges = [int(whole[first, 0]) for first, _ in cut(len(whole), starts, capacity)[1:]]
        rows: list[FloatArray] = []
        offsets: list[Span] = []
        windows: list[Span] = []
        for start, end in zip([0, *edges], [*edges, len(text)], strict=True):
            part, at = self._window(text[start:end])
            windows.append((len(offsets), len(offsets) + len(at)))
            rows.append(part if at or not edges else part[:0])
            offsets.extend((a + start, b + start) for a, b in at)
        ranges = [tokens_of(span, visible(text, offsets)) for span in spans]
        return span_vectors(np.concatenate(rows), ranges, windows)

    def encode_both(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> tuple[FloatArray, FloatArray]:
        """The vectors twice: nobody tuned this encoder for places and feelings."""
        vectors = self.encode(texts, spans)
        return vectors, vectors

    def _window(self, text: str) -> tuple[FloatArray, list[Span]]:
        """Vectors of the tokens of a piece of text, and their offsets; of the frame when it has none."""
        given = self._prompt + text
        (tensor,) = self._model.encode(
            [given], prompt="", output_value="token_embeddings", batch_size=1, show_progress_bar=False, convert_to_numpy=False
        )
        rows = tensor.detach().cpu().numpy().astype(np.float32)
        offsets = self._offsets(given, special=True)
        offsets = [*offsets[: len(rows) - 1], offsets[-1]] if len(offsets) > len(rows) else offsets
        if len(offsets) != len(rows):
            raise ModelError(f"{len(rows)} token vectors for {len(offsets)} tokens", where=self.model_id,
                             expected="a model whose tokens are those of its tokenizer")  # fmt: skip
        shift = len(self._prompt)
        own = [i for i, (start, end) in enumerate(offsets) if end > max(start, shift)]
        return (rows[own] if own else rows, [(max(0, offsets[i][0] - shift), offsets[i][1] - shift) for i in own])

    def _offsets(self, text: str, *, special: bool) -> list[Span]:
        """Where each token lies; special tokens lie at (0, 0)."""
        tokenizer: Any = self._model.tokenizer
        if hasattr(tokenizer, "encode_batch_fast"):
            return [(a, b) for a, b in tokenizer.encode(text, add_special_tokens=special).offsets]
        given = tokenizer(text, add_special_tokens=special, return_offsets_mapping=True, truncation=False, verbose=False)
        return [(a, b) for a, b in given["offset_mapping"]]


def _local(name_or_path: str) -> Path:
    """The folder of a model: the one given, or the one a hub name has in the local cache."""
    if Path(name_or_path).is_dir():
        return Path(name_or_path).resolve()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name_or_path, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as error:
        raise ModelError(
            "this encoder is not on this machine", where=name_or_path, expected='"shipped", a folder, or a name in the local cache'
        ) from error


def _open(folder: Path) -> Any:
    from sentence_transformers import SentenceTransformer

    modules = folder / "modules.json"
    classes = [module["type"] for module in json.loads(modules.read_text("utf-8"))] if modules.is_file() else []
    # Only a folder of voc's own form is trusted: no other can bring code along.
    own = [name if name in OWN_MODULES else name.rsplit(".", 1)[-1] for name in classes] == OWN_MODULES
    try:
        return SentenceTransformer(str(folder), local_files_only=True, trust_remote_code=own)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"sentence-transformers cannot open it ({error})", where=str(folder)) from error


def _fingerprint(folder: Path) -> str:
    """Changes when any file of the model changes."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix != ".md":
            digest.update(file.relative_to(folder).as_posix().encode())
            with file.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:12]
