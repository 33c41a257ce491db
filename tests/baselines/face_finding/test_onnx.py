"""Our own detectors through OpenCV find the faces that they find in torch."""

from typing import Any

import numpy as np
import onnx
import pytest
import torch

from fmld_synth.baselines.detection.decoding import decode
from fmld_synth.baselines.exporting.exporting import export_model
from fmld_synth.baselines.face_finding.onnx import OnnxFaceFinder
from fmld_synth.baselines.harness.model_file import load_model
from fmld_synth.errors import UserError
from tests.baselines.tiny_networks import SIDE, save_tiny

pytestmark = pytest.mark.usefixtures("tiny")


@pytest.fixture
def model(tmp_path):
    return str(save_tiny("tiny-detector", tmp_path / "model.safetensors"))


@pytest.fixture
def exported(model, tmp_path):
    return export_model(model, "onnx", tmp_path / "detector.onnx").path


def picture(seed):
    return np.random.default_rng(seed).integers(0, 256, (SIDE, SIDE, 3), np.uint8)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_it_finds_what_torch_finds(model, exported, seed):
    network: Any
    network, _ = load_model(model)
    image = picture(seed)
    (expected,) = decode(network(network.preprocessing(torch.from_numpy(image)[None])), network, 0.3, 0.4)
    found = OnnxFaceFinder(exported, confidence=0.3).find(image)
    assert len(found) > 0
    corners = np.array([(b.x, b.y, b.x + b.width, b.y + b.height) for b, *_ in found]) / SIDE
    np.testing.assert_allclose(corners, expected.boxes.numpy(), atol=1e-4)
    np.testing.assert_allclose([face.score for face in found], expected.scores.numpy(), atol=1e-4)


def test_a_model_is_exported_for_the_purpose(model, exported):
    image = picture(0)
    assert OnnxFaceFinder.from_model(model).find(image) == OnnxFaceFinder(exported).find(image)


def told(path):
    with pytest.raises(UserError) as fault:
        OnnxFaceFinder(path)
    assert "\n" not in str(fault.value)
    return str(fault.value)


def test_wrong_files(exported, tmp_path):
    assert "no such ONNX file" in told(tmp_path / "absent.onnx")
    (tmp_path / "cut.onnx").write_bytes(exported.read_bytes()[:100])
    assert "no complete ONNX file" in told(tmp_path / "cut.onnx")
    classifier = save_tiny("tiny-classifier", tmp_path / "classifier.safetensors")
    other = export_model(str(classifier), "onnx", tmp_path / "classifier.onnx").path
    assert "no exported detector" in told(other)
    bare = onnx.load(str(exported))
    del bare.metadata_props[:]
    onnx.save(bare, str(tmp_path / "bare.onnx"))
    assert "no exported detector" in told(tmp_path / "bare.onnx")
