"""``fmld-synth predict`` and ``fmld-synth export-model`` as a user meets them."""

import json

import numpy as np
import pytest
from PIL import Image

from fmld_synth.baselines.face_finding import choosing as finding
from fmld_synth.baselines.prediction import choosing
from fmld_synth.baselines.registry import Baseline
from fmld_synth.cli import main
from tests.baselines import tiny_networks
from tests.baselines.prediction.fakes import BrightFaces, patch
from tests.cli.test_main import call


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with photographs and a model, in which the user works."""
    tiny_networks.register(monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(finding, "bundled_face_finder", BrightFaces)
    (tmp_path / "faces").mkdir()
    Image.fromarray(patch(100, 50)).save("faces/one.jpg")
    Image.fromarray(patch(0, 0, side=0)).save("faces/nobody.png")
    (tmp_path / "faces" / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    tiny_networks.save_tiny("tiny-classifier", tmp_path / "model.safetensors")
    return tmp_path


def test_a_photograph_with_a_model(here, capsys):
    assert call("predict", "model.safetensors", "faces/one.jpg") == 0
    told = capsys.readouterr().out
    assert "1 photographs, 1 faces" in told
    assert "find" in told
    assert "classify" in told
    assert "results in predictions/one" in told
    (line,) = (here / "predictions/one/predictions.jsonl").read_text().splitlines()
    assert json.loads(line)["faces"][0]["class"] in tiny_networks.CLASSES
    assert np.asarray(Image.open(here / "predictions/one/one.jpg")).shape == (480, 640, 3)


def test_a_photograph_alone_uses_the_bundled_weights(here, monkeypatch, capsys):
    monkeypatch.setattr(choosing, "PREFERRED", ("tiny-detector", "tiny-classifier"))
    package = here / "tiny_classifier"
    monkeypatch.setattr(Baseline, "folder", property(lambda self: here / self.package))
    package.mkdir()
    (here / "model.safetensors").rename(package / "weights.safetensors")
    assert call("predict", "faces/one.jpg", "--output", "out", "--json") == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["pictures"], summary["faces"]) == (1, 1)


def test_a_folder_counts_what_it_cannot_read(here, capsys):
    assert call("predict", "model.safetensors", "faces", "--output", "out") == 0
    captured = capsys.readouterr()
    assert "2 photographs, 1 faces" in captured.out
    assert "no face was found in 1 of them" in captured.out
    assert "cannot be read: faces/broken.jpg (corrupt)" in captured.out
    assert call("predict", "model.safetensors", "faces", "--output", "out", "--quiet") == main.USER_ERROR
    assert "--overwrite" in capsys.readouterr().err
    assert call("predict", "model.safetensors", "faces", "--output", "out", "--quiet", "--overwrite") == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["predict", "model.safetensors", "nowhere.jpg"], "nowhere.jpg: no such file"),
        (["predict", "nowhere.safetensors", "faces"], "nowhere.safetensors: no such model"),
        (["predict", "model.safetensors", "faces", "faces"], "one model and one source"),
        (["predict", "model.safetensors", "97"], "camera 97 cannot be opened"),
        (["predict", "model.safetensors", "faces/broken.jpg", "--quiet"], "faces/broken.jpg"),
        (["predict", "model.safetensors", "faces", "--output", "faces/out"], "--output faces/out"),
        (["predict", "model.safetensors", "faces", "--device", "tpu"], "--device tpu"),
        (
            ["predict", "model.safetensors", "faces", "--finder", "nowhere"],
            "--finder: nowhere: no such model",
        ),
        (["predict", "model.safetensors", "faces", "--finder", "model.safetensors"], "give a detector"),
        (["predict", "tiny-classifier"], "tiny-classifier: no such file"),
        (["export-model", "model.safetensors", "--to", "coreml"], "--to coreml"),
        (["export-model", "nowhere", "--to", "onnx"], "nowhere: no such model"),
    ],
)
def test_a_mistake_ends_with_2_and_one_line(here, capsys, arguments, words):
    assert call(*arguments) == main.USER_ERROR
    captured = capsys.readouterr()
    assert captured.err.startswith("error: ")
    assert captured.err.count("\n") == 1
    assert words in captured.err


def test_a_detector_of_the_users_finds_the_faces(here, capsys, monkeypatch):
    monkeypatch.setattr(finding, "bundled_face_finder", None)  # not asked for
    tiny_networks.save_tiny("tiny-detector", here / "finder.safetensors")
    assert (
        call("predict", "model.safetensors", "faces/one.jpg", "--finder", "finder.safetensors", "--json") == 0
    )
    assert json.loads(capsys.readouterr().out)["faces"] > 0
    assert call("predict", "finder.safetensors", "faces/one.jpg", "--finder", "finder.safetensors") == 2
    assert "a detector finds faces itself" in capsys.readouterr().err


def test_a_model_is_exported(here, capsys):
    assert call("export-model", "model.safetensors", "--to", "onnx", "--output", "m.onnx") == 0
    told = capsys.readouterr().out
    assert "m.onnx: 0.00 MB" in told
    assert "onnxruntime: any number of pictures" in told
    assert "opencv: any number of pictures" in told
    assert call("export-model", "model.safetensors", "--to", "torchscript", "--json") == 0
    assert json.loads(capsys.readouterr().out)["path"] == "tiny-classifier.pt"
