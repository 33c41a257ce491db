"""Store what MediaPipe's models give by their makers' own runtimes, for the tests of ours.

    python build_data/store_reference_outputs.py networks WHEEL    # needs ai-edge-litert
    python build_data/store_reference_outputs.py landmarks         # needs mediapipe

The first writes ``tests/faces/networks/reference_outputs.npz``: outputs of the networks that the TFLite interpreter can
run, thinned out, for one portrait. The second writes ``tests/faces/reference_landmarks.npz``: MediaPipe's landmarks of
both portraits. Run it from the repository's root with the package installed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(Path(__file__).parent / "convert_face_models")]
TESTS = REPOSITORY / "tests" / "faces"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    networks = commands.add_parser("networks", help="outputs of the networks by the TFLite interpreter")
    networks.add_argument("wheel", type=Path, help="the wheel of mediapipe that holds the models")
    networks.set_defaults(run=lambda options: store_networks(options.wheel))
    landmarks = commands.add_parser("landmarks", help="landmarks of the portraits by MediaPipe")
    landmarks.set_defaults(run=lambda options: store_landmarks())
    options = parser.parse_args()
    options.run(options)


def store_networks(wheel_file: Path) -> None:
    """Run the TFLite interpreter on what the tests feed our networks, and store what comes out."""
    import wheel
    from ai_edge_litert.interpreter import Interpreter
    from models import NETWORKS, SOURCES

    from tests.faces.networks.reference import INPUTS, network_input, thinned

    files = wheel.read(wheel_file, SOURCES)
    stored = {}
    for name in INPUTS:
        interpreter = Interpreter(model_content=files[NETWORKS[name].source], num_threads=1)
        interpreter.allocate_tensors()
        # The interpreter's pictures are NHWC.
        picture = np.ascontiguousarray(network_input(name).transpose(0, 2, 3, 1))
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], picture)
        interpreter.invoke()
        for number, output in NETWORKS[name].outputs.items():
            stored[f"{name}/{output}"] = thinned(interpreter.get_tensor(number))
    np.savez_compressed(TESTS / "networks" / "reference_outputs.npz", **stored)  # type: ignore[arg-type]


def store_landmarks() -> None:
    """Find the faces of the portraits with MediaPipe, and store their landmarks."""
    from fmld_synth.faces.mediapipe_source import MediaPipeSource
    from tests.faces.portraits import PORTRAITS

    source = MediaPipeSource()
    stored = {}
    for name, portrait in PORTRAITS.items():
        (face,) = source.find(portrait())
        stored[name] = face.landmarks
    np.savez_compressed(TESTS / "reference_landmarks.npz", **stored)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
