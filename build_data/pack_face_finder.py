"""Pack the face finder for OpenCV: one ONNX file that takes pictures of any size.

    python build_data/bundle_weights.py RUN       # its weights first
    python build_data/pack_face_finder.py [MODEL] [--output baselines/face_finder/face_finder.onnx]

MODEL is a run's folder or a model file; as a rule the bundled weights. The outputs are maps of what every cell says, as
``fmld_synth/baselines/face_finding/face_maps.py`` reads them; constants of more than one dimension are stored in half
precision.
"""

from __future__ import annotations

import argparse
import io
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from fmld_synth.baselines.baseline import FACE_FINDER
from fmld_synth.baselines.exporting.network import INPUT
from fmld_synth.baselines.harness.model_file import load_model
from fmld_synth.baselines.sl_fmdet.maps import OUTPUTS, FaceMaps
from fmld_synth.baselines.sl_fmdet.network import SLFMDet
from fmld_synth.files import write_file

OPSET = 17
PLACE = Path(__file__).resolve().parents[1] / "baselines" / "face_finder" / "face_finder.onnx"
TRACED_SIDE = 64
"""Of the traced input, in pixels; any multiple of 32 does."""


def main() -> None:
    """Read the command line and write the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", nargs="?", default=FACE_FINDER)
    parser.add_argument("--output", type=Path, default=PLACE)
    options = parser.parse_args()
    pack(options.model, options.output)
    print(f"{options.output}: {options.output.stat().st_size:,} bytes")


def pack(reference: str, path: Path) -> None:
    """Write the file of a model, as ``load_model`` takes it."""
    model, description = load_model(reference)
    if not isinstance(model, SLFMDet):
        raise SystemExit(f"{reference} is {description.baseline}, no face finder")
    write_file(path, as_onnx(model).SerializeToString())


def as_onnx(model: SLFMDet) -> onnx.ModelProto:
    """The network with maps as outputs, of any height and width."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on the older exporter, whose plain graphs OpenCV can read
        torch.onnx.export(
            FaceMaps(model).eval(),
            (torch.zeros(1, 3, TRACED_SIDE, TRACED_SIDE),),
            buffer,  # type: ignore[arg-type]  # a file will do
            input_names=[INPUT],
            output_names=list(OUTPUTS),
            opset_version=OPSET,
            dynamo=False,
        )
    network = onnx.load_from_string(buffer.getvalue())
    del network.graph.value_info[:]  # sizes of the traced input
    for value in (*network.graph.input, *network.graph.output):
        for axis, name in ((2, "height"), (3, "width")):
            value.type.tensor_type.shape.dim[axis].dim_param = f"{value.name}_{name}"
    halve_constants(network)
    onnx.checker.check_model(network)
    return network


def halve_constants(network: onnx.ModelProto) -> None:
    """Store constants of more than one dimension in half precision, to be cast before use."""
    graph = network.graph
    casts = []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype == np.float32 and values.ndim > 1:
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}_half"))
            casts.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend([*casts, *nodes])


if __name__ == "__main__":
    main()
