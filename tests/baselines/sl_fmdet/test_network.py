"""SL-FMDet: parameter counts, anchors, gradients, learning, ablations, release and export."""

import pytest
import torch
from safetensors.torch import save_file

from fmld_synth.baselines.cost import count_parameters
from fmld_synth.baselines.harness.model_file import ModelDescription
from fmld_synth.baselines.harness.recipe import read_recipe
from fmld_synth.baselines.registry import find_baseline
from fmld_synth.baselines.sl_fmdet.anchors import make_anchors
from fmld_synth.baselines.sl_fmdet.heatmap import heatmap_targets
from fmld_synth.baselines.sl_fmdet.network import Head
from fmld_synth.errors import UserError
from tests.baselines.architecture import (
    dead_parameters,
    export_differences,
    learn_by_heart,
    pictures,
    some_targets,
    use_statistics,
)

CLASSES = ("mask", "bare")
TINY = 64


def build(classes=CLASSES, **settings):
    torch.manual_seed(0)
    return find_baseline("sl-fmdet").build(classes, settings)


def test_it_has_the_published_number_of_parameters():
    assert count_parameters(build()) == 425_204
    assert count_parameters(build().backbone) == 213_072


def test_ablations_leave_their_part_out():
    gates = 3 * (64 * 4 + 4 + 4 * 64 + 64 + 2 * 7 * 7 + 2)
    heatmap = 64 + 2
    assert count_parameters(build(attention=False)) == 425_204 - gates
    assert count_parameters(build(heatmap=False)) == 425_204 - heatmap
    assert count_parameters(build(attention=False, heatmap=False)) == 425_204 - gates - heatmap


def test_the_face_finder_is_one_class_with_points_without_attention_and_heatmap():
    baseline = find_baseline("face-finder")
    model = ModelDescription.of(baseline, read_recipe(baseline.recipe)).build()
    assert model.classes == ("face",)
    assert model.heatmap_head is None
    assert not any("gates" in name for name in model.state_dict())
    assert count_parameters(model) == 339_984


def test_points_are_ten_more_outputs_on_each_level():
    assert count_parameters(build(points=True)) == 425_204 + 3 * 2 * 10 * (64 + 1)
    model = build(points=True, input_side=TINY).eval()
    predictions = model(model.preprocessing(pictures(model, 2)))
    assert predictions.points.shape == (2, len(model.anchors), 10)


def test_known_points_have_a_loss_and_unknown_ones_none():
    model = build(("face",), points=True, input_side=TINY)
    predictions = model(model.preprocessing(pictures(model, 2)))
    known = [one._replace(points=one.boxes[:, None, :2] + torch.zeros(1, 5, 2)) for one in some_targets(2, 1)]
    unknown = [one._replace(points=torch.full((1, 5, 2), torch.nan)) for one in known]
    assert model.losses(predictions, known)["points"] > 0
    for nothing in (unknown, [one._replace(points=None) for one in known]):
        assert model.losses(predictions, nothing)["points"] == 0


def test_another_width_and_side_take_the_weights_of_a_file(tmp_path, caplog):
    settings = {"points": True, "attention": False, "heatmap": False, "width": 32}
    model = build(("face",), input_side=TINY, **settings)
    save_file(model.state_dict(), tmp_path / "weights.safetensors")
    larger = build(("face",), input_side=2 * TINY, **settings)
    torch.nn.init.zeros_(larger.backbone.stem.convolution.weight)
    larger.load_pretrained(tmp_path / "weights.safetensors")
    assert torch.equal(larger.backbone.stem.convolution.weight, model.backbone.stem.convolution.weight)
    assert not caplog.messages
    detector = build(("a", "b", "c"), input_side=TINY)
    heads = {name: values.clone() for name, values in detector.state_dict().items() if "backbone" not in name}
    detector.load_pretrained(tmp_path / "weights.safetensors")  # of other heads and width the backbone alone
    assert torch.equal(detector.backbone.stem.convolution.weight, model.backbone.stem.convolution.weight)
    assert all(torch.equal(detector.state_dict()[name], values) for name, values in heads.items())
    assert [message.partition(": ")[2] for message in caplog.messages] == [
        "its backbone is taken, the rest fits no further and starts afresh"
    ]
    save_file({"backbone.stem.convolution.weight": torch.zeros(8, 3, 3, 3)}, tmp_path / "part.safetensors")
    with pytest.raises(UserError, match=r"part.safetensors holds no weights of .* its backbone \(missing"):
        detector.load_pretrained(tmp_path / "part.safetensors")
    with pytest.raises(UserError, match="a multiple of 16"):
        build(("face",), **{**settings, "width": 40})


def test_another_class_has_outputs_of_its_own_on_each_level():
    assert count_parameters(build(("a", "b", "c"))) == 425_204 + 3 * 2 * (64 + 1)


def test_there_are_16800_anchors_at_640():
    anchors = make_anchors(640)
    assert anchors.shape == (16_800, 4)
    assert anchors.dtype == torch.float32
    first = torch.tensor([4 / 640, 4 / 640, 16 / 640, 16 / 640])
    torch.testing.assert_close(anchors[0], first)
    torch.testing.assert_close(anchors[1], first * torch.tensor([1, 1, 2, 2]))
    torch.testing.assert_close(anchors[2, :2], torch.tensor([12 / 640, 4 / 640]))
    torch.testing.assert_close(anchors[-1], torch.tensor([624 / 640, 624 / 640, 512 / 640, 512 / 640]))
    assert [int((anchors[:, 2] * 640).round().eq(side).sum()) for side in (16, 32, 64, 128, 256, 512)] == [
        *[80 * 80] * 2,
        *[40 * 40] * 2,
        *[20 * 20] * 2,
    ]


def test_predictions_go_row_by_row_cell_by_cell_anchor_by_anchor():
    head = Head(3)
    features = torch.zeros(1, 64, 3, 4)
    features[0, :, 1, 2] = 1
    values = head(features).view(3 * 4 * 2, 3)
    assert values.any(dim=1).nonzero().flatten().tolist() == [2 * (4 + 2), 2 * (4 + 2) + 1]


def test_pixels_are_bgr_minus_their_mean():
    red = torch.tensor([255, 0, 0], dtype=torch.uint8).expand(1, 32, 32, 3)
    assert build(input_side=32).preprocessing(red)[0, :, 0, 0].tolist() == [-104, -117, 132]


def test_outputs():
    model = build(input_side=TINY).eval()
    predictions = model(model.preprocessing(pictures(model, 2)))
    count = len(model.anchors)
    assert count == 2 * (64 + 16 + 4)
    assert predictions.scores.shape == (2, count, 3)
    assert predictions.offsets.shape == (2, count, 4)
    assert predictions.heatmap.shape == (2, 1, 4, 4)
    assert ((predictions.heatmap > 0) & (predictions.heatmap < 1)).all()
    probabilities = model.probabilities(predictions.scores)
    assert probabilities.shape == (2, count, 2)
    assert (probabilities.sum(dim=2) < 1).all()


@pytest.mark.parametrize(("attention", "heatmap", "points"), [(True, True, False), (False, False, True)])
def test_gradients_reach_every_parameter(attention, heatmap, points):
    assert dead_parameters(build(input_side=256, attention=attention, heatmap=heatmap, points=points)) == []


@pytest.mark.parametrize("points", [False, True])
def test_it_learns_eight_pictures_by_heart(points):
    first, last = learn_by_heart(build(input_side=TINY, points=points), steps=25, learning_rate=5e-3)
    assert last < 0.25 * first


def test_the_heatmap_weighs_a_thousandth_of_its_squared_error():
    model = build(input_side=TINY)
    predictions = model(model.preprocessing(pictures(model, 2)))
    targets = some_targets(2, 2)
    terms = model.losses(predictions, targets)
    assert set(terms) == {"classes", "boxes", "heatmap"}
    wanted = heatmap_targets(targets, model.wears_mask, 4, 4)
    error = ((predictions.heatmap - wanted) ** 2).sum() / 2
    torch.testing.assert_close(terms["heatmap"], 1e-3 * error)
    assert set(build(heatmap=False, input_side=TINY).losses(predictions._replace(heatmap=None), targets)) == {
        "classes",
        "boxes",
    }


def test_pictures_without_faces_have_a_loss():
    model = build(input_side=TINY)
    nobody = [
        one._replace(boxes=one.boxes[:0], labels=one.labels[:0], mask_boxes=one.mask_boxes[:0])
        for one in some_targets(2, 2)
    ]
    terms = model.losses(model(model.preprocessing(pictures(model, 2))), nobody)
    assert all(term.isfinite() for term in terms.values())
    assert terms["boxes"] == 0


def test_the_released_network_has_no_heatmap_but_the_same_faces():
    model = use_statistics(build(input_side=TINY))
    released = model.for_release()
    inputs = model.preprocessing(pictures(model, 2))
    with torch.no_grad():
        whole, light = model(inputs), released(inputs)
    assert light.heatmap is None
    assert whole.heatmap is not None
    assert torch.equal(light.scores, whole.scores)
    assert torch.equal(light.offsets, whole.offsets)
    assert count_parameters(released) == count_parameters(model) - 66


@pytest.mark.parametrize("attention", [True, False])
def test_the_exported_file_gives_the_same_numbers(attention, tmp_path):
    differences = export_differences(build(input_side=96, attention=attention), tmp_path)
    assert set(differences) == {"onnxruntime", "opencv"}


@pytest.mark.parametrize("side", [0, 16, 250])
def test_an_impossible_side_is_told(side):
    with pytest.raises(UserError, match="a multiple of 32"):
        build(input_side=side)
