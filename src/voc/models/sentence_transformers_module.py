"""Lets sentence-transformers open the shipped folder.

    SentenceTransformer("models/encoder", trust_remote_code=True)

`modules.json` names the class below, which is voc's own; sentence-transformers 6 asks for the flag
whenever a class is not one of its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from shutil import copyfile
from typing import Any

import numpy as np
import onnxruntime as ort
import torch
from sentence_transformers.sentence_transformer.modules import InputModule
from tokenizers import Tokenizer

FILES = ("model.onnx", "tokenizer.json", "config.json")
PAD = 1


class OnnxTokens(InputModule):  # type: ignore[misc, unused-ignore]
    """Texts to token embeddings through onnxruntime; pooling and normalising are the next modules."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = Path(folder)
        config = json.loads((self.folder / "config.json").read_text("utf-8"))
        self.max_seq_length = int(config["window"])
        self.dim = int(config["hidden_size"])
        self.tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1  # as in voc.models.encoder: sums in the same order, the same bits
        self.session = ort.InferenceSession(str(self.folder / "model.onnx"), options, providers=["CPUExecutionProvider"])

    def preprocess(self, inputs: Sequence[str], prompt: str | None = None, **_: Any) -> dict[str, torch.Tensor]:
        """Token ids and mask, shape (n_texts, length), padded on the right."""
        rows = [self.tokenizer.encode((prompt or "") + text).ids for text in inputs]
        rows = [[*row[: self.max_seq_length - 1], row[-1]] if len(row) > self.max_seq_length else row for row in rows]
        length = max(map(len, rows))
        ids = torch.tensor([row + [PAD] * (length - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (length - len(row)) for row in rows])
        return {"input_ids": ids, "attention_mask": mask}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Adds `token_embeddings`, shape (n_texts, length, dim), zero where the mask is.

        Row by row: activations are quantised over a whole call, so a padded batch would change the vectors.
        """
        ids, mask = features["input_ids"].cpu().numpy(), features["attention_mask"].cpu().numpy()
        embeddings = np.zeros((*ids.shape, self.dim), np.float32)
        for row, length in enumerate(mask.sum(axis=1)):
            embeddings[row, :length] = self.session.run(["token_embeddings"], {"input_ids": ids[row : row + 1, :length]})[0][0]
        features["token_embeddings"] = torch.from_numpy(embeddings).to(features["input_ids"].device)
        return features

    def get_embedding_dimension(self) -> int:
        """Length of a vector."""
        return self.dim

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Copy the files; there is nothing else to keep."""
        for file in FILES:
            copyfile(self.folder / file, Path(output_path) / file)

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", **_: Any) -> OnnxTokens:
        """Open the files of a local folder."""
        return cls(str(Path(model_name_or_path) / subfolder))
