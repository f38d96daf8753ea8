"""How far each channel of a network reaches: a few of a tuned one are far larger than the rest, the same ones whatever is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from voc.protocols import FloatArray

if TYPE_CHECKING:
    from transformers import BertModel

# A channel that is hardly ever used is not stretched further than this quantile of all.
LEAST = 0.02


@dataclass(frozen=True)
class Reach:
    """The largest absolute value seen in each channel of what one layer's matrices read.

    Attributes:
        attention: Of what attention reads, shape (dim,).
        mixed: Of what attention found, shape (dim,).
        feed_forward: Of what the feed-forward layer reads, shape (dim,).
        neurons: Of that layer's neurons.
    """

    attention: FloatArray
    mixed: FloatArray
    feed_forward: FloatArray
    neurons: FloatArray


def largest(reach: FloatArray, count: int) -> npt.NDArray[np.int64]:
    """The channels that reach furthest, in ascending order."""
    return np.sort(np.argsort(-reach, kind="stable")[:count]).astype(np.int64)


def evened(reach: FloatArray, counted: npt.NDArray[np.bool_] | None = None) -> FloatArray:
    """What each channel is divided by, and the weights that read it multiplied with: half of the difference between channels is gone.

    Xiao et al. 2023, SmoothQuant, equation 4 without the weights' own reach.

    Args:
        reach: Shape (k,).
        counted: Channels that the largest is looked for in; all when absent.
    """
    floor = np.maximum(reach, np.quantile(reach, LEAST))
    most = floor.max() if counted is None else floor[counted].max()
    return np.asarray(np.minimum(np.sqrt(floor / most), 1), dtype=np.float32)


def reach_of(model: BertModel, windows: Sequence[Sequence[int]]) -> list[Reach]:
    """The reach of every layer's channels.

    Args:
        model: The network in float32.
        windows: Token ids of a few hundred comments, framed as they are read. (Random tokens find the few giants, half of the others.)
    """
    import torch

    seen: dict[int, FloatArray] = {}

    def watch(at: int) -> Any:
        def see(_: Any, inputs: tuple[torch.Tensor, ...]) -> None:
            reach = inputs[0].abs().amax(dim=(0, 1)).numpy()
            seen[at] = np.maximum(seen.get(at, reach), reach)

        return see

    read = [(b.attention.self.query, b.attention.output.dense, b.intermediate.dense, b.output.dense) for b in model.encoder.layer]
    hooks = [module.register_forward_pre_hook(watch(at)) for at, module in enumerate(m for layer in read for m in layer)]
    with torch.inference_mode():
        for window in windows:
            ids = torch.tensor([list(window)])
            model(input_ids=ids, attention_mask=torch.ones_like(ids))
    for hook in hooks:
        hook.remove()
    return [Reach(*(seen[4 * layer + k] for k in range(4))) for layer in range(len(read))]
