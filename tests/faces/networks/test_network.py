"""The packed networks give what the TFLite interpreter gave, the same bits with any number of threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest

from fmld_synth.faces.networks.network import MODELS, Network
from tests.faces.networks.reference import INPUTS, network_input, thinned

REFERENCE = Path(__file__).parent / "reference_outputs.npz"
SHAPES = {name: (1, 3, height, width) for name, (width, height, _) in INPUTS.items()} | {
    "face_mesh": (1, 3, 192, 192),
    "face_mesh_lips": (1, 32, 16, 16),
    "face_mesh_left_eye": (1, 32, 16, 16),
    "face_mesh_right_eye": (1, 32, 16, 16),
}


@pytest.mark.parametrize("name", INPUTS)
def test_outputs_are_those_of_the_tflite_interpreter(name: str) -> None:
    found = Network(name).run(network_input(name))
    with np.load(REFERENCE) as stored:
        expected = {key: stored[f"{name}/{key}"] for key in found}
    for key, output in found.items():
        scale = max(float(np.abs(expected[key]).max()), 1.0)
        assert np.abs(thinned(output) - expected[key]).max() < 2e-5 * scale, key


def test_every_model_is_here() -> None:
    assert {path.stem for path in MODELS.glob("*.onnx")} == set(SHAPES)


@pytest.mark.parametrize("name", SHAPES)
def test_equal_bits_with_any_number_of_threads(name: str) -> None:
    tensor = np.random.default_rng(0).random(SHAPES[name], dtype=np.float32)
    before = cv2.getNumThreads()
    results = []
    try:
        for threads in (1, 2, 4):
            cv2.setNumThreads(threads)
            results.append(Network(name).run(tensor))
    finally:
        cv2.setNumThreads(before)
    for result in results[1:]:
        assert all(np.array_equal(result[key], results[0][key]) for key in results[0])


def test_results_stay_when_the_network_runs_again() -> None:
    network = Network("face_mesh_lips")
    one, other = np.random.default_rng(0).random((2, 1, 32, 16, 16), dtype=np.float32)
    first = network.run(one)
    kept = first["contour"].copy()
    assert not np.array_equal(network.run(other)["contour"], kept)
    assert np.array_equal(first["contour"], kept)
    assert np.array_equal(network.run(one)["contour"], kept)


def test_several_threads_may_use_one_network() -> None:
    network = Network("face_mesh_left_eye")
    tensors = np.random.default_rng(0).random((16, 1, 32, 16, 16), dtype=np.float32)
    alone = [network.run(tensor)["iris"] for tensor in tensors]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda tensor: network.run(tensor)["iris"], tensors))
    assert np.array_equal(alone, together)


def test_nothing_is_loaded_before_it_is_needed() -> None:
    Network("there is no such model")


def test_loading_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    for name, shape in SHAPES.items():
        Network(name).run(np.zeros(shape, np.float32))
    assert capfd.readouterr() == ("", "")
