"""A TFLite file as plain data: operators in their order, tensors by number, constants as arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import tflite
from sparse_tensor import dense

BUILTIN_NAMES = {code: name for name, code in vars(tflite.BuiltinOperator).items() if isinstance(code, int)}
DTYPES = {
    tflite.TensorType.FLOAT32: np.float32,
    tflite.TensorType.FLOAT16: np.float16,
    tflite.TensorType.INT32: np.int32,
    tflite.TensorType.INT64: np.int64,
}


@dataclass(frozen=True)
class Operator:
    """One operation of the network.

    Attributes:
        kind: TFLite's name of a built-in operation, or the name of a custom one.
        inputs: numbers of its input tensors; -1 stands for an optional one that is missing.
        output: number of its output tensor. The operations met here have one.
        table: its options as a FlatBuffers table of the type that belongs to ``kind``.
    """

    kind: str
    inputs: tuple[int, ...]
    output: int
    table: Any

    def options(self, kind: type) -> Any:
        """The options, read as ``kind``, one of the ``tflite`` package's classes."""
        options = kind()
        options.Init(self.table.Bytes, self.table.Pos)
        return options


@dataclass(frozen=True)
class Graph:
    """A network.

    Attributes:
        operators: in an order in which they can be computed.
        shapes: every tensor's shape, NHWC where it has four axes.
        constants: arrays of the tensors that the file itself holds.
        inputs: numbers of the tensors to feed.
        outputs: numbers of the tensors that are the result.
    """

    operators: tuple[Operator, ...]
    shapes: dict[int, tuple[int, ...]]
    constants: dict[int, np.ndarray]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]

    def leading_to(self, outputs: Iterable[int], inputs: Iterable[int]) -> tuple[Operator, ...]:
        """The operators that ``outputs`` depend on when the tensors ``inputs`` are given, in their order."""
        given = set(inputs)
        needed = set(outputs)
        kept = []
        for operator in reversed(self.operators):
            if operator.output in needed - given:
                needed.update(operator.inputs)
                kept.append(operator)
        return tuple(reversed(kept))


def read_graph(content: bytes) -> Graph:
    """Read the only network of a TFLite file.

    Args:
        content: the file's bytes.

    Returns:
        The network; half-precision and sparse constants are dense, in the type they are stored in.
    """
    model = tflite.Model.GetRootAsModel(content, 0)
    network = model.Subgraphs(0)
    tensors = [network.Tensors(number) for number in range(network.TensorsLength())]
    kinds = [_kind(model.OperatorCodes(number)) for number in range(model.OperatorCodesLength())]
    operators = [network.Operators(number) for number in range(network.OperatorsLength())]
    shapes = {number: _shape(tensor) for number, tensor in enumerate(tensors)}
    constants = {
        number: _constant(tensor, model.Buffers(tensor.Buffer()).DataAsNumpy().tobytes())
        for number, tensor in enumerate(tensors)
        if model.Buffers(tensor.Buffer()).DataLength()
    }
    return Graph(
        tuple(
            Operator(
                kinds[operator.OpcodeIndex()],
                tuple(int(number) for number in operator.InputsAsNumpy()),
                int(operator.OutputsAsNumpy()[0]),
                operator.BuiltinOptions(),
            )
            for operator in operators
        ),
        shapes,
        constants,
        tuple(int(number) for number in network.InputsAsNumpy()),
        tuple(int(number) for number in network.OutputsAsNumpy()),
    )


def _kind(code: Any) -> str:
    # The older of the two fields holds one byte; newer files use the other one for larger codes.
    kind = BUILTIN_NAMES[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
    return str(code.CustomCode().decode()) if kind == "CUSTOM" else kind


def _shape(tensor: Any) -> tuple[int, ...]:
    return tuple(int(length) for length in tensor.ShapeAsNumpy()) if tensor.ShapeLength() else ()


def _constant(tensor: Any, content: bytes) -> np.ndarray:
    values = np.frombuffer(content, DTYPES[tensor.Type()])
    sparsity = tensor.Sparsity()
    return values.reshape(_shape(tensor)) if sparsity is None else dense(values, _shape(tensor), sparsity)
