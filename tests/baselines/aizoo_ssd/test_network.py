from __future__ import annotations

import math

import pytest
import torch

from fmld_synth.baselines.aizoo_ssd.network import LEAST_SIDE, build, map_sides
from fmld_synth.baselines.detection.boxes import pairwise_iou
from fmld_synth.baselines.detection.decoding import decode
from fmld_synth.baselines.networks import Targets
from fmld_synth.errors import UserError

TWO, THREE = ("mask", "no_mask"), ("correct", "incorrect", "none")
COLORS = torch.tensor([[220, 40, 40], [40, 220, 40], [40, 40, 220]], dtype=torch.uint8)


def target(boxes: torch.Tensor, labels: torch.Tensor) -> Targets:
    return Targets(boxes, labels, torch.full_like(boxes, math.nan))


@pytest.mark.parametrize(("classes", "parameters"), [(TWO, 1_012_632), (THREE, 1_024_172)])
def test_has_the_published_number_of_parameters(classes: tuple[str, ...], parameters: int) -> None:
    assert sum(p.numel() for p in build(classes).parameters() if p.requires_grad) == parameters


@pytest.mark.parametrize(
    ("side", "anchors", "sides"), [(260, 5972, [33, 17, 9, 5, 3]), (360, 11000, [45, 23, 12, 6, 4])]
)
def test_says_something_of_every_anchor(side: int, anchors: int, sides: list[int]) -> None:
    model = build(THREE, input_side=side).eval()
    with torch.no_grad():
        predictions = model(torch.rand(1, 3, side, side))
    assert map_sides(side) == sides
    assert model.anchors.shape == (anchors, 4)
    assert predictions.scores.shape == (1, anchors, 3)
    assert predictions.offsets.shape == (1, anchors, 4)


def test_the_picture_is_red_green_blue_from_0_to_1() -> None:
    model = build(TWO)
    white = model.preprocessing(torch.full((1, 260, 260, 3), 255, dtype=torch.uint8))
    assert white.shape == (1, 3, 260, 260)
    assert white.unique().tolist() == pytest.approx([1.0])
    assert model.preprocessing.channels == "RGB"


def test_an_input_too_small_for_the_coarsest_map_is_refused() -> None:
    assert map_sides(LEAST_SIDE)[-1] == 1
    with pytest.raises(UserError, match="input_side is 128; it must be at least 129"):
        build(TWO, input_side=LEAST_SIDE - 1)


def test_gradients_reach_every_weight() -> None:
    torch.manual_seed(0)
    model = build(THREE, input_side=LEAST_SIDE).train()
    sizes = torch.tensor([0.05, 0.1, 0.2, 0.35, 0.7])[:, None]  # one face for each map
    boxes = torch.cat((0.5 - sizes / 2, 0.5 - sizes / 2, 0.5 + sizes / 2, 0.5 + sizes / 2), dim=1)
    faces = target(boxes, torch.tensor([0, 1, 2, 0, 1]))
    losses = model.losses(model(torch.rand(2, 3, LEAST_SIDE, LEAST_SIDE)), [faces, faces])
    sum(losses.values()).backward()  # type: ignore[union-attr]
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name


def test_learns_eight_pictures_by_heart() -> None:
    torch.manual_seed(0)
    model = build(THREE, input_side=LEAST_SIDE).train()
    pictures = torch.randint(90, 160, (8, LEAST_SIDE, LEAST_SIDE, 3), dtype=torch.uint8)
    targets = []
    for i in range(8):
        label, size = i % 3, 40 + 8 * (i % 4)
        left, top = 5 + 8 * i, 70 - 8 * i
        pictures[i, top : top + size, left : left + size] = COLORS[label]
        box = torch.tensor([[left, top, left + size, top + size]]) / LEAST_SIDE
        targets.append(target(box, torch.tensor([label])))
    images = model.preprocessing(pictures)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    for _ in range(35):
        optimizer.zero_grad()
        sum(model.losses(model(images), targets).values()).backward()  # type: ignore[union-attr]
        optimizer.step()
    model.eval()
    with torch.no_grad():
        found = decode(model(images), model)
    for one, wanted in zip(found, targets, strict=True):
        assert one.labels.tolist() == wanted.labels.tolist()
        assert pairwise_iou(one.boxes, wanted.boxes).item() > 0.5
