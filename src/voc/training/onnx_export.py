"""From a torch BERT to the small ONNX file that ships.

The graph is written operator by operator. Matrices are int8 with one scale per output, activations have one scale per call: the only
eight-bit product that processors do several times faster than float32. What spoils it in a tuned network is a few channels that are ten
to forty times as large as the rest; they stay in float32 beside it (after Dettmers et al. 2022, LLM.int8(), with channels chosen once),
and the others are made more even. The embedding table has 4 bits in blocks of 32 weights, which loses nothing: it arrives in exactly
that form and is not tuned.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from voc.protocols import FloatArray
from voc.training.graph import Graph
from voc.training.outliers import Reach, largest, reach_of

if TYPE_CHECKING:
    from onnx import ModelProto
    from transformers import BertModel

INPUTS = ("input_ids", "attention_mask")
OUTPUT, LOWER = "token_embeddings", "lower_embeddings"
# Channels in float32 of what attention and the feed-forward layer read, and of that layer's neurons: chosen by parity and speed
# (docs/decisions/encoder.md).
CHANNELS, NEURONS = 16, 32


def export(model: BertModel, path: Path, windows: Sequence[Sequence[int]]) -> None:
    """Write the quantised model: (n, length) ids and mask in, (n, length, dim) token embeddings and those of a lower layer out.

    Args:
        model: The network in float32.
        path: The file.
        windows: Token ids of a few hundred comments, framed as they are read, that show how far each channel reaches.
    """
    import onnx

    onnx.save(quantised(model, reach_of(model, windows)), str(path))


def quantised(model: BertModel, reach: Sequence[Reach]) -> ModelProto:
    """The graph of a network whose channels reach so far."""
    state = {name: tensor.detach().numpy().astype(np.float32) for name, tensor in model.state_dict().items()}
    layers = model.config.num_hidden_layers
    # Half way up, tuning has moved little: what a mention is about is still there (docs/decisions/tuned-encoder.md).
    named = {layers - 1: OUTPUT, layers // 2 - 1: LOWER}
    graph = Graph()
    x = _embeddings(graph, state, model.config.layer_norm_eps)
    hidden = _hidden(graph)
    for at in range(layers):
        prefix = f"encoder.layer.{at}."
        layer = {name.removeprefix(prefix): tensor for name, tensor in state.items() if name.startswith(prefix)}
        x = _layer(graph, x, hidden, layer, reach[at], model.config.num_attention_heads, model.config.layer_norm_eps, named.get(at, ""))
    return graph.model(INPUTS, (OUTPUT, LOWER), model.config.hidden_size)


def _embeddings(graph: Graph, state: dict[str, FloatArray], epsilon: float) -> str:
    words = graph.rows_of(state["embeddings.word_embeddings.weight"], INPUTS[0])
    # All tokens are of the first type.
    places = state["embeddings.position_embeddings.weight"] + state["embeddings.token_type_embeddings.weight"][0]
    start, length = graph.constant(np.array([0])), graph.node("Shape", INPUTS[0], start=1, end=2)
    return _norm(graph, [words, graph.node("Slice", graph.constant(places), start, length, start)], state, "embeddings.LayerNorm", epsilon)


def _hidden(graph: Graph) -> str:
    """What is added to the scores of each token: zero, or minus infinity where the mask is."""
    from onnx import TensorProto

    mask = graph.node("Cast", INPUTS[1], to=TensorProto.FLOAT)
    return graph.node("Unsqueeze", graph.node("Log", mask), graph.constant(np.array([1, 2])))


def _layer(
    graph: Graph, x: str, hidden: str, layer: dict[str, FloatArray], reach: Reach, heads: int, epsilon: float, name: str
) -> str:  # fmt: skip
    found = _attention(graph, x, hidden, layer, reach, heads)
    x = _norm(graph, [found, x], layer, "attention.output.LayerNorm", epsilon)
    return _norm(graph, [*_feed_forward(graph, x, layer, reach), x], layer, "output.LayerNorm", epsilon, name)


def _attention(graph: Graph, x: str, hidden: str, layer: dict[str, FloatArray], reach: Reach, heads: int) -> str:
    parts = [f"attention.self.{part}" for part in ("query", "key", "value")]
    weight = np.concatenate([layer[f"{part}.weight"].T for part in parts], axis=1)
    bias = np.concatenate([layer[f"{part}.bias"] for part in parts])
    dim = len(weight)
    # Scores are divided by the root of a head's size; the queries carry it.
    shrunk = np.repeat(np.array([np.sqrt(heads / dim), 1, 1], np.float32), dim)
    all_three = graph.product(x, weight * shrunk, bias * shrunk, reach.attention, CHANNELS, twice=True)
    by_head = graph.node("Reshape", all_three, graph.constant(np.array([0, 0, 3 * heads, dim // heads])))
    query, key, value = graph.several("Split", graph.node("Transpose", by_head, perm=[0, 2, 1, 3]), outputs=3, num_outputs=3, axis=1)
    scores = graph.node("Add", graph.fused("FusedMatMul", query, key, transB=1), hidden)
    mixed = graph.node("Transpose", graph.node("MatMul", graph.node("Softmax", scores, axis=-1), value), perm=[0, 2, 1, 3])
    joined = graph.node("Reshape", mixed, graph.constant(np.array([0, 0, dim])))
    return graph.product(joined, layer["attention.output.dense.weight"].T, layer["attention.output.dense.bias"], reach.mixed)


def _feed_forward(graph: Graph, x: str, layer: dict[str, FloatArray], reach: Reach) -> list[str]:
    """Two parts that sum to what the layer says: of most neurons in eight bits, of the largest in float32."""
    up, down = layer["intermediate.dense.weight"].T, layer["output.dense.weight"].T
    threshold, bias = layer["intermediate.dense.bias"], layer["output.dense.bias"]
    large = largest(reach.neurons, NEURONS)
    most = np.setdiff1d(np.arange(len(down)), large)
    # The activation adds the threshold.
    none = np.zeros(len(most), np.float32)
    many = graph.fused("BiasGelu", graph.product(x, up[:, most], none, reach.feed_forward, CHANNELS), graph.constant(threshold[most]))
    few = graph.fused("BiasGelu", graph.node("MatMul", x, graph.constant(up[:, large])), graph.constant(threshold[large]))
    return [graph.product(many, down[most], bias, reach.neurons[most]), graph.node("MatMul", few, graph.constant(down[large]))]


def _norm(graph: Graph, terms: list[str], state: dict[str, FloatArray], at: str, epsilon: float, name: str = "") -> str:
    # Sum, not Add: onnxruntime joins Add and LayerNormalization into one operator that takes three times as long as both.
    summed, scale, shift = graph.node("Sum", *terms), graph.constant(state[f"{at}.weight"]), graph.constant(state[f"{at}.bias"])
    return graph.node("LayerNormalization", summed, scale, shift, epsilon=epsilon, axis=-1, name=name)
