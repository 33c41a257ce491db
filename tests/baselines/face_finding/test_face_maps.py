"""What cells say becomes faces: known numbers, and each face once."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.baselines.face_finding.face_maps import VALUES, Candidates, decoded, merged
from fmld_synth.baselines.sl_fmdet.scales import STRIDES

SIDE = 64


def silent_maps():
    """Maps of a picture of 64 x 64 pixels in which no cell sees a face."""
    maps = [np.zeros((2 * VALUES, SIDE // stride, SIDE // stride), np.float32) for stride in STRIDES]
    for one in maps:
        one[[0, VALUES]] = -9
    return maps


def test_silence_is_no_face():
    found = decoded(silent_maps(), 0.2)
    assert found.corners.shape == (0, 4) and found.points.shape == (0, 5, 2) and found.scores.shape == (0,)
    assert len(merged(found).scores) == 0


def test_a_cell_says_box_and_points_around_its_middle():
    maps = silent_maps()
    said = maps[1][VALUES:, 2, 1]  # the larger anchor, 128 pixels, of the cell whose middle is (24, 40)
    said[0] = math.log(3)
    said[1:5] = (1.0, -0.5, math.log(0.5) / 0.2, math.log(0.25) / 0.2)
    said[5:] = np.tile((2.0, -1.0), 5)
    (corners,), (points,), (score,) = decoded(maps, 0.2)
    assert score == pytest.approx(0.75)
    center = 24 + 0.1 * 128, 40 - 0.05 * 128
    assert corners == pytest.approx(
        (center[0] - 32, center[1] - 16, center[0] + 32, center[1] + 16), abs=1e-3
    )
    assert points[0] == pytest.approx((24 + 0.2 * 128, 40 - 0.1 * 128), abs=1e-3)
    assert len(decoded(maps, 0.8).scores) == 0


def candidates(*rows):
    corners, scores = zip(*rows, strict=True)
    boxes = np.array(corners, np.float32)
    points = np.repeat(boxes[:, None, :2], 5, axis=1)
    return Candidates(boxes, points, np.array(scores, np.float32))


def test_boxes_of_one_face_are_averaged_by_their_scores():
    found = merged(candidates(((0, 0, 10, 10), 0.9), ((2, 0, 12, 10), 0.3), ((50, 50, 60, 60), 0.5)))
    assert found.corners == pytest.approx(np.array([(0.5, 0, 10.5, 10), (50, 50, 60, 60)]))
    assert found.points[0, 0] == pytest.approx((0.5, 0))
    assert found.scores == pytest.approx((0.9, 0.5))


@given(st.lists(st.tuples(*[st.floats(0, 50)] * 2, *[st.floats(1, 50)] * 2, st.floats(0.2, 1)), min_size=1))
def test_the_surest_comes_first_and_every_candidate_belongs_to_a_face(rows):
    found = candidates(*(((x, y, x + w, y + h), score) for x, y, w, h, score in rows))
    faces = merged(found)
    assert 1 <= len(faces.scores) <= len(rows)
    assert list(faces.scores) == sorted(faces.scores, reverse=True)
    assert faces.scores[0] == found.scores.max()
    assert (faces.corners >= found.corners.min(axis=0) - 1e-3).all()
    assert (faces.corners <= found.corners.max(axis=0) + 1e-3).all()


def test_a_larger_picture_has_larger_faces():
    found = candidates(((1, 2, 3, 4), 0.9)).scaled(10, 100)
    assert found.corners.tolist() == [[10, 200, 30, 400]]
    assert found.points[0, 0].tolist() == [10, 200]
