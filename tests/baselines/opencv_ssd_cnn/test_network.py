"""The small network."""

import pytest
import torch

from fmld_synth.baselines.cost import count_parameters
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
