"""One head turned: where its points come to lie, what is seen there, and what stays as it was."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.faces.bundled_source import BundledSource
from fmld_synth.faces.canonical import canonical_face
from fmld_synth.faces.face import Face
from fmld_synth.faces.head_pose import head_pose
from fmld_synth.faces.mesh_points import NOSE_TIP
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.turned_heads.turning import AXIS_DEPTH, MOST_NOD, MOST_TURN, turn_head
from tests.posed_face import photograph, pose

PORTRAITS = Path(__file__).parents[2] / "examples" / "portraits"


@pytest.fixture(scope="module")
def finder() -> BundledSource:
    return BundledSource()


@pytest.fixture(scope="module", params=["astronaut.jpg", "grace_hopper.jpg"])
def portrait(request, finder):
    image = read_photograph(PORTRAITS / request.param).image
    return image, finder.find(image)[0]


def test_turned_by_nothing_it_is_the_same_picture(portrait):
    image, face = portrait
    turned, landmarks = turn_head(image, face, yaw=0, pitch=0)
    assert np.abs(turned.astype(int) - image).max() <= 1
    np.testing.assert_allclose(landmarks, face.landmarks, atol=1e-3)


def test_a_point_turns_about_the_axis_behind_the_eyes():
    posed = pose(inter_ocular=60, at=(150, 120))
    image = photograph(posed)
    nose, depth = posed.face.landmarks[NOSE_TIP], AXIS_DEPTH * 60
    _, landmarks = turn_head(image, posed.face, yaw=30, pitch=0)
    reach = depth - nose[2]  # the axis lies behind the nose
    expected = [150 + reach * math.sin(math.radians(30)), nose[1], depth - reach * math.cos(math.radians(30))]
    np.testing.assert_allclose(landmarks[NOSE_TIP], expected, atol=0.05)
    _, landmarks = turn_head(image, posed.face, yaw=0, pitch=20)
    below, behind = nose[1] - 120, math.radians(20)
    expected_y = 120 + below * math.cos(behind) + reach * math.sin(behind)
    assert landmarks[NOSE_TIP, 1] == pytest.approx(expected_y, abs=0.05)


@settings(max_examples=15)
@given(
    before=st.tuples(st.floats(-40, 40), st.floats(-25, 25), st.floats(-45, 45)),
    change=st.tuples(st.floats(-38, 38), st.floats(-20, 20)),
)
def test_the_head_pose_changes_by_exactly_so_much_however_the_head_leans(before, change):
    face = pose(*before).face
    image = np.zeros((8, 8, 3), np.uint8)
    _, landmarks = turn_head(image, face, yaw=change[0], pitch=change[1])
    after = head_pose(landmarks)
    wanted = (before[0] + change[0], before[1] + change[1], before[2])
    np.testing.assert_allclose((after.yaw, after.pitch, after.roll), wanted, atol=0.01)


@pytest.mark.parametrize(("yaw", "pitch"), [(30, 0), (-30, 0), (0, 18), (0, -18), (25, -12)])
def test_the_finder_sees_the_head_turned(portrait, finder, yaw, pitch):
    image, face = portrait
    turned, landmarks = turn_head(image, face, yaw=yaw, pitch=pitch)
    seen = finder.find(turned)[0]
    for wanted, before, after in (
        (yaw, face.head_pose.yaw, seen.head_pose.yaw),
        (pitch, face.head_pose.pitch, seen.head_pose.pitch),
    ):
        assert after - before == pytest.approx(wanted, abs=4 + 0.4 * abs(wanted))
        assert not wanted or (after - before) * np.sign(wanted) > 0.5 * abs(wanted)
    distances = np.hypot(*(seen.landmarks - landmarks)[:468, :2].T)
    assert np.median(distances) < 0.1 * face.inter_ocular_distance


def test_the_frame_and_what_is_given_stay_equal(portrait):
    image, face = portrait
    given_image, given_landmarks = image.copy(), face.landmarks.copy()
    turned, _ = turn_head(image, face, yaw=MOST_TURN, pitch=MOST_NOD)
    for side in (np.s_[:2], np.s_[-2:], np.s_[:, :2], np.s_[:, -2:]):
        np.testing.assert_array_equal(turned[side], image[side])
    assert (turned != image).any(axis=2).mean() > 0.05
    np.testing.assert_array_equal(image, given_image)
    np.testing.assert_array_equal(face.landmarks, given_landmarks)


def test_the_frame_of_a_close_crop_stays_nearly_equal(portrait):
    image, face = portrait
    box, margin = face.box, round(0.35 * face.box.width)
    left, top = max(round(box.x) - margin, 0), max(round(box.y) - margin, 0)
    crop = np.ascontiguousarray(
        image[top : round(box.y + box.height) + margin, left : round(box.x + box.width) + margin]
    )
    close = face.moved(1, (-left, -top))
    turned, _ = turn_head(crop, close, yaw=MOST_TURN, pitch=0)
    for side in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
        assert np.abs(turned[side].astype(int) - crop[side]).mean() < 3


def test_a_face_beyond_the_frame_changes_nothing():
    image = photograph(pose(at=(150, 120)))
    turned, landmarks = turn_head(image, pose(at=(3000, 120)).face, yaw=30, pitch=0)
    np.testing.assert_array_equal(turned, image)
    assert landmarks.shape == (478, 3) and landmarks.dtype == np.float32


def test_a_face_that_the_frame_cuts_is_turned_as_far_as_it_is_seen():
    posed = pose(at=(20, 120))
    image = photograph(posed)
    turned, _ = turn_head(image, posed.face, yaw=30, pitch=0)
    assert turned.shape == image.shape and (turned != image).any()


def test_turned_heads_show_no_ghost_of_the_face_before():
    """A white face before a black wall: beside the turned one nothing white is left."""
    posed = pose(yaw=20, inter_ocular=40, at=(150, 140))
    image = _silhouette(posed.face)
    turned, landmarks = turn_head(image, posed.face, yaw=30, pitch=0)
    expected = _silhouette(Face(landmarks, head_pose(landmarks), 1.0, 0))
    wrong = (turned > 127) != (expected > 127)
    assert wrong.any(axis=2).sum() < 0.06 * (expected[..., 0] > 127).sum()


def _silhouette(face: Face) -> np.ndarray:
    """White where the mesh of a face is seen, black elsewhere: uint8 (320, 300, 3)."""
    image = np.zeros((320, 300, 3), np.uint8)
    for triangle in canonical_face().triangles:
        points = np.round(face.landmarks[triangle, :2] - 0.5).astype(np.int32)
        cv2.fillConvexPoly(image, points, (255, 255, 255))
    return image
