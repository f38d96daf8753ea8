"""The file that ships says what the network in float32 says, and its products cannot overflow on any processor."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.training.outliers import largest
from voc.training.quantisation import PAIR, blocks_of_4_bits, eight_bits

LARGEST_BYTE, SIXTEEN_BITS = 255, 2**15 - 1


@given(st.integers(1, 9), st.integers(1, 5), st.integers(0, 2**32 - 1), st.sampled_from([1e-6, 1.0, 300.0]))
def test_two_neighbours_never_overflow_sixteen_bits(rows: int, columns: int, seed: int, spread: float) -> None:
    weight = (np.random.default_rng(seed).standard_t(2, (rows, columns)) * spread).astype(np.float32)
    steps, scales = eight_bits(weight)
    pairs = np.abs(np.pad(steps.astype(np.int64), ((0, rows % 2), (0, 0)))).reshape(-1, 2, columns).sum(axis=1)
    assert (pairs * LARGEST_BYTE <= SIXTEEN_BITS).all()
    assert np.abs(steps * scales - weight).max() <= scales.max() / 2 * (1 + 1e-5)


def test_the_largest_pair_uses_the_whole_range() -> None:
    steps, _ = eight_bits(np.array([[1.0], [0.5], [0.2], [0.1]], np.float32))
    assert np.abs(steps[:2]).sum() == PAIR


@given(st.integers(1, 4), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_four_bits_keep_what_was_four_bits(rows: int, blocks: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    scales = (random.uniform(0.001, 2, (rows, blocks, 1)).astype(np.float16)).astype(np.float32)
    whole = random.integers(-8, 8, (rows, blocks, 32)).astype(np.float32)
    whole[:, :, 0] = -8
    table = (whole * scales).reshape(rows, -1)
    packed, found = blocks_of_4_bits(table)
    nibbles = np.stack([packed & 15, packed >> 4], axis=2).reshape(rows, blocks, 32).astype(np.float32) - 8
    assert (nibbles * found[:, :, None].astype(np.float32)).reshape(table.shape) == pytest.approx(table, rel=2e-3, abs=1e-6)


def test_the_largest_channels_come_in_order() -> None:
    assert largest(np.array([1.0, 9.0, 3.0, 9.0, 0.0], np.float32), 3).tolist() == [1, 2, 3]


def error_of_a_product(x: np.ndarray, beside: int) -> float:
    """Root mean square of what a product in eight bits gets wrong, as a share of what it should be."""
    import onnxruntime
    from onnx import TensorProto, helper

    from voc.training.graph import MICROSOFT, Graph

    random = np.random.default_rng(4)
    weight, bias = (random.normal(size=shape).astype(np.float32) for shape in ((x.shape[1], 24), (24,)))
    graph = Graph()
    name = graph.product("x", weight, bias, np.abs(x).max(axis=0), beside)
    ins, outs = (helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in ("x", name))
    made = helper.make_model(
        helper.make_graph(graph.nodes, "product", [ins], [outs], graph.constants),
        opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(MICROSOFT, 1)],
        ir_version=10,
    )
    found = onnxruntime.InferenceSession(made.SerializeToString(), providers=["CPUExecutionProvider"]).run(None, {"x": x})[0]
    exact = x @ weight + bias
    # What a giant adds to every output is common to all tokens: only differences between tokens say anything.
    wrong, wanted = found - exact, exact - exact.mean(axis=0)
    return float(np.sqrt((wrong**2).mean() / (wanted**2).mean()))


def test_giants_beside_bring_a_product_near_the_exact_one() -> None:
    pytest.importorskip("onnx", reason="writing an encoder needs the extra voc[train]")
    x = np.random.default_rng(3).normal(size=(20, 64)).astype(np.float32)
    x[:, 7] = 300
    alone, beside = (error_of_a_product(x, many) for many in (0, 1))
    assert alone > 3 * beside
    assert beside < 0.02


@pytest.mark.slow
def test_the_file_says_what_the_network_says(tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="writing an encoder needs the extra voc[train]")
    import onnxruntime
    import torch
    from transformers import BertConfig, BertModel

    from voc.training.onnx_export import LOWER, OUTPUT, export

    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=200, hidden_size=64, num_hidden_layers=4, num_attention_heads=4, intermediate_size=256, max_position_embeddings=40,
        pad_token_id=1, attn_implementation="eager",
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False).eval()
    random = np.random.default_rng(2)
    windows = [[0, *random.integers(4, 200, 20).tolist(), 2] for _ in range(30)]
    export(model, tmp_path / "model.onnx", windows)
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"), providers=["CPUExecutionProvider"])
    assert [o.name for o in session.get_outputs()] == [OUTPUT, LOWER]
    for length in (1, 12, 30):
        ids = np.array([[0, *random.integers(4, 200, length).tolist(), 2]])
        with torch.inference_mode():
            layers = model(torch.from_numpy(ids), output_hidden_states=True).hidden_states
        for found, wanted in zip(session.run(None, {"input_ids": ids}), (layers[-1], layers[2]), strict=True):
            a, b = found[0], wanted.numpy()[0]
            cosine = (a * b).sum(axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
            # A table that was not 4 bits before loses something.
            assert cosine.min() > 0.995
