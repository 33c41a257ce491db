"""The surface of a face of known pose."""

from __future__ import annotations

import numpy as np
import pytest

from fmld_synth.geometry import Window
from fmld_synth.synthesis.rendering.face_depth import face_depth
from tests.posed_face import pose
from tests.synthesis.rendering.test_placing import CENTER, POSES, SIZE

NOSE_TIP = 4


@pytest.mark.parametrize("angles", POSES)
def test_face_depth_is_the_depth_of_the_mesh(angles: tuple[int, int, int]) -> None:
    landmarks = pose(*angles, at=CENTER).face.landmarks
    depth = face_depth(landmarks, *SIZE)
    assert depth is not None
    columns, rows = (landmarks[:468, :2] - (depth.window.left, depth.window.top)).astype(int).T
    found = depth.depth[rows, columns]
    drawn = np.isfinite(found)
    assert drawn.mean() > 0.9
    before = (landmarks[:468, 2] - found)[drawn] < -6
    assert before.mean() < 0.04, "next to no point lies before the surface"
    if max(abs(angle) for angle in angles[:2]) <= 25:
        assert found[NOSE_TIP] == pytest.approx(landmarks[NOSE_TIP, 2], abs=4)
    corner = depth.depth_over(depth.window)[0, 0]
    assert np.isinf(corner)
    assert depth.coverage[0, 0] < 0.5


def test_face_depth_at_pixels_is_that_of_its_window_and_nothing_beside_it() -> None:
    depth = face_depth(pose(at=CENTER).face.landmarks, *SIZE)
    assert depth is not None
    rows, columns = np.mgrid[: SIZE[1] : 7, : SIZE[0] : 7].astype(np.int32)
    found, coverage = depth.at(columns, rows)
    np.testing.assert_array_equal(found, depth.depth_over(Window(0, 0, *SIZE))[rows, columns])
    assert np.isfinite(found[coverage == 1]).all()
    assert coverage[rows == SIZE[1] // 7 * 7].max() == 0, "no face reaches the lower border"
    assert (coverage > 0).mean() == pytest.approx((depth.coverage > 0).sum() / (SIZE[0] * SIZE[1]), rel=0.05)


def test_a_face_outside_the_frame_has_no_depth() -> None:
    assert face_depth(pose(at=(200, 4000)).face.landmarks, *SIZE) is None
