"""Caffe face detectors through OpenCV: boxes, channels, thresholds, and every way the two files can be wrong."""

import cv2
import numpy as np
import pytest

from fmld_synth.baselines.face_finding.caffe import CaffeFaceFinder
from fmld_synth.baselines.face_finding.caffe_files import read_caffe
from fmld_synth.errors import UserError
from tests.baselines.face_finding import caffe_network

BLUE, RED, BLACK = (0, 0, 255), (255, 0, 0), (0, 0, 0)


@pytest.fixture
def files(tmp_path):
    description, weights = tmp_path / "d.prototxt", tmp_path / "w.caffemodel"
    description.write_text(caffe_network.DESCRIPTION)
    weights.write_bytes(caffe_network.weights())
    return description, weights


def finder(files, *, confidence=0.2, **options):
    return CaffeFaceFinder(*files, confidence=confidence, **options)


def picture(color, height=80, width=120):
    return np.full((height, width, 3), color, np.uint8)


def test_a_face_is_given_in_pixels_of_the_picture(files):
    (face,) = finder(files).find(picture(BLUE))
    np.testing.assert_allclose(face.box, (30, 20, 60, 40), atol=0.01)
    # Blue is 255, its mean 104; the channels are BGR inside.
    score = 1 / (1 + np.exp(-(255 - 104) * 0.05))
    assert face.score == pytest.approx(score, abs=1e-4)


def test_the_picture_is_rgb(files):
    assert finder(files).find(picture(RED)) == []


def test_the_confidence_decides(files):
    gray = picture((104, 104, 104))  # score 0.5
    assert len(finder(files).find(gray)) == 1
    assert len(finder(files, confidence=0.49).find(gray)) == 1
    assert finder(files, confidence=0.51).find(gray) == []


def test_the_blob_size_scales_the_anchors(files):
    (face,) = finder(files, blob_size=200).find(picture(BLUE))
    np.testing.assert_allclose(face.box, (15, 10, 90, 60), atol=0.01)


def told(description, weights):
    with pytest.raises(UserError) as fault:
        CaffeFaceFinder(description, weights, confidence=0.2)
    assert "\n" not in str(fault.value)
    return str(fault.value)


def test_missing_files(files):
    assert "no such Caffe file" in told(files[0].with_name("absent"), files[1])
    assert "no such Caffe file" in told(files[0], files[1].with_name("absent"))


def test_swapped_files(files):
    line = told(files[1], files[0])
    assert "d.prototxt is text" in line
    assert "swapped" in line


def test_two_files_of_the_same_kind(files):
    assert "is text" in told(files[0], files[0])
    assert "w.caffemodel is no text" in told(files[1], files[1])


@pytest.mark.parametrize("kept", [0, 1, 20, 60, 100])
def test_truncated_weights(files, kept):
    files[1].write_bytes(files[1].read_bytes()[:kept])
    assert "copy both again" in told(*files)


def test_a_truncated_description(files):
    files[0].write_text(caffe_network.DESCRIPTION[:700])
    assert "copy both again" in told(*files)


def test_weights_of_another_network(files):
    text = caffe_network.DESCRIPTION.replace("num_output: 4", "num_output: 8")
    files[0].write_text(text)
    assert "does not fit" in told(*files)


def test_a_network_that_detects_nothing(files):
    files[0].write_text(caffe_network.LESS)
    assert "no detector" in told(*files)


def test_an_opencv_without_caffe_is_told(monkeypatch, tmp_path):
    monkeypatch.delattr(cv2.dnn, "readNetFromCaffe", raising=False)
    with pytest.raises(UserError, match="opencv-python-headless<5"):
        read_caffe(tmp_path / "a.prototxt", tmp_path / "a.caffemodel")
