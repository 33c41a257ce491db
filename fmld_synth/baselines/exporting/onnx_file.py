"""Models as ONNX files that take any number of pictures at once."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from fmld_synth.baselines.exporting.network import INPUT, ExportedClassifier, ExportedDetector
from fmld_synth.errors import UserError

OPSETS = range(11, 20)
"""Versions of ONNX's operators that torch can write."""
USUAL_OPSET = 17
BATCH = "batch"


def write_onnx(
    network: ExportedClassifier | ExportedDetector,
    example: Tensor,
    path: Path,
    *,
    opset: int,
    metadata: Mapping[str, str],
) -> None:
    """Write an ONNX file.

    Args:
        network: in evaluation mode.
        example: an input of two or more pictures; their number must be no other dimension by chance.
        path: the file; an existing one is replaced.
        opset: version of the operators.
        metadata: goes into the file's properties.

    Raises:
        UserError: torch cannot write the network with this opset.
    """
    if opset not in OPSETS:
        raise UserError(f"`opset` {opset}: valid: {OPSETS.start} to {OPSETS.stop - 1}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on the older exporter, whose plain graphs OpenCV can read
            torch.onnx.export(
                network,
                (example,),
                str(path),
                input_names=[INPUT],
                output_names=list(network.outputs),
                opset_version=opset,
                dynamo=False,
            )
    except torch.onnx.errors.OnnxExporterError as error:
        reason = " ".join(str(error).split())[:200]
        raise UserError(
            f"`opset` {opset}: torch cannot write this network ({reason}); try another"
        ) from error
    model = onnx.load(str(path))
    _free_batch(model, len(example))
    for key, text in metadata.items():
        model.metadata_props.add(key=key, value=text)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(path))


def _free_batch(model: onnx.ModelProto, batch: int) -> None:
    """Let the traced number of pictures be any.

    A graph traced with a fixed number has no arithmetic on shapes, which OpenCV and phones read badly. What is left
    are the constant shapes of ``Reshape``, where 0 stands for "as many as come in".
    """
    graph = model.graph
    for value in (*graph.input, *graph.output):
        value.type.tensor_type.shape.dim[0].dim_param = BATCH
    del graph.value_info[:]
    shapes = {node.input[1] for node in graph.node if node.op_type == "Reshape"}
    for tensor in graph.initializer:
        if tensor.name in shapes:
            _free_first(tensor, batch)
    for node in graph.node:
        if node.op_type == "Constant" and node.output[0] in shapes:
            _free_first(next(one.t for one in node.attribute if one.name == "value"), batch)


def _free_first(shape: onnx.TensorProto, batch: int) -> None:
    values = np.array(numpy_helper.to_array(shape))
    if values[0] == batch:
        values[0] = 0
        shape.CopyFrom(numpy_helper.from_array(values, shape.name))
