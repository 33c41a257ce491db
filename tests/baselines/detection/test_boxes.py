from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.baselines.detection.boxes import (
    areas,
    decode,
    decode_points,
    encode,
    encode_points,
    pairwise_iou,
    shares_inside,
    to_centers,
    to_corners,
)
from tests.baselines.detection.box_strategies import boxes, slow_iou

VARIANCES = (0.1, 0.2)


@settings(deadline=None)
@given(boxes())
def test_corners_and_centers_are_two_forms_of_one_box(corners: torch.Tensor) -> None:
    torch.testing.assert_close(to_corners(to_centers(corners)), corners)


@settings(deadline=None)
@given(boxes(), boxes())
def test_overlap_equals_plain_arithmetic(these: torch.Tensor, those: torch.Tensor) -> None:
    iou = pairwise_iou(these, those)
    assert iou.shape == (len(these), len(those))
    for i, this in enumerate(these):
        for j, that in enumerate(those):
            assert abs(iou[i, j] - slow_iou(this, that)) < 1e-5


@settings(deadline=None)
@given(boxes(), boxes())
def test_shares_inside_equal_plain_arithmetic(these: torch.Tensor, those: torch.Tensor) -> None:
    shares = shares_inside(these, those)
    assert shares.shape == (len(these), len(those))
    for i, (left, top, right, bottom) in enumerate(these.double().tolist()):
        for j, (least, highest, most, lowest) in enumerate(those.double().tolist()):
            common = max(min(right, most) - max(left, least), 0) * max(
                min(bottom, lowest) - max(top, highest), 0
            )
            area = (right - left) * (bottom - top)
            assert abs(shares[i, j] - (common / area if area else 0.0)) < 1e-5


def test_a_box_turned_inside_out_has_no_area_and_no_overlap() -> None:
    inside_out, whole = torch.tensor([[0.8, 0.8, 0.2, 0.2]]), torch.tensor([[0.0, 0.0, 1.0, 1.0]])
    assert areas(inside_out).item() == 0
    assert pairwise_iou(inside_out, whole).item() == 0


def test_offsets_follow_the_papers_formula() -> None:
    anchor = torch.tensor([0.5, 0.5, 0.2, 0.4])
    box = to_corners(torch.tensor([0.52, 0.46, 0.4, 0.2]))
    expected = torch.tensor([0.02 / 0.2 / 0.1, -0.04 / 0.4 / 0.1, torch.log(torch.tensor(2.0)) / 0.2, 0])
    expected[3] = -expected[2]
    torch.testing.assert_close(encode(box, anchor, VARIANCES), expected)


@settings(deadline=None)
@given(
    st.lists(st.floats(-8, 8, width=32), min_size=4, max_size=4),
    st.lists(st.floats(0.03125, 1, width=32), min_size=4, max_size=4),
)
def test_decoding_turns_encoding_back(offsets: list[float], anchor: list[float]) -> None:
    offset, anchors = torch.tensor(offsets).double(), torch.tensor(anchor).double()
    there_and_back = encode(decode(offset, anchors, VARIANCES), anchors, VARIANCES)
    torch.testing.assert_close(there_and_back, offset, atol=1e-6, rtol=1e-6)


def test_points_are_offsets_from_the_anchors_center_and_come_back() -> None:
    anchors = torch.tensor([[0.5, 0.5, 0.2, 0.4], [0.1, 0.2, 0.5, 0.5]])
    points = torch.tensor([[[0.5, 0.5], [0.6, 0.3]], [[0.1, 0.2], [-0.4, 0.7]]])
    offsets = encode_points(points, anchors, 0.1)
    torch.testing.assert_close(offsets, torch.tensor([[0, 0, 5.0, -5.0], [0, 0, -10.0, 10.0]]))
    torch.testing.assert_close(decode_points(offsets, anchors, 0.1), points)
