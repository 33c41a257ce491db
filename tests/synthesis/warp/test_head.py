"""The canonical head is the canonical face, then jaw and neck without a break."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.faces.canonical import canonical_face
from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.warp.head import (
    AXIS_DEPTH,
    HEIGHT_STEP,
    HIGHEST_HEIGHT,
    LARGEST_ANGLE,
    LOWEST_HEIGHT,
    NECK_DEPTH,
    NECK_RADIUS,
    SKULL_FROM,
    canonical_head,
    to_cartesian,
)

NOSE_TIP, CHIN_POINT, UPPER_LIP, CHEEKS = 4, 152, 0, (50, 280, 205, 425)


def single(value: float) -> FloatArray:
    return np.array([value], np.float32)


@pytest.mark.parametrize("vertex", [NOSE_TIP, CHIN_POINT, UPPER_LIP, *CHEEKS])
def test_it_passes_through_the_face(vertex: int) -> None:
    x, y, z = canonical_face().vertices[vertex].tolist()
    angle = float(np.rad2deg(np.arctan2(x, AXIS_DEPTH - z)))
    radius, level = canonical_head().at(single(angle), single(y))
    # It is smoothed a little, which wears the tip of the nose down.
    assert radius[0] == pytest.approx(np.hypot(x, AXIS_DEPTH - z), abs=0.08 if vertex == NOSE_TIP else 0.03)
    assert level[0] == pytest.approx(y, abs=0.02)


def test_it_is_symmetric() -> None:
    head = canonical_head()
    np.testing.assert_allclose(head.angles, -head.angles[::-1], atol=1e-4)
    np.testing.assert_allclose(head.radius, head.radius[::-1], atol=0.02)
    np.testing.assert_allclose(head.level, head.level[::-1], atol=0.02)


def test_height_is_level_down_to_the_jaw_and_arc_length_beyond() -> None:
    head = canonical_head()
    middle = len(head.angles) // 2
    above = head.heights < head.jaw[middle]
    np.testing.assert_allclose(head.level[middle, above], head.heights[above], atol=1e-4)
    beyond = head.heights > head.jaw[middle] + 0.1
    steps = np.hypot(np.diff(head.radius[middle, beyond]), np.diff(head.level[middle, beyond]))
    assert np.median(steps) == pytest.approx(HEIGHT_STEP, rel=0.02)
    assert steps.max() < 1.5 * HEIGHT_STEP


def test_jaw_and_neck_join_without_a_step() -> None:
    head = canonical_head()
    down = np.diff(head.level, axis=1)
    assert down.min() >= -1e-6
    assert down.max() < 1.6 * HEIGHT_STEP
    lower_face = np.abs(head.angles) <= 90, head.heights > 0.7
    assert (
        np.abs(np.diff(head.radius, axis=1)[np.ix_(lower_face[0], lower_face[1][1:])]).max() < 3 * HEIGHT_STEP
    )


def test_the_neck_lies_where_it_is_said_to() -> None:
    radius, level = canonical_head().at(single(0), single(HIGHEST_HEIGHT))
    assert radius[0] == pytest.approx(NECK_RADIUS - (NECK_DEPTH - AXIS_DEPTH), abs=0.02)
    chin = canonical_face().vertices[CHIN_POINT, 1]
    assert level[0] > chin + 0.5
    at_chin = canonical_head().at(single(0), single(float(chin)))[0]
    assert radius[0] < at_chin[0] - 0.3, "the chin stands out before the neck"


@given(st.floats(-LARGEST_ANGLE, LARGEST_ANGLE), st.floats(LOWEST_HEIGHT, HIGHEST_HEIGHT))
def test_everywhere_it_is_a_head(angle: float, height: float) -> None:
    radius, level = canonical_head().at(single(angle), single(height))
    assert 0.15 < radius[0] < 2.2
    assert LOWEST_HEIGHT - 0.01 <= level[0] <= HIGHEST_HEIGHT


def test_beyond_its_samples_it_is_continued() -> None:
    head = canonical_head()
    assert head.at(single(0), single(-9))[0] == head.at(single(0), single(LOWEST_HEIGHT))[0]
    assert head.at(single(400), single(0.5))[0] == head.at(single(LARGEST_ANGLE), single(0.5))[0]


def test_shapes_follow_broadcasting() -> None:
    angles, heights = np.zeros((1, 5), np.float32), np.full((3, 1), 0.5, np.float32)
    radius, level = canonical_head().at(angles, heights)
    assert radius.shape == level.shape == (3, 5)


@given(st.floats(-170, 170), st.floats(0.1, 3), st.floats(-3, 3))
def test_cylinder_coordinates(angle: float, radius: float, level: float) -> None:
    x, y, z = to_cartesian(single(angle), single(radius), single(level))[0].tolist()
    assert np.rad2deg(np.arctan2(x, AXIS_DEPTH - z)) == pytest.approx(angle, abs=0.01)
    assert np.hypot(x, AXIS_DEPTH - z) == pytest.approx(radius, abs=1e-4)
    assert y == pytest.approx(level, abs=1e-6)


def test_an_angle_of_90_degrees_is_the_right_of_the_image() -> None:
    np.testing.assert_allclose(
        to_cartesian(single(0), single(1), single(0))[0], (0, 0, AXIS_DEPTH - 1), atol=1e-6
    )
    np.testing.assert_allclose(
        to_cartesian(single(90), single(1), single(0))[0], (1, 0, AXIS_DEPTH), atol=1e-6
    )


def test_above_the_brows_it_is_a_skull() -> None:
    """It joins the forehead without a step and closes toward the crown, no wider than at the temples."""
    head = canonical_head()
    below, above = (head.at(single(0), single(SKULL_FROM + step))[0][0] for step in (0.05, -0.05))
    assert above == pytest.approx(below, abs=0.06)
    front = head.at(np.zeros(20, np.float32), np.linspace(-1.5, -0.6, 20, dtype=np.float32))[0]
    assert (np.diff(front) > 0).all()
    brow = head.at(single(80), single(-0.4))[0][0]
    assert head.at(single(80), single(-1.2))[0][0] < brow
