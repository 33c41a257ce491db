"""TFLite's operators as ONNX nodes, for the operators that MediaPipe's models use.

Where OpenCV computes an operator slowly, or otherwise from one version to the next, it is written with others that mean
the same: 5 x 5 convolutions of single channels as four of 3 x 3, enlarging as repeating and smoothing, HardSwish by its
formula.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import tflite
from convolution import NO_PADS, Pads, depthwise_convolution, padding
from onnx_graph import OnnxGraph
from tflite_graph import Graph, Operator

NHWC_TO_NCHW = (0, 3, 1, 2)


class Translation:
    """One network on its way from TFLite to ONNX.

    Args:
        graph: the network.
        inputs: names of the tensors that are fed, by their numbers.
    """

    def __init__(self, graph: Graph, inputs: dict[int, str]) -> None:
        self.onnx = OnnxGraph()
        self._graph = graph
        self._names = dict(inputs)
        self._constants = {number: _single(array) for number, array in graph.constants.items()}
        self._pads: dict[int, tuple[int, Pads]] = {}
        """Tensors that are another one with zeros around it, which the convolution behind them can add itself."""

    def translate(self, operator: Operator) -> None:
        """Add an operator. Those it depends on must have come before.

        Raises:
            NotImplementedError: nothing here translates such an operator.
        """
        if operator.kind not in OPERATORS:
            raise NotImplementedError(f"No translation for TFLite's {operator.kind}.")
        OPERATORS[operator.kind](self, operator)

    def shape(self, number: int) -> tuple[int, ...]:
        """A tensor's shape in ONNX: NCHW where it has four axes."""
        shape = self._graph.shapes[number]
        return tuple(shape[axis] for axis in NHWC_TO_NCHW) if len(shape) == 4 else shape

    def name(self, number: int) -> str:
        """The name of a tensor; a constant is added to the model."""
        if number in self._constants:
            return self.onnx.constant(_channels_first(self._constants[number]))
        return self._names[number]

    def constant(self, number: int) -> np.ndarray:
        """The values of a constant, in TFLite's layout."""
        return self._constants[number]

    def set_constant(self, number: int, values: np.ndarray) -> None:
        """Say what a tensor holds that is computed from constants alone."""
        self._constants[number] = _single(values)

    def set_pads(self, number: int, source: int, pads: Pads) -> None:
        """Say that a tensor is ``source`` with zeros above, left, below, right of it."""
        self._pads[number] = source, pads

    def unpadded(self, number: int) -> tuple[int, Pads]:
        """What a convolution has to read instead of a tensor, and the zeros that it has to add around it."""
        return self._pads.get(number, (number, NO_PADS))

    def set_name(self, number: int, name: str) -> None:
        """Let a tensor be one that exists already."""
        self._names[number] = name

    def add(
        self, kind: str, inputs: list[str], output: int, activation: int = 0, **attributes: object
    ) -> None:
        """Add a node that gives the tensor ``output``, and the activation that TFLite fuses with it."""
        self._names[output] = f"tensor_{output}"
        if activation == tflite.ActivationFunctionType.NONE:
            self.onnx.add(kind, inputs, self._names[output], **attributes)
            return
        before = self.onnx.add(kind, inputs, f"tensor_{output}_before", **attributes)
        self.activate(before, output, activation)

    def activate(self, before: str, output: int, activation: int) -> None:
        """Let the tensor ``output`` be ``before`` after one of TFLite's fused activations."""
        self._names[output] = f"tensor_{output}"
        if activation == tflite.ActivationFunctionType.RELU:
            self.onnx.add("Relu", [before], self._names[output])
        elif activation == tflite.ActivationFunctionType.RELU6:
            limits = [self.onnx.constant(np.array(limit, np.float32)) for limit in (0, 6)]
            self.onnx.add("Clip", [before, *limits], self._names[output])
        else:
            raise NotImplementedError(f"No translation for TFLite's activation {activation}.")

    def channels_last(self, number: int) -> str:
        """The name of a tensor in TFLite's own layout, for what counts on it."""
        if len(self._graph.shapes[number]) != 4:
            return self.name(number)
        return self.onnx.add("Transpose", [self.name(number)], f"tensor_{number}_nhwc", perm=[0, 2, 3, 1])


def _single(array: np.ndarray) -> np.ndarray:
    return array.astype(np.float32) if array.dtype == np.float16 else array


def _channels_first(array: np.ndarray) -> np.ndarray:
    """A constant that is combined with NCHW tensors element by element."""
    if array.ndim == 4:
        return array.transpose(NHWC_TO_NCHW)
    return array.reshape(-1, 1, 1) if array.size > 1 else array


def _same(translation: Translation, operator: Operator) -> None:
    translation.set_constant(operator.output, translation.constant(operator.inputs[0]))


def _convolution(translation: Translation, operator: Operator) -> None:
    options = operator.options(tflite.Conv2DOptions)
    weights = translation.constant(operator.inputs[1]).transpose(NHWC_TO_NCHW)
    source, pads = translation.unpadded(operator.inputs[0])
    stride = options.StrideH()
    if options.Padding() == tflite.Padding.SAME:
        pads = padding(translation.shape(source)[2:], weights.shape[2:], stride)
    translation.add(
        "Conv",
        [
            translation.name(source),
            translation.onnx.constant(weights),
            translation.onnx.constant(translation.constant(operator.inputs[2])),
        ],
        operator.output,
        options.FusedActivationFunction(),
        kernel_shape=list(weights.shape[2:]),
        strides=[stride, stride],
        pads=list(pads),
    )


def _depthwise_convolution(translation: Translation, operator: Operator) -> None:
    options = operator.options(tflite.DepthwiseConv2DOptions)
    weights = translation.constant(operator.inputs[1]).transpose(3, 0, 1, 2)
    bias = translation.constant(operator.inputs[2])
    source, pads = translation.unpadded(operator.inputs[0])
    stride = options.StrideH()
    if options.Padding() == tflite.Padding.SAME:
        pads = padding(translation.shape(source)[2:], weights.shape[2:], stride)
    name = f"tensor_{operator.output}"
    activation = options.FusedActivationFunction()
    if activation != tflite.ActivationFunctionType.NONE:
        name += "_before"
    depthwise_convolution(translation.onnx, translation.name(source), weights, bias, stride, pads, name)
    if activation == tflite.ActivationFunctionType.NONE:
        translation.set_name(operator.output, name)
    else:
        translation.activate(name, operator.output, activation)


def _transposed_convolution(translation: Translation, operator: Operator) -> None:
    """Each pixel becomes a square of pixels: a convolution with as many channels, which are then laid out."""
    # MediaPipe's own operator. The only one of its kind has a kernel as large as its stride, and one channel.
    weights = translation.constant(operator.inputs[1])
    _, side, _, channels = weights.shape
    name = f"tensor_{operator.output}_squares"
    translation.onnx.add(
        "Conv",
        [
            translation.name(operator.inputs[0]),
            translation.onnx.constant(weights.reshape(side * side, channels, 1, 1)),
            translation.onnx.constant(np.repeat(translation.constant(operator.inputs[2]), side * side)),
        ],
        name,
        kernel_shape=[1, 1],
    )
    translation.add("DepthToSpace", [name], operator.output, blocksize=side, mode="DCR")


def _fully_connected(translation: Translation, operator: Operator) -> None:
    """A convolution of an image of one pixel: OpenCV's matrix products differ from version to version."""
    onnx, name = translation.onnx, f"tensor_{operator.output}"
    weights = translation.constant(operator.inputs[1])
    if operator.options(tflite.FullyConnectedOptions).FusedActivationFunction():
        raise NotImplementedError("Only fully connected layers without an activation.")
    pixel = onnx.constant(np.array([1, weights.shape[1], 1, 1], np.int64))
    source = onnx.add("Reshape", [translation.name(operator.inputs[0]), pixel], f"{name}_source")
    product = onnx.add(
        "Conv",
        [
            source,
            onnx.constant(weights[:, :, None, None]),
            onnx.constant(translation.constant(operator.inputs[2])),
        ],
        f"{name}_product",
        kernel_shape=[1, 1],
    )
    shape = onnx.constant(np.array(translation.shape(operator.output), np.int64))
    translation.add("Reshape", [product, shape], operator.output)


def _parametric_relu(translation: Translation, operator: Operator) -> None:
    slopes = translation.constant(operator.inputs[1]).reshape(-1, 1, 1)
    translation.add(
        "PRelu", [translation.name(operator.inputs[0]), translation.onnx.constant(slopes)], operator.output
    )


def _element_by_element(kind: str) -> Callable[[Translation, Operator], None]:
    options = {"Add": tflite.AddOptions, "Mul": tflite.MulOptions}.get(kind)

    def translate(translation: Translation, operator: Operator) -> None:
        activation = operator.options(options).FusedActivationFunction() if options else 0
        names = [translation.name(number) for number in operator.inputs]
        translation.add(kind, names, operator.output, activation)

    return translate


def _hard_swish(translation: Translation, operator: Operator) -> None:
    """x * min(max(x + 3, 0), 6) / 6, as TFLite defines it."""
    onnx, name = translation.onnx, f"tensor_{operator.output}"
    x = translation.name(operator.inputs[0])
    shifted = onnx.add("Add", [x, onnx.constant(np.full((1, 1, 1), 3, np.float32))], f"{name}_shifted")
    limits = [onnx.constant(np.array(limit, np.float32)) for limit in (0, 6)]
    gate = onnx.add("Clip", [shifted, *limits], f"{name}_gate")
    product = onnx.add("Mul", [x, gate], f"{name}_product")
    sixth = onnx.constant(np.full((1, 1, 1), 1 / 6, np.float32))
    translation.add("Mul", [product, sixth], operator.output)


def _maximum_pooling(translation: Translation, operator: Operator) -> None:
    options = operator.options(tflite.Pool2DOptions)
    size, stride = options.FilterHeight(), options.StrideH()
    # Sides are even and windows do not overlap: both of TFLite's paddings are none.
    translation.add(
        "MaxPool",
        [translation.name(operator.inputs[0])],
        operator.output,
        options.FusedActivationFunction(),
        kernel_shape=[size, size],
        strides=[stride, stride],
    )


def _pad(translation: Translation, operator: Operator) -> None:
    before, after = translation.constant(operator.inputs[1]).reshape(-1, 2)[list(NHWC_TO_NCHW)].T
    if not before[:2].any() and not after[:2].any():
        (top, left), (bottom, right) = before[2:].tolist(), after[2:].tolist()
        translation.set_pads(operator.output, operator.inputs[0], (top, left, bottom, right))
        return
    pads = np.concatenate([before, after]).astype(np.int64)
    names = [translation.name(operator.inputs[0]), translation.onnx.constant(pads)]
    translation.add("Pad", names, operator.output)


def _reshape(translation: Translation, operator: Operator) -> None:
    shape = np.array(translation.shape(operator.output), np.int64)
    names = [translation.channels_last(operator.inputs[0]), translation.onnx.constant(shape)]
    translation.add("Reshape", names, operator.output)


def _concatenation(translation: Translation, operator: Operator) -> None:
    options = operator.options(tflite.ConcatenationOptions)
    if len(translation.shape(operator.output)) == 4:
        raise NotImplementedError("Only tensors with less than four axes are concatenated.")
    names = [translation.name(number) for number in operator.inputs]
    translation.add("Concat", names, operator.output, axis=options.Axis())


def _resize_bilinear(translation: Translation, operator: Operator) -> None:
    """Twice as large: every value four times, then smoothed with (1, 2, 1) / 4 down and across.

    That is bilinear interpolation between the centers of pixels, and exact but for the last rounding.
    """
    options = operator.options(tflite.ResizeBilinearOptions)
    _, channels, height, width = translation.shape(operator.inputs[0])
    if options.AlignCorners() or not options.HalfPixelCenters():
        raise NotImplementedError("Only pixels' centers are kept in place.")
    if translation.shape(operator.output)[2:] != (2 * height, 2 * width):
        raise NotImplementedError("Only to twice the size.")
    onnx, name = translation.onnx, f"tensor_{operator.output}"
    size = onnx.constant(np.array([1, channels, 2 * height, 2 * width], np.int64))
    repeated = onnx.add(
        "Resize",
        [translation.name(operator.inputs[0]), "", "", size],
        f"{name}_repeated",
        mode="nearest",
        coordinate_transformation_mode="asymmetric",
        nearest_mode="floor",
    )
    edges = onnx.constant(np.array([0, 0, 1, 1, 0, 0, 1, 1], np.int64))
    framed = onnx.add("Pad", [repeated, edges], f"{name}_framed", mode="edge")
    line = np.array([1, 2, 1], np.float32) / 4
    weights = np.tile(line[:, None] * line, (channels, 1, 1, 1))
    bias = np.zeros(channels, np.float32)
    depthwise_convolution(onnx, framed, weights, bias, 1, NO_PADS, name)
    translation.set_name(operator.output, name)


def _depth_to_space(translation: Translation, operator: Operator) -> None:
    size = operator.options(tflite.DepthToSpaceOptions).BlockSize()
    names = [translation.name(operator.inputs[0])]
    translation.add("DepthToSpace", names, operator.output, blocksize=size, mode="DCR")


def _mean(translation: Translation, operator: Operator) -> None:
    if translation.constant(operator.inputs[1]).reshape(-1).tolist() != [1, 2]:
        raise NotImplementedError("Only the mean over height and width.")
    keep = len(translation.shape(operator.output)) == 4
    names = [translation.name(operator.inputs[0])]
    translation.add("ReduceMean", names, operator.output, axes=[2, 3], keepdims=int(keep))


OPERATORS: dict[str, Callable[[Translation, Operator], None]] = {
    "ADD": _element_by_element("Add"),
    "CONCATENATION": _concatenation,
    "CONV_2D": _convolution,
    "Convolution2DTransposeBias": _transposed_convolution,
    "DENSIFY": _same,
    "DEPTHWISE_CONV_2D": _depthwise_convolution,
    "DEPTH_TO_SPACE": _depth_to_space,
    "DEQUANTIZE": _same,
    "FULLY_CONNECTED": _fully_connected,
    "HARD_SWISH": _hard_swish,
    "LOGISTIC": _element_by_element("Sigmoid"),
    "MAX_POOL_2D": _maximum_pooling,
    "MEAN": _mean,
    "MUL": _element_by_element("Mul"),
    "PAD": _pad,
    "PRELU": _parametric_relu,
    "RELU": _element_by_element("Relu"),
    "RESHAPE": _reshape,
    "RESIZE_BILINEAR": _resize_bilinear,
}
