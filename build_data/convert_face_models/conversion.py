"""A network of a TFLite file as the bytes of an ONNX file."""

from __future__ import annotations

from models import Network
from operators import Translation
from tflite_graph import read_graph


def convert(name: str, network: Network, content: bytes) -> bytes:
    """Convert a network; equal sources give equal bytes.

    Args:
        name: the network's name.
        network: what to convert.
        content: bytes of the TFLite file.

    Returns:
        Bytes of the ONNX file.
    """
    graph = read_graph(content)
    translation = Translation(graph, network.inputs)
    for operator in graph.leading_to(network.outputs, network.inputs):
        translation.translate(operator)
    for number, output in network.outputs.items():
        translation.onnx.add("Identity", [translation.name(number)], output)
    model = translation.onnx.model(
        name,
        {tensor: translation.shape(number) for number, tensor in network.inputs.items()},
        {tensor: translation.shape(number) for number, tensor in network.outputs.items()},
    )
    return model.SerializeToString(deterministic=True)
