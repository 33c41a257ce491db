"""The two-stage classifier: Keras's parameter counts, sides, gradients, learning, export, settings."""

from typing import Any

import pytest
import torch

from fmld_synth.baselines.cost import count_parameters
from fmld_synth.baselines.registry import find_baseline
from fmld_synth.baselines.two_stage.backbones import BACKBONES, make_backbone
from fmld_synth.errors import UserError
from tests.baselines.architecture import dead_parameters, export_differences, learn_by_heart

CLASSES = ("correct", "incorrect", "none")
PUBLISHED = {
    "mobilenet_v1": 3_228_864,
    "mobilenet_v2": 2_257_984,
    "resnet50_v1": 23_587_712,
    "resnet50_v2": 23_564_800,
    # 4,652,008 with its layer of 1,000 classes (1,281,000), and 42,016 statistics of norms.
    "efficientnet_lite0": 3_413_024,
    # The sum of the shapes in its published file, but for the last layer.
    "efficientnet_lite1": 4_189_344,
    "efficientnet_lite_pair": 3_413_024 + 4_189_344,
}
KINDS = [(name, convention) for name, kind in BACKBONES.items() for convention in kind.conventions]


def build(**settings):
    torch.manual_seed(0)
    return find_baseline("two-stage").build(CLASSES, settings)


@pytest.mark.usefixtures("without_numbers")
@pytest.mark.parametrize(("name", "convention"), KINDS)
def test_parameter_counts_are_the_published_ones(name, convention):
    backbone = make_backbone(name, convention)
    assert count_parameters(backbone, statistics=True) == PUBLISHED[name]
    head = (backbone.channels + 1) * len(CLASSES)
    model = build(backbone=name, convention=convention)
    assert count_parameters(model, statistics=True) == PUBLISHED[name] + head


@pytest.mark.usefixtures("without_numbers")
@pytest.mark.parametrize(("name", "convention"), KINDS)
def test_features_are_a_32nd_of_the_input(name, convention):
    backbone = make_backbone(name, convention).eval()
    with torch.no_grad():
        assert backbone(torch.zeros(2, 3, 64, 96)).shape == (2, backbone.channels, 2, 3)


@pytest.mark.usefixtures("narrow")
def test_the_input_is_224_pixels_unless_said_otherwise():
    assert build().preprocessing.height == build().preprocessing.width == 224
    assert build(input_side=96).preprocessing.width == 96


@pytest.mark.usefixtures("narrow")
def test_pixels_are_prepared_as_published():
    white = torch.full((1, 32, 32, 3), 255, dtype=torch.uint8)
    for name in ("mobilenet_v1", "mobilenet_v2", "resnet50_v2"):
        prepare = make_backbone(name).preprocessing(32)
        assert prepare(white).eq(1).all()
        assert prepare(white * 0).eq(-1).all()
    lite = make_backbone("efficientnet_lite0").preprocessing(32)
    torch.testing.assert_close(lite(white).unique(), torch.tensor([128 / 128]))
    torch.testing.assert_close(lite(white * 0).unique(), torch.tensor([-127 / 128]))
    caffe = make_backbone("resnet50_v1").preprocessing(32)(white)[0, :, 0, 0]
    torch.testing.assert_close(caffe, 255 - torch.tensor([103.939, 116.779, 123.68]))


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("name", BACKBONES)
def test_gradients_reach_every_parameter(name):
    dead = dead_parameters(build(backbone=name, input_side=64))
    # A bias before a batch norm has no effect: Keras's ResNet50V1 has such, and they count.
    if name == "resnet50_v1":
        dead = [one for one in dead if not one.endswith("convolution.bias")]
    assert dead == []


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("name", BACKBONES)
def test_it_learns_eight_pictures_by_heart(name):
    first, last = learn_by_heart(build(backbone=name, input_side=32), steps=25, learning_rate=3e-3)
    assert last < 0.2 < 0.9 < first


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("name", BACKBONES)
def test_the_exported_file_gives_the_same_numbers(name, tmp_path):
    model = build(backbone=name, input_side=64)
    assert set(export_differences(model, tmp_path)) == {"onnxruntime", "opencv"}


def test_stride_two_ends_at_the_far_edge_as_in_keras():
    """The last output of a stride-2 convolution sees the zeros behind the edge, the first sees none."""
    backbone: Any = make_backbone("mobilenet_v1")
    stem = backbone.stem.convolution
    ones = torch.nn.init.ones_(stem.weight)
    image = torch.ones(1, 3, 8, 8)
    got = stem(image)[0, 0]
    assert ones.shape[1:] == (3, 3, 3)
    assert got[0, 0] == 27
    assert got[-1, 0] == 18
    assert got[-1, -1] == 12


def test_kernels_of_five_see_one_row_above_and_two_below_as_in_tensorflow():
    backbone: Any = make_backbone("efficientnet_lite0")
    depthwise = next(
        one
        for one in backbone.modules()
        if getattr(one, "kernel_size", None) == (5, 5) and one.stride == (2, 2)
    )
    torch.nn.init.ones_(depthwise.weight)
    got = depthwise(torch.ones(1, depthwise.in_channels, 8, 8))[0, 0]
    assert got.shape == (4, 4)
    assert (got[0, 0], got[1, 1], got[-1, -1]) == (16, 25, 9)


@pytest.mark.usefixtures("narrow")
def test_the_last_block_of_a_stage_of_resnet50_v2_keeps_every_second_pixel():
    backbone: Any = make_backbone("resnet50_v2")
    block = backbone.stages[0][2].eval()
    torch.nn.init.zeros_(block.third.weight)
    inputs = torch.randn(1, 32, 8, 8)
    torch.testing.assert_close(block(inputs), inputs[:, :, ::2, ::2])


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"backbone": "mobilenet_v3"}, "did you mean mobilenet_v"),
        (
            {"backbone": "vgg"},
            "Valid: mobilenet_v1, mobilenet_v2, resnet50_v1, resnet50_v2, efficientnet_lite0, efficientnet_lite1, "
            "efficientnet_lite_pair",
        ),
        ({"convention": "torchvision"}, "valid: keras"),
        ({"backbone": "resnet50_v1", "convention": "caffe"}, "valid: keras, torchvision"),
        ({"input_side": 100}, "a multiple of 32"),
        ({"dropout": 1.0}, "below 1"),
        ({"width": 2}, "width"),
    ],
)
def test_impossible_settings_are_told_in_one_line(settings, told):
    with pytest.raises(UserError, match=told) as fault:
        build(**settings)
    assert "\n" not in str(fault.value)
