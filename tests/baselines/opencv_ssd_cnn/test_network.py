"""The small network and gamma correction."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.baselines.cost import count_parameters
from fmld_synth.baselines.face_finding.gamma import correct_gamma
from fmld_synth.baselines.prediction.gamma_correcting import GammaCorrectingPredictor
from fmld_synth.baselines.registry import find_baseline
from fmld_synth.errors import UserError
from tests.baselines.architecture import dead_parameters, export_differences, learn_by_heart

TWO, THREE = ("mask", "bare"), ("correct", "incorrect", "none")


def build(classes, **settings):
    torch.manual_seed(0)
    return find_baseline("opencv-ssd-cnn").build(classes, settings)


def test_it_has_as_many_parameters_as_published():
    published = (896) + (18_496) + (73_856) + (25_088 * 50 + 50) + 51
    assert published == 1_347_749
    assert count_parameters(build(TWO)) == published
    assert count_parameters(build(THREE)) == published + 2 * 51


def test_the_input_is_124_pixels_bgr_0_to_1():
    preprocessing = build(TWO).preprocessing
    assert (preprocessing.height, preprocessing.width) == (124, 124)
    red = torch.tensor([255, 0, 0], dtype=torch.uint8).expand(1, 124, 124, 3)
    assert preprocessing(red)[0, :, 0, 0].tolist() == [0, 0, 1]


def test_with_two_classes_it_is_the_published_sigmoid():
    model = build(TWO).eval()
    scores = model(torch.rand(3, 3, 124, 124))
    assert scores.shape == (3, 2)
    output = scores[:, 1]
    torch.testing.assert_close(scores.softmax(dim=1)[:, 1], output.sigmoid())
    labels = torch.tensor([0, 1, 1])
    published = torch.nn.functional.binary_cross_entropy(output.sigmoid(), labels.float())
    torch.testing.assert_close(model.loss(scores, labels), published)


@pytest.mark.parametrize("classes", [TWO, THREE])
def test_gradients_reach_every_parameter(classes):
    assert dead_parameters(build(classes)) == []


def test_it_learns_eight_pictures_by_heart():
    first, last = learn_by_heart(build(THREE), steps=15, learning_rate=1e-3)
    assert last < 0.2 < 0.9 < first


@pytest.mark.parametrize("classes", [TWO, THREE])
def test_the_exported_file_gives_the_same_numbers(classes, tmp_path):
    assert set(export_differences(build(classes), tmp_path)) == {"onnxruntime", "opencv"}


def test_it_has_no_settings():
    with pytest.raises(UserError, match="input_side"):
        build(TWO, input_side=64)


@given(st.integers(0, 255), st.floats(0.2, 5))
def test_gamma_is_the_closed_form(value, gamma):
    (got,) = correct_gamma(np.full((1, 1, 3), value, np.uint8), gamma)[0, 0, :1]
    assert abs(int(got) - 255 * (value / 255) ** (1 / gamma)) <= 1
    assert got <= 255 * (value / 255) ** (1 / gamma) + 1e-9


def test_gamma_two_brightens_and_one_changes_nothing():
    dark = np.full((2, 2, 3), 64, np.uint8)
    assert (correct_gamma(dark) == 127).all()
    assert (correct_gamma(dark, 1) == 64).all()
    with pytest.raises(ValueError, match="above 0"):
        correct_gamma(dark, 0)


def test_the_pipeline_looks_at_the_corrected_picture():
    class Remembers:
        classes = TWO

        def predict(self, image, watch):
            self.image = image
            return []

    inner = Remembers()
    pipeline = GammaCorrectingPredictor(inner)
    assert pipeline.predict(np.full((2, 2, 3), 64, np.uint8), None) == []
    assert (inner.image == 127).all()
    assert pipeline.classes == TWO
