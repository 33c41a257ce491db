"""A known rotation of the canonical face is found again, with the documented signs."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.faces.canonical import canonical_face
from fmld_synth.faces.head_pose import align, align_canonical_face, head_pose, shape_error
from fmld_synth.geometry import FloatArray


def turned(yaw: float = 0, pitch: float = 0, roll: float = 0) -> FloatArray:
    """The canonical face, 90 pixels between the eyes, rolled, then pitched, then turned, by degrees."""
    y, p, r = (math.radians(angle) for angle in (yaw, pitch, roll))
    # The nose points to -z: turning it to the right (+x) takes -z to +x, pitching it down takes -z to +y.
    turn = np.array([[math.cos(y), 0, -math.sin(y)], [0, 1, 0], [math.sin(y), 0, math.cos(y)]])
    nod = np.array([[1, 0, 0], [0, math.cos(p), -math.sin(p)], [0, math.sin(p), math.cos(p)]])
    lean = np.array([[math.cos(r), -math.sin(r), 0], [math.sin(r), math.cos(r), 0], [0, 0, 1]])
    return (canonical_face().vertices @ (turn @ nod @ lean).T * 90 + (300, 200, 10)).astype(np.float32)


def mirrored(landmarks: FloatArray) -> FloatArray:
    return (landmarks * (-1, 1, 1) + (640, 0, 0))[canonical_face().mirror].astype(np.float32)


def test_frontal_and_upright_is_zero() -> None:
    pose = head_pose(turned())
    assert (pose.yaw, pose.pitch, pose.roll) == pytest.approx((0, 0, 0), abs=0.01)


def test_signs() -> None:
    nose, bridge, left_eye, right_eye = 4, 168, 33, 263
    right = turned(yaw=30)
    assert right[nose, 0] > right[bridge, 0]
    assert head_pose(right).yaw == pytest.approx(30, abs=0.01)
    down = turned(pitch=20)
    assert down[nose, 1] - down[bridge, 1] > turned()[nose, 1] - turned()[bridge, 1]
    assert head_pose(down).pitch == pytest.approx(20, abs=0.01)
    clockwise = turned(roll=15)
    assert clockwise[right_eye, 1] > clockwise[left_eye, 1]
    assert head_pose(clockwise).roll == pytest.approx(15, abs=0.01)


@given(st.floats(-80, 80), st.floats(-60, 60), st.floats(-170, 170))
def test_any_rotation_is_found_again(yaw: float, pitch: float, roll: float) -> None:
    pose = head_pose(turned(yaw, pitch, roll))
    assert (pose.yaw, pose.pitch, pose.roll) == pytest.approx((yaw, pitch, roll), abs=0.05)


@given(st.floats(-60, 60), st.floats(-40, 40), st.floats(-60, 60))
def test_mirroring_flips_yaw_and_roll(yaw: float, pitch: float, roll: float) -> None:
    pose = head_pose(mirrored(turned(yaw, pitch, roll)))
    assert (pose.yaw, pose.pitch, pose.roll) == pytest.approx((-yaw, pitch, -roll), abs=0.05)


def test_mouth_and_jaw_do_not_move_the_pose() -> None:
    landmarks = turned(yaw=20)
    below_the_nose = canonical_face().vertices[:, 1] > 0.7
    landmarks[below_the_nose, 1] += 25
    assert head_pose(landmarks) == head_pose(turned(yaw=20))


def test_the_fit_maps_the_canonical_face_to_the_landmarks() -> None:
    landmarks = turned(yaw=25, pitch=-10, roll=5)
    fit = align_canonical_face(landmarks)
    np.testing.assert_allclose(fit.apply(canonical_face().vertices), landmarks, atol=1e-3)
    assert fit.scale == pytest.approx(90, abs=1e-3)
    assert np.linalg.det(fit.rotation) == pytest.approx(1)


def test_a_mirror_image_is_never_a_rotation() -> None:
    vertices = canonical_face().vertices
    fit = align(vertices, vertices * np.array([-1, 1, 1], np.float32))
    assert np.linalg.det(fit.rotation) == pytest.approx(1)


def test_shape_error_is_in_inter_ocular_distances() -> None:
    assert shape_error(turned(yaw=40)) == pytest.approx(0, abs=1e-5)
    noise = np.random.default_rng(0).normal(0, 9, (468, 3))  # a tenth of the inter-ocular distance an axis
    assert shape_error((turned(yaw=40) + noise).astype(np.float32)) == pytest.approx(0.1 * 3**0.5, rel=0.05)
