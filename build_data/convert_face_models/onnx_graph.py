"""An ONNX model that grows node by node: single precision, NCHW, constants stored in half precision."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
IR_VERSION = 8
"""The oldest that knows this operator set: any reader of today takes it."""
PRODUCER = "fmld-synth"


class OnnxGraph:
    """Nodes and constants of a model. Tensors are known by their names."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, np.ndarray] = {}

    def constant(self, values: np.ndarray) -> str:
        """Add a constant, in half precision where that loses nothing: TFLite stores most weights so.

        Args:
            values: float32 or int64.

        Returns:
            The name of a tensor of the same type.
        """
        name = f"constant_{len(self._constants)}"
        half = values.astype(np.float16) if values.dtype == np.float32 else None
        if half is None or values.size == 1 or not np.array_equal(half.astype(np.float32), values):
            self._constants[name] = np.ascontiguousarray(values)
            return name
        self._constants[f"{name}_half"] = np.ascontiguousarray(half)
        return self.add("Cast", [f"{name}_half"], name, to=TensorProto.FLOAT)

    def add(self, kind: str, inputs: Sequence[str], output: str, **attributes: object) -> str:
        """Add a node.

        Args:
            kind: ONNX's name of the operator.
            inputs: names of its inputs; empty for an optional one that is missing.
            output: name of its only output.
            **attributes: of the operator.

        Returns:
            ``output``.
        """
        self._nodes.append(helper.make_node(kind, list(inputs), [output], name=output, **attributes))  # type: ignore[arg-type]
        return output

    def model(
        self, name: str, shapes: dict[str, tuple[int, ...]], outputs: dict[str, tuple[int, ...]]
    ) -> onnx.ModelProto:
        """The model as far as its outputs need it.

        Args:
            name: of the model.
            shapes: of its inputs, by name.
            outputs: likewise.

        Returns:
            A model that ONNX's own checks accept.
        """
        nodes = self._needed(outputs)
        used = {tensor for node in nodes for tensor in node.input}
        graph = helper.make_graph(
            nodes,
            name,
            [helper.make_tensor_value_info(key, TensorProto.FLOAT, shape) for key, shape in shapes.items()],
            [helper.make_tensor_value_info(key, TensorProto.FLOAT, shape) for key, shape in outputs.items()],
            [numpy_helper.from_array(array, key) for key, array in self._constants.items() if key in used],
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            producer_name=PRODUCER,
            ir_version=IR_VERSION,
        )
        onnx.checker.check_model(model, full_check=True)
        return model

    def _needed(self, outputs: dict[str, tuple[int, ...]]) -> list[onnx.NodeProto]:
        needed = set(outputs)
        kept = []
        for node in reversed(self._nodes):
            if node.output[0] in needed:
                needed.update(node.input)
                kept.append(node)
        return kept[::-1]
