"""Convolutions as OpenCV computes them fast.

Its quick path for convolutions of single channels takes kernels of 3 x 3 that lie close; kernels of 5 x 5 are ten times
slower. They are the sum of four of 3 x 3, each of which sees the input moved to its quarter of the kernel.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from onnx_graph import OnnxGraph

Pads = tuple[int, int, int, int]
NO_PADS: Pads = (0, 0, 0, 0)


def padding(sides: Sequence[int], kernel: Sequence[int], stride: int) -> Pads:
    """What TFLite's padding SAME adds above, left, below and right.

    Args:
        sides: height and width of what is padded.
        kernel: height and width of the kernel.
        stride: of the kernel, down and across.
    """
    missing = [
        max((-(-side // stride) - 1) * stride + size - side, 0)
        for side, size in zip(sides, kernel, strict=True)
    ]
    top, left = (total // 2 for total in missing)
    return top, left, missing[0] - top, missing[1] - left


def depthwise_convolution(
    onnx: OnnxGraph, source: str, weights: np.ndarray, bias: np.ndarray, stride: int, pads: Pads, output: str
) -> None:
    """Add a convolution of each channel with a kernel of its own.

    Args:
        onnx: the model that grows.
        source: name of the input.
        weights: float32 (channels, 1, side, side).
        bias: float32 (channels,).
        stride: of the kernels, down and across.
        pads: zeros above, left, below and right of the input.
        output: name of the result.
    """
    if weights.shape[2:] != (5, 5) or stride != 1 or pads != (2, 2, 2, 2):
        _add(onnx, source, weights, bias, stride, pads, output)
        return
    parts = []
    for number, (moved, part) in enumerate(_quarters(weights)):
        name = f"{output}_part_{number}"
        frame = onnx.constant(np.array([0, 0, *moved[:2], 0, 0, *moved[2:]], np.int64))
        seen = onnx.add("Pad", [source, frame], f"{name}_seen")
        _add(onnx, seen, part, np.zeros_like(bias) if number else bias, 1, NO_PADS, name)
        parts.append(name)
    first = onnx.add("Add", parts[:2], f"{output}_first")
    second = onnx.add("Add", parts[2:], f"{output}_second")
    onnx.add("Add", [first, second], output)


def _quarters(weights: np.ndarray) -> Iterator[tuple[Pads, np.ndarray]]:
    """Kernels of 3 x 3, and the zeros around the input that move it below them.

    They overlap in the middle row and column, whose weights go to the first that has them.
    """
    rest = weights.copy()
    for down in (0, 2):
        for across in (0, 2):
            place = np.s_[:, :, down : down + 3, across : across + 3]
            yield (2 - down, 2 - across, down, across), rest[place].copy()
            rest[place] = 0


def _add(
    onnx: OnnxGraph,
    source: str,
    weights: np.ndarray,
    bias: np.ndarray,
    stride: int,
    pads: Pads,
    output: str,
) -> None:
    onnx.add(
        "Conv",
        [source, onnx.constant(weights), onnx.constant(bias)],
        output,
        group=len(weights),
        kernel_shape=list(weights.shape[2:]),
        strides=[stride, stride],
        pads=list(pads),
    )
