"""Which finder a classifier gets, and what belongs to it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from fmld_synth.baselines.exporting.exporting import export_model
from fmld_synth.baselines.face_finding import choosing as finding
from fmld_synth.baselines.face_finding.bundled import BundledFaceFinder
from fmld_synth.baselines.face_finding.caffe import CaffeFaceFinder
from fmld_synth.baselines.face_finding.choosing import FinderOptions, choose_finder
from fmld_synth.baselines.face_finding.detector import DetectorFaceFinder
from fmld_synth.baselines.face_finding.onnx import OnnxFaceFinder
from fmld_synth.baselines.prediction.choosing import make_predictor
from fmld_synth.baselines.prediction.timing import Stopwatch
from fmld_synth.baselines.registry import BUNDLED_BASELINES
from fmld_synth.errors import UserError
from tests.baselines.face_finding import caffe_network
from tests.baselines.prediction.fakes import BrightFaces
from tests.baselines.tiny_networks import save_tiny

CPU = torch.device("cpu")


@pytest.fixture
def caffe(tmp_path):
    """The description of a Caffe detector, with its weights beside it."""
    (tmp_path / "faces.prototxt").write_text(caffe_network.DESCRIPTION)
    (tmp_path / "faces.caffemodel").write_bytes(caffe_network.weights())
    return tmp_path / "faces.prototxt"


def chosen(baseline="scs-net", **options):
    return choose_finder(FinderOptions(**options), BUNDLED_BASELINES[baseline].face_finding, CPU)


def test_the_usual_finder_is_our_own(monkeypatch):
    monkeypatch.setattr(finding, "taught_face_finder", BrightFaces)
    usual = chosen()
    assert (usual.name, usual.confidence, usual.gamma) == ("face-finder", 0.5, 1.0)
    assert isinstance(usual.make(), BrightFaces)
    assert isinstance(chosen(finder="bundled").make(), BundledFaceFinder)


def test_the_opencv_pipeline_is_as_published_unless_told_otherwise(tiny, monkeypatch, tmp_path):
    monkeypatch.setitem(
        BUNDLED_BASELINES, "aizoo-ssd", replace(BUNDLED_BASELINES["tiny-detector"], folder=tmp_path)
    )
    save_tiny("tiny-detector", tmp_path / "weights.safetensors")
    usual = chosen("opencv-ssd-cnn")
    assert (usual.name, usual.confidence, usual.gamma) == ("aizoo-ssd", 0.2, 2.0)
    assert isinstance(usual.make(), OnnxFaceFinder)
    told = chosen("opencv-ssd-cnn", finder="bundled", confidence=0.7, gamma=1.0)
    assert (told.name, told.confidence, told.gamma) == ("bundled", 0.7, 1.0)


def test_every_thread_gets_a_finder_of_its_own(caffe):
    make = chosen(finder=str(caffe)).make
    first, second = make(), make()
    assert isinstance(first, CaffeFaceFinder) and first is not second
    blue = np.full((80, 120, 3), (0, 0, 255), np.uint8)
    assert first.find(blue) == second.find(blue) != []


def test_weights_of_another_name_and_the_blob_size_belong_to_caffe(caffe):
    elsewhere = caffe.with_name("other.caffemodel")
    caffe.with_suffix(".caffemodel").rename(elsewhere)
    with pytest.raises(UserError, match=r"`finder`: .*faces\.caffemodel: there is no such Caffe file"):
        chosen(finder=str(caffe))
    (face,) = (
        chosen(finder=str(caffe), weights=elsewhere, blob_size=200)
        .make()
        .find(np.full((80, 120, 3), (0, 0, 255), np.uint8))
    )
    np.testing.assert_allclose(face.box, (15, 10, 90, 60), atol=0.01)  # anchors grow as the blob shrinks
    for option, words in (({"weights": elsewhere}, "`finder_weights`"), ({"blob_size": 200}, "`blob_size`")):
        with pytest.raises(
            UserError, match=f"{words} belongs to a `finder` that is a Caffe network's .prototxt"
        ):
            chosen(**option)


def test_our_detectors_find_faces_as_models_and_as_exported_files(tiny, tmp_path):
    model = save_tiny("tiny-detector", tmp_path / "detector.safetensors")
    exported = export_model(str(model), "onnx", tmp_path / "detector.onnx").path
    by_torch, by_opencv = (chosen(finder=str(path)).make() for path in (model, exported))
    assert isinstance(by_torch, DetectorFaceFinder) and isinstance(by_opencv, OnnxFaceFinder)


@pytest.mark.parametrize("name", ["nowhere", "nowhere.onnx", "nowhere.prototxt"])
def test_a_finder_that_is_not_there(name):
    with pytest.raises(UserError, match=r"`finder`: .*nowhere"):
        chosen(finder=name)


@pytest.mark.parametrize("option", [{"finder": "bundled"}, {"gamma": 2.0}, {"weights": Path("w")}])
def test_detectors_need_no_finder(tiny, tmp_path, option):
    model = save_tiny("tiny-detector", tmp_path / "detector.safetensors")
    with pytest.raises(UserError, match="a detector finds faces itself"):
        make_predictor(str(model), device=CPU, options=FinderOptions(**option), iou=0.4)


def test_gamma_brightens_before_faces_are_found(tiny, tmp_path, monkeypatch):
    seen = []

    class Remembers:
        def find(self, image):
            seen.append(image)
            return []

    monkeypatch.setattr(finding, "taught_face_finder", Remembers)
    model = save_tiny("tiny-classifier", tmp_path / "model.safetensors")
    predictor, _ = make_predictor(str(model), device=CPU, options=FinderOptions(gamma=2.0), iou=0.4)
    predictor.predict(np.full((4, 4, 3), 64, np.uint8), Stopwatch())
    assert (seen[0] == 127).all()
