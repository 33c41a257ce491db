"""Converting MediaPipe's models gives the packed files again, byte for byte."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pytest

from fmld_synth.faces.networks.network import MODELS

pytest.importorskip("onnx", exc_type=ImportError)
pytest.importorskip("tflite", exc_type=ImportError)
SCRIPT = Path(__file__).resolve().parents[2] / "build_data" / "convert_face_models"
NAMES = (
    "conversion",
    "convolution",
    "models",
    "onnx_graph",
    "operators",
    "sparse_tensor",
    "tflite_graph",
    "wheel",
)


@pytest.fixture(scope="module")
def script() -> Iterator[dict[str, ModuleType]]:
    """The script's modules; their plain names are forgotten afterwards."""
    sys.path.insert(0, str(SCRIPT))
    try:
        yield {name: importlib.import_module(name) for name in NAMES}
    finally:
        sys.path.remove(str(SCRIPT))
        for name in NAMES:
            sys.modules.pop(name, None)


def test_the_packed_files_again(script: dict[str, ModuleType]) -> None:
    found = importlib.util.find_spec("mediapipe")
    if found is None or found.origin is None:
        pytest.skip("needs the installed package mediapipe 0.10.21, which holds the models")
    modules = Path(found.origin).parent / "modules"
    for source, sha256 in script["models"].SOURCES.items():
        assert hashlib.sha256((modules / source).read_bytes()).hexdigest() == sha256
    for name, network in script["models"].NETWORKS.items():
        content = (modules / network.source).read_bytes()
        converted = script["conversion"].convert(name, network, content)
        assert converted == (MODELS / f"{name}.onnx").read_bytes(), name
        assert converted == script["conversion"].convert(name, network, content)


def test_the_documents_name_the_same_sources(script: dict[str, ModuleType]) -> None:
    readme, notice = (MODELS / "README.md").read_text(), (MODELS / "NOTICE").read_text()
    for source, sha256 in script["models"].SOURCES.items():
        assert f"| `{source}` | `{sha256}` |" in readme
    assert script["wheel"].SHA256 in notice
    assert set(script["models"].NETWORKS) == {path.stem for path in MODELS.glob("*.onnx")}


def test_another_wheel_is_refused(script: dict[str, ModuleType], tmp_path: Path) -> None:
    path = tmp_path / script["wheel"].NAME
    path.write_bytes(b"PK")
    with pytest.raises(ValueError, match="it is another file"):
        script["wheel"].read(path, {})


def run_by_opencv(model: bytes, tensor: np.ndarray) -> np.ndarray:
    net = cv2.dnn.readNetFromONNX(np.frombuffer(model, np.uint8))
    net.setInput(tensor)
    return np.array(net.forward())


@pytest.mark.parametrize(("side", "stride"), [(3, 1), (3, 2), (5, 1), (5, 2)])
def test_depthwise_convolutions(script: dict[str, ModuleType], side: int, stride: int) -> None:
    generator = np.random.default_rng(side + stride)
    image = generator.normal(size=(1, 8, 20, 24)).astype(np.float32)
    weights = generator.normal(size=(8, 1, side, side)).astype(np.float16).astype(np.float32)
    bias = generator.normal(size=8).astype(np.float32)
    pads = script["convolution"].padding((20, 24), (side, side), stride)
    graph = script["onnx_graph"].OnnxGraph()
    script["convolution"].depthwise_convolution(graph, "image", weights, bias, stride, pads, "result")
    shape = (1, 8, 20 // stride, 24 // stride)
    model = graph.model("test", {"image": image.shape}, {"result": shape}).SerializeToString()
    top, left, bottom, right = pads
    padded = np.pad(image[0], ((0, 0), (top, bottom), (left, right)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side), axis=(1, 2))[
        :, ::stride, ::stride
    ]
    expected = np.einsum("chwij,cij->chw", windows, weights[:, 0]) + bias[:, None, None]
    np.testing.assert_allclose(run_by_opencv(model, image)[0], expected, atol=1e-4)


@pytest.mark.parametrize(
    ("side", "kernel", "stride", "pads"),
    [
        (192, 5, 2, (1, 1, 2, 2)),
        (96, 5, 1, (2, 2, 2, 2)),
        (96, 3, 2, (0, 0, 1, 1)),
        (7, 3, 2, (1, 1, 1, 1)),
        (8, 2, 2, (0, 0, 0, 0)),
    ],
)
def test_padding(
    script: dict[str, ModuleType], side: int, kernel: int, stride: int, pads: tuple[int, ...]
) -> None:
    assert script["convolution"].padding((side, side), (kernel, kernel), stride) == pads


def test_constants_are_halved_only_without_loss(script: dict[str, ModuleType]) -> None:
    graph = script["onnx_graph"].OnnxGraph()
    exact, other = np.array([0.5, 3], np.float32), np.array([0.1, 3], np.float32)
    names = [graph.constant(exact), graph.constant(other)]
    graph.add("Add", names, "sum")
    model = graph.model("test", {}, {"sum": (2,)})
    assert [tensor.name for tensor in model.graph.initializer] == [f"{names[0]}_half", names[1]]
