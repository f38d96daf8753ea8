"""From a torch BERT to the small ONNX file that ships.

The graph is written operator by operator. Matrices are int8 with one scale per output, activations have one scale per call: the only
eight-bit product that processors do several times faster than float32. What spoils it in a tuned network is a few channels that are ten
to forty times as large as the rest; they stay in float32 beside it (after Dettmers et al. 2022, LLM.int8(), with channels chosen once),
and the others are made more even. The embedding table has 4 bits in blocks of 32 weights, which loses nothing: it arrives in exactly
that form and is not tuned. A call reads one window, so nothing is padded and nothing masked.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from voc.protocols import FloatArray
from voc.training.graph import Graph
from voc.training.outliers import Reach, evened, largest, reach_of

if TYPE_CHECKING:
    from onnx import ModelProto
    from transformers import BertModel

IDS = "input_ids"
OUTPUT, LOWER = "token_embeddings", "lower_embeddings"
# Channels in float32 of what attention and the feed-forward layer read, and of that layer's neurons: chosen by parity and speed
# (docs/decisions/encoder.md).
CHANNELS, NEURONS = 64, 96


def export(model: BertModel, path: Path, windows: Sequence[Sequence[int]]) -> None:
    """Write the quantised model: (1, length) ids in, (1, length, dim) token embeddings and those of a lower layer out.

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
    for at in range(layers):
        prefix = f"encoder.layer.{at}."
        layer = {name.removeprefix(prefix): tensor for name, tensor in state.items() if name.startswith(prefix)}
        x = _layer(graph, x, layer, reach[at], model.config.num_attention_heads, model.config.layer_norm_eps)
        if at in named:
            graph.node("Unsqueeze", x, graph.constant(np.array([0])), name=named[at])
    return graph.model(IDS, (OUTPUT, LOWER), model.config.hidden_size)


def _embeddings(graph: Graph, state: dict[str, FloatArray], epsilon: float) -> str:
    table = state["embeddings.word_embeddings.weight"]
    words = graph.node("Reshape", graph.rows_of(table, IDS), graph.constant(np.array([-1, table.shape[1]])))
    # All tokens are of the first type.
    places = state["embeddings.position_embeddings.weight"] + state["embeddings.token_type_embeddings.weight"][0]
    start, length = graph.constant(np.array([0])), graph.node("Shape", IDS, start=1, end=2)
    return _norm(graph, [words, graph.node("Slice", graph.constant(places), start, length, start)], state, "embeddings.LayerNorm", epsilon)


def _layer(graph: Graph, x: str, layer: dict[str, FloatArray], reach: Reach, heads: int, epsilon: float) -> str:
    x = _norm(graph, [_attention(graph, x, layer, reach, heads), x], layer, "attention.output.LayerNorm", epsilon)
    return _norm(graph, [_feed_forward(graph, x, layer, reach), x], layer, "output.LayerNorm", epsilon)


def _attention(graph: Graph, x: str, layer: dict[str, FloatArray], reach: Reach, heads: int) -> str:
    parts = [f"attention.self.{part}" for part in ("query", "key", "value")]
    weight = np.concatenate([layer[f"{part}.weight"].T for part in parts], axis=1)
    bias = np.concatenate([layer[f"{part}.bias"] for part in parts])
    dim, out = len(weight), layer["attention.output.dense.weight"].T
    # Scores are divided by the root of a head's size: the queries carry it. What is mixed is made even: the values carry that.
    size = evened(reach.mixed)
    carried = np.concatenate([np.full(dim, np.sqrt(heads / dim), np.float32), np.ones(dim, np.float32), 1 / size])
    all_three = graph.product(x, weight * carried, bias * carried, reach.attention, CHANNELS)
    by_head = graph.node("Reshape", all_three, graph.constant(np.array([0, 3 * heads, dim // heads])))
    query, key, value = graph.several("Split", by_head, outputs=3, num_outputs=3, axis=1)
    # Tokens come before heads; the products read them the other way round, which saves turning them.
    scores = graph.fused("FusedMatMul", query, key, transBatchA=1, transBatchB=1, transB=1)
    mixed = graph.fused("FusedMatMul", graph.node("Softmax", scores, axis=-1), value, transBatchB=1)
    joined = graph.node("Reshape", graph.node("Transpose", mixed, perm=[1, 0, 2]), graph.constant(np.array([-1, dim])))
    return graph.product(joined, out * size[:, None], layer["attention.output.dense.bias"])


def _feed_forward(graph: Graph, x: str, layer: dict[str, FloatArray], reach: Reach) -> str:
    """Most neurons in eight bits, the largest in float32."""
    up, down = layer["intermediate.dense.weight"].T, layer["output.dense.weight"].T
    threshold, bias = layer["intermediate.dense.bias"], layer["output.dense.bias"]
    large = largest(reach.neurons, NEURONS)
    most = np.setdiff1d(np.arange(len(down)), large)
    # The activation adds the threshold.
    none = np.zeros(len(most), np.float32)
    many = graph.fused("BiasGelu", graph.product(x, up[:, most], none, reach.feed_forward, CHANNELS), graph.constant(threshold[most]))
    few = graph.fused("BiasGelu", graph.node("MatMul", x, graph.constant(up[:, large])), graph.constant(threshold[large]))
    return graph.plus(graph.product(many, down[most], bias, reach.neurons[most]), few, down[large])


def _norm(graph: Graph, terms: list[str], state: dict[str, FloatArray], at: str, epsilon: float) -> str:
    # Sum, not Add: onnxruntime joins Add and LayerNormalization into one operator that takes three times as long as both.
    summed, scale, shift = graph.node("Sum", *terms), graph.constant(state[f"{at}.weight"]), graph.constant(state[f"{at}.bias"])
    return graph.node("LayerNormalization", summed, scale, shift, epsilon=epsilon, axis=-1)
