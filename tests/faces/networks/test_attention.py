"""Looking closely at parts of a face: where, at what, and back."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fmld_synth.faces.canonical import canonical_face
from fmld_synth.faces.networks.attention import (
    GRID,
    MARGIN,
    PARTS,
    PIXELS_PER_FEATURE,
    Placement,
    moved_back,
    placement,
    sample_features,
)
from fmld_synth.geometry import FloatArray


def mesh(rotation: float = 0.0) -> FloatArray:
    """The canonical face in the middle of what the mesh network sees, turned clockwise."""
    cosine, sine = math.cos(rotation), math.sin(rotation)
    x, y, z = canonical_face().vertices.T * 60
    return np.stack([cosine * x - sine * y + 96, sine * x + cosine * y + 80, z], axis=1).astype(np.float32)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.network)
@pytest.mark.parametrize("rotation", [0.0, 0.4, -1.2])
def test_the_grid_covers_the_part_with_a_margin(part, rotation: float) -> None:
    points = mesh(rotation)
    where = placement(points, part)
    quarters = np.array([(0, 0), (64, 0), (0, 64), (64, 64)], np.float32)
    corners = moved_back(quarters, where)
    upright = mesh()[list(part.points), :2]
    size = np.ptp(upright, axis=0) * MARGIN
    across, down = corners[1] - corners[0], corners[2] - corners[0]
    assert abs(across @ down) < 1e-2 * np.linalg.norm(across) * np.linalg.norm(down)
    left, right = points[list(part.line), :2]
    turned = math.atan2(*(right - left)[::-1])
    assert math.atan2(*across[::-1]) == pytest.approx(turned, abs=1e-5)
    if rotation == 0:  # the canonical face is upright, but its eyes' lines are not quite
        assert np.linalg.norm(across) == pytest.approx(size[0], rel=0.05)
    turned_mesh = points[list(part.points), :2] - corners[0]
    inside = np.stack([turned_mesh @ across / (across @ across), turned_mesh @ down / (down @ down)], axis=1)
    edge = (1 - 1 / MARGIN) / 2
    np.testing.assert_allclose(inside.min(axis=0), edge, atol=1e-4)
    np.testing.assert_allclose(inside.max(axis=0), 1 - edge, atol=1e-4)


def test_samples_of_a_slope_lie_on_it() -> None:
    row, column = np.mgrid[:48, :48].astype(np.float32)
    features = np.stack([column, row, 2 * column - row])[None]
    where = Placement(np.array([(1.2, 0.3), (-0.4, 0.9)], np.float32), np.array([10, 15], np.float32))
    found = sample_features(features, where)
    assert found.shape == (1, 3, GRID, GRID)
    assert found.flags.c_contiguous
    down, across = np.mgrid[:GRID, :GRID] + 0.5  # the middles of the samples
    x = 1.2 * across + 0.3 * down + 10 - 0.5
    y = -0.4 * across + 0.9 * down + 15 - 0.5
    np.testing.assert_allclose(found[0], [x, y, 2 * x - y], atol=1e-4)


def test_outside_there_is_nothing() -> None:
    where = Placement(np.eye(2, dtype=np.float32), np.array([-8, 40], np.float32))
    found = sample_features(np.ones((1, 2, 48, 48), np.float32), where)
    assert not found[0, :, :, :8].any()
    assert not found[0, :, 8:, :].any()
    assert (found[0, :, :8, 8:] == 1).all()


def test_the_last_feature_is_still_inside() -> None:
    where = Placement(np.eye(2, dtype=np.float32), np.array([32, 32], np.float32))
    features = np.arange(48 * 48, dtype=np.float32).reshape(1, 1, 48, 48)
    assert np.array_equal(sample_features(features, where)[0, 0], features[0, 0, 32:, 32:])


def test_points_back_in_the_mesh() -> None:
    where = Placement(np.array([(0, 2), (-1, 0)], np.float32), np.array([3, 5], np.float32))
    found = moved_back(np.array([0, 0, 4, 8], np.float32), where)
    assert found.tolist() == [[3 * PIXELS_PER_FEATURE, 5 * PIXELS_PER_FEATURE], [12 + 16, 20 - 4]]


def test_the_parts_are_what_they_say() -> None:
    face = canonical_face()
    for part in PARTS[1:]:
        side = -1 if "left" in part.network else 1
        assert (face.vertices[list(part.points), 0] * side > 0).all()
        assert len(part.opening) == 16
    lips, left, right = (set(part.points) for part in PARTS)
    assert {int(face.mirror[point]) for point in left} == right
    assert {int(face.mirror[point]) for point in lips} == lips
    assert (len(lips), len(left), len(right)) == (80, 71, 71)
