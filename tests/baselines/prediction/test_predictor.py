"""From a picture to faces: coordinates, thresholds, and the same preparation as in training."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from fmld_synth.baselines.data.inputs import network_input
from fmld_synth.baselines.face_finding import choosing as finding
from fmld_synth.baselines.face_finding.choosing import FinderOptions
from fmld_synth.baselines.prediction.choosing import default_model, make_predictor
from fmld_synth.baselines.prediction.predictor import (
    ClassifierPredictor,
    DetectorPredictor,
)
from fmld_synth.baselines.prediction.timing import Stopwatch
from fmld_synth.baselines.registry import BUNDLED_BASELINES
from fmld_synth.errors import UserError
from tests.baselines.prediction.fakes import BrightFaces, patch
from tests.baselines.tiny_networks import CLASSES, TinyClassifier, TinyDetector, save_tiny

CPU = torch.device("cpu")


def detector(scores):
    """Says of each quarter of any picture what it is told to: ``scores``, (4, classes), before the sigmoid."""
    model: Any = TinyDetector(CLASSES).eval()
    predicted = model(torch.zeros(1, 3, 32, 32))
    answer = predicted._replace(
        scores=torch.tensor(scores)[None], offsets=torch.zeros_like(predicted.offsets)
    )
    model.forward = lambda images: answer
    return model


def test_boxes_of_a_detector_are_in_pixels_of_the_picture():
    model = detector([[-9.0, 2.0, -9.0], [-9.0] * 3, [-9.0] * 3, [3.0, -9.0, -9.0]])
    faces = DetectorPredictor(model, confidence=0.5, iou=0.4).predict(patch(0, 0), Stopwatch())
    assert [tuple(face.box) for face in faces] == [(160, 120, 160, 120), (0, 0, 160, 120)]
    assert [CLASSES[face.best] for face in faces] == ["correct", "incorrect"]
    assert faces[0].probability == pytest.approx(1 / (1 + np.exp(-3)))


def test_a_detectors_confidence_is_a_threshold():
    model = detector([[0.5, -9.0, -9.0], [2.0, -9.0, -9.0], [-1.0, -9.0, -9.0], [-9.0] * 3])
    for confidence, number in ((0.2, 3), (0.5, 2), (0.8, 1), (0.95, 0)):
        found = DetectorPredictor(model, confidence=confidence, iou=0.4).predict(patch(0, 0), Stopwatch())
        assert len(found) == number


def test_a_classifier_sees_the_faces_that_were_found():
    torch.manual_seed(0)
    model = TinyClassifier(CLASSES).eval()
    seen = []
    model.register_forward_pre_hook(lambda module, inputs: seen.append(inputs[0]))
    watch = Stopwatch()
    (face,) = ClassifierPredictor(model, BrightFaces(), margin=(0.1, 0.2, 0.3), confidence=0.5).predict(
        patch(100, 80), watch
    )
    watch.done()
    assert tuple(face.box) == (100, 80, 60, 60)
    expected = network_input([patch(100, 80)[68:158, 94:166]], model.preprocessing, CPU)
    torch.testing.assert_close(seen[0], expected)
    assert sum(face.probabilities) == pytest.approx(1)
    assert watch.milliseconds()["classify"] > 0


def test_no_face_is_no_work_for_a_classifier():
    predictor = ClassifierPredictor(
        TinyClassifier(CLASSES), BrightFaces(), margin=(0.1, 0.2, 0.3), confidence=0.5
    )
    assert predictor.predict(patch(0, 0, side=0), Stopwatch()) == []
    assert (
        ClassifierPredictor(
            TinyClassifier(CLASSES), BrightFaces(), margin=(0.1, 0.2, 0.3), confidence=0.95
        ).predict(patch(100, 80), Stopwatch())
        == []
    )


def test_pictures_of_any_size_become_one_batch():
    preprocessing = TinyClassifier(CLASSES).preprocessing
    inputs = network_input([patch(0, 0), patch(9, 9)[5:100, 7:50]], preprocessing, CPU)
    assert inputs.shape == (2, 3, 32, 32)


def test_bundled_weights_are_used_the_classifier_first(monkeypatch, tmp_path):
    for name, baseline in BUNDLED_BASELINES.items():
        monkeypatch.setitem(BUNDLED_BASELINES, name, replace(baseline, folder=tmp_path / name))
    for name in ("sl-fmdet", "aizoo-ssd", "scs-net", "two-stage"):  # the first is not taken unasked
        (tmp_path / name).mkdir()
    (tmp_path / "sl-fmdet" / "weights.safetensors").write_bytes(b"")
    with pytest.raises(UserError, match="predict MODEL SOURCE"):
        default_model()
    for name in ("aizoo-ssd", "scs-net", "two-stage"):
        (tmp_path / name / "weights.safetensors").write_bytes(b"")
        assert default_model() == name


def test_a_model_file_becomes_a_predictor_of_its_kind(tiny, tmp_path, monkeypatch):
    path = save_tiny("tiny-detector", tmp_path / "model.safetensors")
    predictor, description = make_predictor(
        str(path), device=CPU, options=FinderOptions(confidence=0.5), iou=0.4
    )
    assert isinstance(predictor, DetectorPredictor)
    assert (predictor.classes, description.label_scheme) == (CLASSES, "three")
    monkeypatch.setattr(finding, "taught_face_finder", BrightFaces)
    path = save_tiny("tiny-classifier", tmp_path / "model.safetensors")
    predictor, _ = make_predictor(str(path), device=CPU, options=FinderOptions(confidence=0.5), iou=0.4)
    assert len(predictor.predict(patch(100, 80), Stopwatch())) == 1
