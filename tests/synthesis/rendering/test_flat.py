"""The flat control is one affine map of the plane."""

from __future__ import annotations

import numpy as np
import pytest

from fmld_synth.faces.canonical import canonical_face
from fmld_synth.synthesis.rendering.flat import FlatWarp
from tests.posed_face import pose


def test_a_frontal_face_carries_it_exactly() -> None:
    posed = pose(roll=25, inter_ocular=70)
    vertices = canonical_face().vertices
    found = FlatWarp(posed.face.landmarks)(vertices)
    np.testing.assert_allclose(found[:, :2], posed.pixels(vertices)[:, :2], atol=0.05)
    np.testing.assert_allclose(found[:, 2], vertices[:, 2] * 70, atol=0.05)


@pytest.mark.parametrize("yaw", [0, 30, 60])
def test_it_knows_no_depth(yaw: int) -> None:
    warp = FlatWarp(pose(yaw).face.landmarks)
    near, far = np.array([[0.3, 0.8, -0.5]], np.float32), np.array([[0.3, 0.8, 0.9]], np.float32)
    np.testing.assert_array_equal(warp(near)[:, :2], warp(far)[:, :2])
    left, middle, right = (warp(np.array([[x, 0.5, 0]], np.float32)) for x in (-1, 0, 1))
    np.testing.assert_allclose((left + right) / 2, middle, atol=1e-3)


def test_a_turned_face_squeezes_it() -> None:
    def width(yaw: int) -> float:
        ends = FlatWarp(pose(yaw).face.landmarks)(np.array([[-1, 0.5, 0], [1, 0.5, 0]], np.float32))
        return float(ends[1, 0] - ends[0, 0])

    assert width(0) == pytest.approx(120, rel=0.01)
    assert 0.3 * width(0) < width(50) < 0.9 * width(0)
