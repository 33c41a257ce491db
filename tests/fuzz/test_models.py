"""Files of models: what a stranger's header says never ends in anything but one line."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from hypothesis import given

from fmld_synth.baselines.exporting.exporting import export_model
from fmld_synth.baselines.face_finding.caffe import CaffeFaceFinder
from fmld_synth.baselines.face_finding.onnx import OnnxFaceFinder
from fmld_synth.baselines.harness.model_file import load_model
from fmld_synth.baselines.registry import BASELINES
from fmld_synth.baselines.weight_files import read_tensors
from fmld_synth.errors import UserError
from tests.baselines import tiny_networks
from tests.baselines.face_finding import caffe_network
from tests.fuzz.conftest import FUZZ
from tests.fuzz.damage import check_text, damaged

ABSURD = [None, -1, 0, 10**30, 1e308, float("nan"), float("inf"), "", "x", "../x", [], {}, [1e308, -1], True]


@pytest.fixture
def tiny(monkeypatch) -> None:
    tiny_networks.register(monkeypatch)


@pytest.fixture
def model(tiny, tmp_path) -> Path:
    return tiny_networks.save_tiny("tiny-detector", tmp_path / "model.safetensors")


def test_model_files(model):
    check_text(model, model.read_bytes(), lambda: load_model(str(model)))


def _rewritten(whole: bytes, said: bytes) -> bytes:
    """A model file that says something else of itself."""
    (length,) = struct.unpack_from("<Q", whole)
    header = json.loads(whole[8 : 8 + length])
    header["__metadata__"]["fmld_synth"] = said.decode("utf-8", "replace")
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + whole[8 + length :]


def _said(whole: bytes) -> str:
    (length,) = struct.unpack_from("<Q", whole)
    return json.loads(whole[8 : 8 + length])["__metadata__"]["fmld_synth"]


def test_descriptions_in_model_files(model):
    whole = model.read_bytes()
    said = _said(whole)

    @FUZZ
    @given(damaged(said.encode()))
    def check(text: bytes) -> None:
        model.write_bytes(_rewritten(whole, text))
        try:
            load_model(str(model))
        except UserError as error:
            assert str(error).isprintable()

    check()


@pytest.mark.parametrize(
    "field", ["baseline", "classes", "label_scheme", "settings", "crop_margin", "version"]
)
def test_absurd_values_in_model_files(model, field):
    whole = model.read_bytes()
    said = json.loads(_said(whole))
    for value in [*ABSURD, {"input_side": 10**12}, {"input_side": float("nan")}, [[0.1, 0.1]], [0.1, 1e308]]:
        model.write_bytes(_rewritten(whole, json.dumps({**said, field: value}).encode()))
        try:
            load_model(str(model))
        except UserError as error:
            assert str(error).isprintable()


@pytest.mark.parametrize("ending", [".npz", ".pth", ".safetensors"])
def test_files_of_weights(model, tmp_path, ending):
    path = tmp_path / f"weights{ending}"
    if ending == ".npz":
        np.savez(path, kernel=np.zeros((2, 2), np.float32))
    elif ending == ".pth":
        torch.save({"kernel": torch.zeros(2, 2)}, path)
    else:
        path.write_bytes(model.read_bytes())
    check_text(path, path.read_bytes(), lambda: read_tensors(path))


def test_onnx_files(model, tmp_path):
    path = export_model(str(model), "onnx", tmp_path / "detector.onnx").path
    check_text(path, path.read_bytes(), lambda: OnnxFaceFinder(path))


@pytest.mark.skipif(not hasattr(cv2.dnn, "readNetFromCaffe"), reason="OpenCV 5 reads no Caffe files")
@pytest.mark.parametrize("which", ["description", "weights"])
def test_caffe_files(tmp_path, which):
    files = {"description": tmp_path / "a.prototxt", "weights": tmp_path / "a.caffemodel"}
    files["description"].write_text(caffe_network.DESCRIPTION)
    files["weights"].write_bytes(caffe_network.weights())
    path = files[which]
    check_text(path, path.read_bytes(), lambda: CaffeFaceFinder(*files.values(), confidence=0.5))


@pytest.mark.parametrize("setting", ["input_side", "p_init", "backbone", "attention", "[/x]"])
@pytest.mark.parametrize("name", ["aizoo-ssd", "scs-net"])
def test_settings_of_networks(name, setting):
    for value in ABSURD:
        try:
            BASELINES[name].build(("none", "correct"), {setting: value})
        except UserError as error:
            assert str(error).isprintable()
