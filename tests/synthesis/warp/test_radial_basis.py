"""The warp gives every similarity back exactly, beyond the mesh too, and follows single landmarks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.faces.canonical import canonical_face
from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.warp.head import canonical_head, to_cartesian
from fmld_synth.synthesis.warp.radial_basis import FaceWarp
from tests.posed_face import pose


def head_surface() -> FloatArray:
    """Points over the whole head, most of them outside the mesh: ears, jaw, neck, back."""
    angles, heights = np.meshgrid(
        np.arange(-140, 141, 20, dtype=np.float32), np.arange(-0.4, 3, 0.2, dtype=np.float32)
    )
    radius, level = canonical_head().at(angles, heights)
    return to_cartesian(angles, radius, level)


def test_the_canonical_face_maps_to_itself() -> None:
    vertices = canonical_face().vertices
    np.testing.assert_allclose(FaceWarp(vertices)(vertices), vertices, atol=1e-3)
    np.testing.assert_allclose(FaceWarp(vertices)(head_surface()), head_surface(), atol=2e-3)


@settings(max_examples=30, deadline=None)
@given(st.floats(-75, 75), st.floats(-50, 50), st.floats(-170, 170), st.floats(8, 600), st.floats(-500, 3000))
def test_a_similarity_holds_for_any_point(
    yaw: float, pitch: float, roll: float, scale: float, x: float
) -> None:
    posed = pose(yaw, pitch, roll, inter_ocular=scale, at=(x, 240))
    points = head_surface()
    apart = np.abs(FaceWarp(posed.face.landmarks)(points) - posed.pixels(points))
    assert apart.max() < 0.004 * scale + 0.02 + 1e-4 * abs(x)


def test_an_affine_squeeze_holds_too() -> None:
    """A wider, shorter face carries a wider, shorter mask, neck included."""
    squeeze = np.array([120, 80, 100], np.float32)
    warp = FaceWarp(canonical_face().vertices * squeeze)
    np.testing.assert_allclose(warp(head_surface()), head_surface() * squeeze, atol=0.5)


def test_it_follows_an_open_mouth() -> None:
    vertices = canonical_face().vertices
    landmarks = vertices.copy()
    lower = vertices[:, 1] > 0.95
    landmarks[lower, 1] += 0.3
    moved = FaceWarp(landmarks)(vertices)
    assert moved[152, 1] == pytest.approx(vertices[152, 1] + 0.3, abs=0.05)
    assert moved[10, 1] == pytest.approx(vertices[10, 1], abs=0.03)
    assert moved[4, 1] == pytest.approx(vertices[4, 1], abs=0.06)


def test_far_points_stay_sane_when_landmarks_are_off() -> None:
    vertices = canonical_face().vertices
    noise = np.random.default_rng(5).normal(0, 0.02, vertices.shape).astype(np.float32)
    apart = np.linalg.norm(FaceWarp(vertices + noise)(head_surface()) - head_surface(), axis=-1)
    assert apart.max() < 0.25
    assert np.median(apart) < 0.08


def test_one_wild_landmark_does_not_tear_the_mask() -> None:
    vertices = canonical_face().vertices
    landmarks = vertices.copy()
    landmarks[4, 0] += 0.3
    moved = FaceWarp(landmarks)(vertices) - vertices
    far = np.linalg.norm(vertices - vertices[4], axis=1) > 0.8
    assert np.abs(moved[far]).max() < 0.05


def test_shapes_and_types() -> None:
    warp = FaceWarp(pose().face.landmarks)
    points = np.zeros((4, 5, 3), np.float32)
    assert warp(points).shape == (4, 5, 3)
    assert warp(points).dtype == np.float32
    np.testing.assert_array_equal(warp(points)[2, 3], warp(points.reshape(-1, 3))[13])
