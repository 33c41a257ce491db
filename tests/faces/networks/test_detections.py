"""Anchors, decoding and averaging of what detectors say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.faces.networks.detections import (
    SAME_THING,
    Candidates,
    Grid,
    anchor_centers,
    decode,
    in_image,
    merged,
)
from fmld_synth.faces.networks.detector import FULL_RANGE, PALM, SHORT_RANGE
from fmld_synth.faces.networks.sampling import Region


def candidates(*boxes: tuple[float, float, float, float, float]) -> Candidates:
    """Candidates from their corners and scores, each with one point, its top left corner."""
    values = np.array(boxes, np.float32).reshape(-1, 5)
    return Candidates(values[:, :4], values[:, None, :2], values[:, 4])


@pytest.mark.parametrize(("model", "number"), [(SHORT_RANGE, 896), (FULL_RANGE, 2304), (PALM, 2016)])
def test_as_many_anchors_as_candidates(model, number: int) -> None:
    assert anchor_centers(model.side, model.grids).shape == (number, 2)


def test_anchors_row_by_row_from_fine_to_coarse() -> None:
    centers = anchor_centers(4, (Grid(2, 2), Grid(4, 3)))
    fine = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
    assert centers.tolist() == [list(center) for center in fine for _ in range(2)] + [[0.5, 0.5]] * 3


def test_decoding() -> None:
    boxes = np.zeros((2, 8), np.float32)
    boxes[1] = (10, -5, 40, 20, 0, 0, 50, 100)
    centers = np.array([(0.5, 0.5), (0.25, 0.75)], np.float32)
    found = decode(boxes, np.array([-2, 0], np.float32), centers, 100, 0.5)
    np.testing.assert_allclose(found.corners, [(0.15, 0.6, 0.55, 0.8)], atol=1e-6)
    np.testing.assert_allclose(found.points, [[(0.25, 0.75), (0.75, 1.75)]], atol=1e-6)
    assert found.scores.tolist() == [0.5]


def test_nothing_above_the_threshold() -> None:
    found = decode(
        np.zeros((3, 16), np.float32), np.full(3, -9, np.float32), np.zeros((3, 2), np.float32), 9, 0.5
    )
    assert found.points.shape == (0, 6, 2)
    assert in_image(merged(found), Region(5, 5, 10, 10)) == []


def test_overlapping_candidates_are_averaged_by_their_scores() -> None:
    found = merged(candidates((0.1, 0, 0.5, 0.4, 0.3), (0.0, 0, 0.4, 0.4, 0.9), (0.7, 0.7, 0.9, 0.9, 0.6)))
    np.testing.assert_allclose(found.corners, [(0.025, 0, 0.425, 0.4), (0.7, 0.7, 0.9, 0.9)], atol=1e-6)
    np.testing.assert_allclose(found.points[:, 0], found.corners[:, :2], atol=1e-6)
    np.testing.assert_allclose(found.scores, [0.9, 0.6])


def test_a_box_without_area_is_kept_once() -> None:
    found = merged(candidates((0.5, 0.5, 0.5, 0.5, 0.9), (0.2, 0.2, 0.2, 0.2, 0.8)))
    assert found.scores.tolist() == pytest.approx([0.9, 0.8])


coordinate = st.integers(0, 20).map(lambda value: value / 20)
box = st.tuples(coordinate, coordinate, coordinate, coordinate, st.floats(0.3, 1)).map(
    lambda values: (values[0], values[1], values[0] + values[2], values[1] + values[3], values[4])
)


@settings(deadline=None)
@given(st.lists(box, min_size=1, max_size=12))
def test_every_candidate_belongs_to_one_detection(
    boxes: list[tuple[float, float, float, float, float]],
) -> None:
    given_candidates = candidates(*boxes)
    found = merged(given_candidates)
    assert 1 <= len(found.scores) <= len(boxes)
    assert list(found.scores) == sorted(found.scores, reverse=True)
    assert set(found.scores) <= set(given_candidates.scores)
    assert found.scores[0] == given_candidates.scores.max()
    low, high = given_candidates.corners.min(axis=0), given_candidates.corners.max(axis=0)
    assert ((found.corners >= low - 1e-6) & (found.corners <= high + 1e-6)).all()


def test_just_enough_overlap() -> None:
    # Boxes of height 1 and width 1 that share a third: IoU 0.2; half: 1/3.
    assert SAME_THING == 0.3
    assert len(merged(candidates((0, 0, 1, 1, 0.9), (2 / 3, 0, 5 / 3, 1, 0.8))).scores) == 2
    assert len(merged(candidates((0, 0, 1, 1, 0.9), (1 / 2, 0, 3 / 2, 1, 0.8))).scores) == 1


def test_in_pixels_of_the_image() -> None:
    (found,) = in_image(candidates((0.25, 0.5, 0.75, 0.75, 0.5)), Region(30, 20, 40, 40))
    assert found.box == pytest.approx((20, 20, 20, 10))
    assert found.points.tolist() == [[20, 20]]
    assert found.score == 0.5
