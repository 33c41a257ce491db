from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from fmld_synth.baselines.detection.suppression import suppress
from tests.baselines.detection.box_strategies import boxes, slow_iou


def slow_suppress(corners: Tensor, scores: Tensor, iou: float) -> list[int]:
    """Go through the boxes by falling score; keep those that none kept before overlaps by more than ``iou``."""
    kept: list[int] = []
    for i in sorted(range(len(scores)), key=lambda i: (-float(scores[i]), i)):
        if all(slow_iou(corners[i], corners[j]) <= iou for j in kept):
            kept.append(i)
    return kept


@settings(max_examples=100, deadline=None)
@given(boxes(most=12), st.data(), st.sampled_from([0.0, 0.21, 0.41, 0.73, 1.0]))
def test_chooses_what_the_plain_algorithm_chooses(corners: Tensor, data: st.DataObject, iou: float) -> None:
    drawn = data.draw(st.lists(st.integers(0, 10), min_size=len(corners), max_size=len(corners)))
    scores = torch.tensor(drawn, dtype=torch.float32) / 10
    # In float64, as the plain arithmetic: an overlap of exactly the threshold must not hang on rounding.
    assert suppress(corners.double(), scores, iou).tolist() == slow_suppress(corners, scores, iou)


def test_nothing_gives_nothing() -> None:
    assert suppress(torch.zeros(0, 4), torch.zeros(0), 0.4).shape == (0,)


def test_equal_boxes_leave_the_surest() -> None:
    corners = torch.tensor([[0.1, 0.1, 0.5, 0.5]]).repeat(3, 1)
    assert suppress(corners, torch.tensor([0.2, 0.9, 0.9]), 0.4).tolist() == [1]
