"""Normals of known surfaces, and those that NumPy's slower functions give."""

from __future__ import annotations

import numpy as np

from fmld_synth.synthesis.rendering.normals import facing, normals_and_heights, toward_camera
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


def test_which_way_cloth_faces_at_texture_points() -> None:
    depths = np.array([[-1.0, -0.5, 0.0, 0.5]] * 3, np.float32)
    form = np.dstack([np.zeros((3, 4, 2), np.float32), depths, HEIGHTS])
    u, v = np.array([[0.0, 1 / 3, 0.5, 1.0]], np.float32), np.full((1, 4), 0.5, np.float32)
    np.testing.assert_allclose(toward_camera(form, u, v), [[-1.0, -0.5, -0.25, 0.5]], atol=0.01)


def test_cloth_fades_where_it_turns_away() -> None:
    found = facing(np.array([-1.0, -0.07, 0.005, 0.08, 1.0], np.float32))
    np.testing.assert_allclose(found, [1, 1, 0.5, 0, 0], atol=1e-6)
