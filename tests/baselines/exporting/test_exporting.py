"""Exported files: the model's own numbers, any number of pictures, everything a reader needs in the metadata."""

import json
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from fmld_synth.baselines.data.cutting import FACE_MARGIN
from fmld_synth.baselines.detection.boxes import decode
from fmld_synth.baselines.exporting import exporting
from fmld_synth.baselines.exporting.checking import check_onnx
from fmld_synth.baselines.exporting.exporting import export_model
from fmld_synth.baselines.exporting.network import exported_form
from fmld_synth.baselines.exporting.onnx_file import write_onnx
from fmld_synth.baselines.exporting.torchscript_file import METADATA
from fmld_synth.baselines.harness.model_file import ModelDescription, load_model, save_model
from fmld_synth.errors import UserError
from tests.baselines.tiny_networks import CLASSES, SIDE, TinyClassifier, save_tiny
from tests.full_disk import full_disk

NAMES = ("tiny-classifier", "tiny-detector")

pytestmark = pytest.mark.usefixtures("tiny")


@pytest.fixture
def models(tmp_path, tiny):
    return {name: save_tiny(name, tmp_path / f"{name}.safetensors") for name in NAMES}


def random_input(batch):
    return torch.rand(batch, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(batch))


@pytest.mark.parametrize("batch", [1, 2, 5])
def test_a_classifier_gives_probabilities_of_any_number_of_pictures(models, tmp_path, batch):
    exported = export_model(str(models["tiny-classifier"]), "onnx", tmp_path / "m.onnx")
    inputs = random_input(batch)
    (given,) = onnxruntime.InferenceSession(str(exported.path)).run(None, {"images": inputs.numpy()})
    model, _ = load_model(str(models["tiny-classifier"]))
    expected = model(inputs).softmax(dim=1).detach().numpy()
    np.testing.assert_allclose(given, expected, atol=1e-5)


@pytest.mark.parametrize("batch", [1, 2, 5])
def test_a_detector_gives_decoded_boxes_and_probabilities(models, tmp_path, batch):
    exported = export_model(str(models["tiny-detector"]), "onnx", tmp_path / "m.onnx")
    inputs = random_input(batch)
    session = onnxruntime.InferenceSession(str(exported.path))
    boxes, probabilities = session.run(["boxes", "probabilities"], {"images": inputs.numpy()})
    model: Any
    model, _ = load_model(str(models["tiny-detector"]))
    predictions = model(inputs)
    expected = decode(predictions.offsets, model.anchors, model.variances).detach().numpy()
    np.testing.assert_allclose(boxes, expected, atol=1e-5)
    np.testing.assert_allclose(probabilities, predictions.scores.sigmoid().detach().numpy(), atol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_onnx_is_checked_with_two_runtimes(models, tmp_path, name):
    exported = export_model(str(models[name]), "onnx", tmp_path / "m.onnx")
    assert {one.runtime: one.batches for one in exported.agreements} == {
        "onnxruntime": (1, 3), "opencv": (1, 3),
    }  # fmt: skip
    assert all(one.greatest_difference <= 1e-4 for one in exported.agreements)
    assert exported.bytes == exported.path.stat().st_size


def test_metadata_say_how_to_feed_and_read_the_file(models, tmp_path):
    exported = export_model(str(models["tiny-detector"]), "onnx", tmp_path / "m.onnx", opset=13)
    file = onnx.load(str(exported.path))
    assert file.opset_import[0].version == 13
    metadata = {entry.key: entry.value for entry in file.metadata_props}
    assert (metadata["baseline"], metadata["task"]) == ("tiny-detector", "detection")
    assert metadata["license"] == "Apache-2.0"
    assert metadata["producer"].startswith("fmld-synth ")
    assert json.loads(metadata["classes"]) == list(CLASSES)
    preprocessing = json.loads(metadata["preprocessing"])
    assert {key: preprocessing[key] for key in ("height", "width", "channels", "mean")} == {
        "height": SIDE, "width": SIDE, "channels": "RGB", "mean": [0, 0, 0],
    }  # fmt: skip
    assert preprocessing["picture"] == "whole"
    assert preprocessing["scale"] == pytest.approx(1 / 255)
    assert json.loads(metadata["outputs"])["suppression"]["iou"] == 0.4


def test_metadata_of_a_classifier_say_how_faces_are_cut(models, tmp_path):
    exported = export_model(str(models["tiny-classifier"]), "onnx", tmp_path / "m.onnx")
    metadata = {entry.key: entry.value for entry in onnx.load(str(exported.path)).metadata_props}
    preprocessing = json.loads(metadata["preprocessing"])
    assert (preprocessing["picture"], preprocessing["channels"]) == ("face", "BGR")
    assert preprocessing["margin"] == list(FACE_MARGIN)


@pytest.mark.filterwarnings("ignore:.torch.jit.load. is deprecated")
@pytest.mark.parametrize("name", NAMES)
def test_torchscript_runs_alone_and_carries_the_same_metadata(models, tmp_path, name):
    exported = export_model(str(models[name]), "torchscript", tmp_path / "m.pt")
    contents = {METADATA: ""}
    loaded = torch.jit.load(str(exported.path), _extra_files=contents)
    model, _ = load_model(str(models[name]))
    network = exported_form(model)
    for batch in (1, 4):
        for given, expected in zip(loaded(random_input(batch)), network(random_input(batch)), strict=True):
            torch.testing.assert_close(given, expected)
    assert json.loads(json.loads(contents[METADATA])["classes"]) == list(CLASSES)


def test_the_ssd_is_exported_without_batch_norms(tmp_path):
    torch.manual_seed(0)
    description = ModelDescription(baseline="aizoo-ssd", classes=CLASSES, label_scheme="three")
    model = description.build()
    for layer in model.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(layer.running_mean, -0.5, 0.5)
            torch.nn.init.uniform_(layer.running_var, 0.5, 2)
        elif isinstance(layer, torch.nn.Conv2d) and layer.bias is not None:
            torch.nn.init.normal_(layer.weight, std=0.1)  # or all pictures would look alike
    save_model(model, description, tmp_path / "m.safetensors")
    exported = export_model(str(tmp_path / "m.safetensors"), "onnx", tmp_path / "m.onnx")
    assert [one.batches for one in exported.agreements] == [(1, 3), (1, 3)]
    operators = {node.op_type for node in onnx.load(str(exported.path)).graph.node}
    assert "BatchNormalization" not in operators
    assert not operators & {"Shape", "Gather"}  # phones and OpenCV know no arithmetic on shapes


def test_the_released_form_is_exported_and_must_equal_the_model(models, tmp_path, monkeypatch):
    other = str(save_tiny("tiny-classifier", tmp_path / "other.safetensors", seed=1))
    monkeypatch.setattr(TinyClassifier, "for_release", lambda self: load_model(other)[0])
    export_model(other, "onnx", tmp_path / "m.onnx")
    with pytest.raises(UserError, match="differs from torch"):
        export_model(str(models["tiny-classifier"]), "onnx", tmp_path / "n.onnx")


def test_a_file_with_other_numbers_is_an_error_and_gone(models, tmp_path, monkeypatch):
    def write_another(network, example, path, **options):
        with torch.no_grad():
            network.model.last.bias[0] += 0.1
        write(network, example, path, **options)
        with torch.no_grad():
            network.model.last.bias[0] -= 0.1

    write = write_onnx
    monkeypatch.setattr(exporting, "write_onnx", write_another)
    output = tmp_path / "out" / "m.onnx"
    output.parent.mkdir()
    with pytest.raises(UserError, match=r"onnxruntime differs from torch by .*nothing was written"):
        export_model(str(models["tiny-classifier"]), "onnx", output)
    assert list(output.parent.iterdir()) == []


def test_numbers_that_are_none_do_not_agree(models, tmp_path):
    exported = export_model(str(models["tiny-classifier"]), "onnx", tmp_path / "m.onnx")
    model, _ = load_model(str(models["tiny-classifier"]))
    network: Any = exported_form(model)
    torch.nn.init.constant_(network.model.last.bias, float("nan"))
    with pytest.raises(UserError, match="differs from torch by nan"):
        check_onnx(network, model.preprocessing, exported.path)


def test_what_opencv_cannot_run_is_an_error(models, tmp_path, monkeypatch):
    model, _ = load_model(str(models["tiny-classifier"]))
    monkeypatch.setattr(
        type(model), "forward", lambda self, images: images.mean(dim=(2, 3)).cumsum(dim=1).erfinv().erf()
    )
    with pytest.raises(UserError):
        export_model(str(models["tiny-classifier"]), "onnx", tmp_path / "m.onnx")
    assert not (tmp_path / "m.onnx").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"to": "tflite"}, "`to`: unknown format 'tflite'. Valid: onnx, torchscript"),
        ({"to": "torchscript", "opset": 17}, "`opset` belongs to `to='onnx'`"),
        ({"to": "onnx", "opset": 3}, "`opset` 3: valid: 11 to 19"),
        ({"to": "onnx", "output": "."}, "is a folder"),
        ({"to": "onnx", "output": "nowhere/m.onnx"}, "cannot write nowhere/m.onnx"),
        ({"to": "onnx", "output": "there.onnx"}, "exists: use `overwrite=True`"),
    ],
)
def test_mistakes_are_one_line(models, tmp_path, monkeypatch, options, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.onnx").write_text("precious")
    options = {**options, "output": tmp_path.__class__(options.get("output", "m.out"))}
    with pytest.raises(UserError, match=words) as raised:
        export_model(str(models["tiny-classifier"]), **options)
    assert "\n" not in str(raised.value)
    assert (tmp_path / "there.onnx").read_text() == "precious"


def test_overwrite_replaces_a_file(models, tmp_path):
    path = tmp_path / "m.onnx"
    path.write_text("old")
    export_model(str(models["tiny-classifier"]), "onnx", path, overwrite=True)
    onnx.checker.check_model(str(path))


@pytest.mark.parametrize("to", ["onnx", "torchscript"])
def test_a_full_disk_is_told_and_nothing_is_left(models, tmp_path, to):
    (tmp_path / "out").mkdir()
    with full_disk(), pytest.raises(UserError, match="cannot write"):
        export_model(str(models["tiny-detector"]), to, tmp_path / "out" / "model")
    assert not list((tmp_path / "out").iterdir())
