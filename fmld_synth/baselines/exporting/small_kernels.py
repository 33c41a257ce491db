"""ONNX files a quarter as large: kernels that eight bits a weight hold are stored so.

A network whose model file has its kernels in eight bits (:mod:`~fmld_synth.baselines.quantization`) loses nothing by
it, even where its norms were multiplied into the kernels: each output still has a step of its own. A runtime multiplies
the numbers out when it loads the file (constant folding), and computes as before.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from fmld_synth.baselines.quantization import LEVELS
from fmld_synth.geometry import FloatArray

NO_LOSS = 1e-3
"""Of a step that a weight may be off: what rounding in float32 leaves."""
FEWEST_WEIGHTS = 1024
"""In smaller kernels the nodes weigh more than the bytes they save."""
_WITH_KERNELS = ("Conv", "Gemm")
"""Operators whose second input is a kernel with one row an output; ``Gemm`` as torch writes linear layers."""


def with_small_kernels(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with its kernels in eight bits, as far as nothing is lost by it.

    Args:
        model: as torch writes it; it stays as it is.

    Returns:
        A model that gives the same numbers but for rounding. Kernels that do not fit stay in float32.
    """
    small = onnx.ModelProto()
    small.CopyFrom(model)
    graph = small.graph
    nodes = []
    for kernel in list(_kernels(graph)):
        weights = numpy_helper.to_array(kernel)
        steps = _steps(weights)
        numbers = np.round(weights / steps)
        if weights.size < FEWEST_WEIGHTS or np.abs(weights / steps - numbers).max() > NO_LOSS:
            continue
        names = [f"{kernel.name}.{part}" for part in ("numbers", "steps", "float")]
        graph.initializer.remove(kernel)
        graph.initializer.append(numpy_helper.from_array(numbers.astype(np.int8), names[0]))
        graph.initializer.append(numpy_helper.from_array(steps, names[1]))
        nodes.append(helper.make_node("Cast", [names[0]], [names[2]], to=TensorProto.FLOAT))
        nodes.append(helper.make_node("Mul", [names[2], names[1]], [kernel.name]))
    ordered = [*nodes, *graph.node]
    del graph.node[:]
    graph.node.extend(ordered)
    onnx.checker.check_model(small, full_check=True)
    return small


def _kernels(graph: onnx.GraphProto) -> Iterator[onnx.TensorProto]:
    """Kernels that are stored in float32."""
    names = {node.input[1] for node in graph.node if node.op_type in _WITH_KERNELS}
    for tensor in graph.initializer:
        if tensor.name in names and tensor.data_type == TensorProto.FLOAT:
            yield tensor


def _steps(weights: FloatArray) -> FloatArray:
    """A step for each output, float32 (outputs, 1, ...)."""
    largest = np.abs(weights).max(axis=tuple(range(1, weights.ndim)), keepdims=True)
    return np.where(largest > 0, largest / np.float32(LEVELS), np.float32(1)).astype(np.float32)
