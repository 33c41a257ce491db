"""``fmld-synth predict`` and ``fmld-synth export-model`` as a user meets them."""

import json
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image

from fmld_synth.baselines.face_finding import choosing as finding
from fmld_synth.baselines.registry import BUNDLED_BASELINES
from fmld_synth.cli.exit_codes import USER_ERROR
from fmld_synth.photographs import opening
from tests.baselines import tiny_networks
from tests.baselines.prediction.fakes import BrightFaces, patch
from tests.cli.test_main import call
from tests.films.films import film, noise


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with photographs and a model, in which the user works."""
    tiny_networks.register(monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(finding, "taught_face_finder", BrightFaces)
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
    for name, preference in (("tiny-detector", -2), ("tiny-classifier", -1)):  # before all others
        (here / name).mkdir()
        baseline = replace(BUNDLED_BASELINES[name], folder=here / name, preference=preference)
        monkeypatch.setitem(BUNDLED_BASELINES, name, baseline)
    (here / "model.safetensors").rename(here / "tiny-classifier" / "weights.safetensors")
    assert call("predict", "faces/one.jpg", "--output", "out", "--json") == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["pictures"], summary["faces"]) == (1, 1)


def test_a_folder_counts_what_it_cannot_read(here, capsys):
    assert call("predict", "model.safetensors", "faces", "--output", "out") == 0
    captured = capsys.readouterr()
    assert "2 photographs, 1 faces" in captured.out
    assert "no face was found in 1 of them" in captured.out
    assert "cannot be read: faces/broken.jpg (corrupt)" in captured.out
    assert call("predict", "model.safetensors", "faces", "--output", "out", "--quiet") == USER_ERROR
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
        (["predict", "model.safetensors", "faces", "--device", "tpu"], "--device: unknown device 'tpu'"),
        (
            ["predict", "model.safetensors", "faces", "--finder", "nowhere"],
            "--finder: nowhere: no such model",
        ),
        (["predict", "model.safetensors", "faces", "--finder", "model.safetensors"], "give a detector"),
        (["predict", "tiny-classifier"], "tiny-classifier: no such file"),
        (["export-model", "model.safetensors", "--to", "coreml"], "--to: unknown format 'coreml'"),
        (["export-model", "nowhere", "--to", "onnx"], "nowhere: no such model"),
    ],
)
def test_a_mistake_ends_with_2_and_one_line(here, capsys, arguments, words):
    assert call(*arguments) == USER_ERROR
    captured = capsys.readouterr()
    assert captured.err.startswith("error: ")
    assert captured.err.count("\n") == 1
    assert words in captured.err


def test_a_detector_of_the_users_finds_the_faces(here, capsys, monkeypatch):
    monkeypatch.setattr(finding, "taught_face_finder", None)  # not asked for
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


def test_a_cut_film_is_told(here, capsys):
    path = film(here / "cut.avi", [noise(n) for n in range(10)], codec="mjpeg")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert call("predict", "model.safetensors", "cut.avi") == 0
    captured = capsys.readouterr()
    assert "cut.avi announces 10 frames" in captured.out
    assert "could be read" in captured.out


def test_an_unknown_codec_is_one_line(here, capfd):
    path = film(here / "new.avi", [noise(n) for n in range(2)])
    path.write_bytes(path.read_bytes().replace(b"FMP4", b"AVS3"))
    assert call("predict", "model.safetensors", "new.avi", "--quiet") == USER_ERROR
    told = capfd.readouterr().err
    assert told.startswith("error: new.avi: its pictures are encoded as avs3")
    assert told.count("\n") == 1


def test_what_a_folder_holds_beside_photographs_is_told(here, capsys, monkeypatch):
    monkeypatch.setattr(opening, "reads_heif", lambda: False)
    for name in ("film.mp4", "clip.mp4", "notes.txt"):
        (here / "faces" / name).touch()
    (here / "faces" / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + bytes(100))
    cv2.imwrite(str(here / "faces" / "deep.png"), patch(100, 50).astype(np.uint16) * 16)
    assert call("predict", "model.safetensors", "faces", "--output", "out") == 0
    told = capsys.readouterr().out
    assert "not looked at: 2 .mp4, 1 .txt; a film is named by itself" in told
    assert "faces/phone.heic (needs_pillow_heif)" in told
    assert "to read HEIC files: pip install pillow-heif" in told
    assert "guessed of 1 photographs, because their files do not say: white at 4095" in told
