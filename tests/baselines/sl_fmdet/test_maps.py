"""The packed face finder says what the network says, in pictures of any size, in OpenCV."""

from typing import Any

import cv2
import numpy as np
import pytest
import torch
from pack_face_finder import pack

from fmld_synth.baselines.detection import boxes
from fmld_synth.baselines.face_finding.face_maps import decoded
from fmld_synth.baselines.face_finding.taught import OUTPUTS as READ
from fmld_synth.baselines.harness.model_file import ModelDescription, load_model, save_model
from fmld_synth.baselines.registry import find_baseline
from fmld_synth.baselines.sl_fmdet.maps import OUTPUTS, FaceMaps
from fmld_synth.errors import UserError
from tests.baselines.architecture import pictures, use_statistics

SIDE = 96
SETTINGS = {"input_side": SIDE, "attention": False, "heatmap": False, "points": True, "width": 32}


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return use_statistics(find_baseline("face-finder").build(("face",), SETTINGS))


def test_maps_hold_what_the_network_says(model):
    inputs = model.preprocessing(pictures(model, 1))
    with torch.no_grad():
        predictions = model(inputs)
        maps = [one[0].numpy() for one in FaceMaps(model)(inputs)]
    found = decoded(maps, 1e-6)
    anchors = model.anchors
    corners = boxes.decode(predictions.offsets[0], anchors, model.variances) * SIDE
    points = boxes.decode_points(predictions.points[0], anchors, model.variances[0]) * SIDE
    scores = model.probabilities(predictions.scores)[0, :, 0]
    assert len(found.scores) == len(anchors)
    # Anchors come in another order; scores are all different.
    mine, theirs = np.argsort(found.scores), np.argsort(scores.numpy())
    np.testing.assert_allclose(found.scores[mine], scores.numpy()[theirs], atol=1e-5)
    np.testing.assert_allclose(found.corners[mine], corners.numpy()[theirs], atol=1e-3)
    np.testing.assert_allclose(found.points[mine], points.numpy()[theirs], atol=1e-3)


def test_the_packed_file_gives_the_networks_numbers(model, tmp_path):
    description = ModelDescription(
        baseline="face-finder", classes=("face",), label_scheme="face", settings=SETTINGS
    )
    weights, network = tmp_path / "model.safetensors", tmp_path / "face_finder.onnx"
    save_model(model, description, weights, precision="float16")
    pack(str(weights), network)
    assert network.stat().st_size < 1.1 * weights.stat().st_size, "in half precision, too"
    loaded: Any = load_model(str(weights))[0]
    maps = FaceMaps(loaded).eval()
    net = cv2.dnn.readNetFromONNX(str(network))
    assert OUTPUTS == READ
    for height, width in ((96, 96), (64, 160), (128, 64)):
        inputs = torch.randn(1, 3, height, width, generator=torch.Generator().manual_seed(height)) * 60
        net.setInput(inputs.numpy(), "images")
        with torch.no_grad():
            wanted = maps(inputs)
        for one, other in zip(net.forward(list(OUTPUTS)), wanted, strict=True):
            np.testing.assert_allclose(one, other.numpy(), atol=2e-2)


def test_only_one_class_with_points_is_packed():
    for classes, settings in ((("a", "b"), SETTINGS), (("face",), {**SETTINGS, "points": False})):
        model: Any = find_baseline("face-finder").build(classes, settings)
        with pytest.raises(UserError, match="one class"):
            FaceMaps(model)
