"""The example that runs an exported file needs neither torch nor this package, and finds what the package finds."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from fmld_synth.baselines.exporting.exporting import export_model
from fmld_synth.baselines.face_finding.choosing import FinderOptions
from fmld_synth.baselines.harness.model_file import load_model
from fmld_synth.baselines.prediction.choosing import make_predictor
from fmld_synth.baselines.prediction.timing import Stopwatch
from tests.baselines import tiny_networks

SCRIPT = Path(__file__).parents[2] / "examples" / "run_exported_model.py"
ALONE = (
    "import runpy, sys; sys.modules.update(dict.fromkeys(('torch', 'fmld_synth', 'cv2')));"
    "sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
)


@pytest.fixture
def photograph(tmp_path):
    """Of the networks' size, so that ways to resize make no difference."""
    path = tmp_path / "photograph.png"
    side = tiny_networks.SIDE
    pixels = np.random.default_rng(3).integers(0, 256, (side, side, 3), np.uint8)
    Image.fromarray(pixels).save(path)
    return path, pixels


def run_alone(model, photograph):
    done = subprocess.run(
        [sys.executable, "-c", ALONE, SCRIPT, model, photograph],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": ""},
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_detectors_faces(photograph, tmp_path, monkeypatch):
    tiny_networks.register(monkeypatch)
    path, pixels = photograph
    model = tiny_networks.save_tiny("tiny-detector", tmp_path / "m.safetensors")
    exported = export_model(str(model), "onnx", tmp_path / "m.onnx")
    predictor, _ = make_predictor(
        str(model), device=torch.device("cpu"), options=FinderOptions(confidence=0.5), iou=0.4
    )
    expected = predictor.predict(pixels, Stopwatch())
    faces = run_alone(exported.path, path)
    assert len(faces) == len(expected) > 0
    for face, other in zip(faces, expected, strict=True):
        assert face["class"] == tiny_networks.CLASSES[other.best]
        np.testing.assert_allclose(face["box"], other.box, atol=0.01)
        np.testing.assert_allclose(list(face["probabilities"].values()), other.probabilities, atol=1e-3)


def test_a_classifiers_face(photograph, tmp_path, monkeypatch):
    tiny_networks.register(monkeypatch)
    path, pixels = photograph
    model = tiny_networks.save_tiny("tiny-classifier", tmp_path / "m.safetensors")
    exported = export_model(str(model), "onnx", tmp_path / "m.onnx")
    network, _ = load_model(str(model))
    with torch.no_grad():
        expected = network(network.preprocessing(torch.from_numpy(pixels)[None])).softmax(dim=1)[0]
    (face,) = run_alone(exported.path, path)
    np.testing.assert_allclose(list(face["probabilities"].values()), expected, atol=1e-3)
