"""Normals of known surfaces, and those that NumPy's slower functions give."""

from __future__ import annotations

import numpy as np

from fmld_synth.synthesis.rendering.normals import normals_and_heights
from fmld_synth.synthesis.warp.surface import Sheet

HEIGHTS = np.linspace(0, 1, 12, dtype=np.float32).reshape(3, 4)


def test_cloth_that_faces_the_camera() -> None:
    rows, columns = np.mgrid[:3, :4].astype(np.float32)
    points = np.dstack([columns, rows, np.full_like(rows, 7)])
    found = normals_and_heights(points, Sheet(points, HEIGHTS))
    np.testing.assert_array_equal(found[..., :3], np.broadcast_to((0, 0, -1), (3, 4, 3)))
    np.testing.assert_array_equal(found[..., 3], HEIGHTS)


def test_bent_cloth() -> None:
    points = np.random.default_rng(3).normal(0, 20, (3, 4, 3)).astype(np.float32)
    expected = np.cross(np.gradient(points, axis=0), np.gradient(points, axis=1))
    expected /= np.linalg.norm(expected, axis=2, keepdims=True)
    found = normals_and_heights(points, Sheet(points, HEIGHTS))
    np.testing.assert_allclose(found[..., :3], expected, atol=1e-5)


def test_cloth_without_extent_has_no_normal() -> None:
    points = np.zeros((3, 4, 3), np.float32)
    assert not normals_and_heights(points, Sheet(points, HEIGHTS))[..., :3].any()
