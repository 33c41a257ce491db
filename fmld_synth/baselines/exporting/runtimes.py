"""Programs that run a network, as functions from inputs to outputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import onnxruntime
import torch
from torch import nn

from fmld_synth.baselines.exporting.network import INPUT
from fmld_synth.execution.quiet import quiet
from fmld_synth.geometry import FloatArray

Runtime = Callable[[FloatArray], Sequence[FloatArray]]
"""Outputs of a batch, float32 (batch, 3, height, width), in the exported order."""


def in_torch(network: nn.Module) -> Runtime:
    """A network with the outputs of an exported file."""

    def run(inputs: FloatArray) -> list[FloatArray]:
        with torch.inference_mode():
            return [output.numpy() for output in network(torch.from_numpy(inputs))]

    return run


def in_onnx_runtime(path: Path, *, threads: int = 0) -> Runtime:
    """An ONNX file in ONNX Runtime, on the CPU; so many threads, 0 for one a core."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return lambda inputs: list(session.run(None, {INPUT: inputs}))


def in_opencv(path: Path, outputs: Sequence[str]) -> Runtime:
    """An ONNX file in OpenCV; ``outputs`` are the names of its outputs."""

    def run(inputs: FloatArray) -> list[FloatArray]:
        with quiet():  # it explains at length what it cannot do
            # Read anew: buffers of an earlier number of pictures would stay.
            net = cv2.dnn.readNetFromONNX(str(path))
            # It rounds coarsely, and whoever picks the larger of two values may pick another.
            net.enableWinograd(False)
            net.setInput(inputs, INPUT)
            return list(net.forward(list(outputs)))  # type: ignore[arg-type]

    return run
