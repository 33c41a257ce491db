"""Named mesh points lie where their names say, on the canonical face."""

import numpy as np
import pytest

from fmld_synth.faces import mesh_points
from fmld_synth.faces.canonical import VERTEX_COUNT, canonical_face
from fmld_synth.faces.mesh_points import (
    CHIN_LEFT_HALF,
    CHIN_POINT,
    EYE_OPENINGS,
    EYEBROWS,
    FACE_OVAL,
    FOREHEAD_TOP,
    LEFT_EYE_CORNERS,
    LEFT_MOUTH_CORNER,
    LIPS,
    LIPS_LEFT_HALF,
    LOWER_LIP_INNER_EDGE,
    MOUTH_OPENING,
    NOSE_BASE,
    NOSE_LEFT_HALF,
    NOSE_TIP,
    RIGHT_EYE_CORNERS,
    RIGHT_MOUTH_CORNER,
    UPPER_LIP_INNER_EDGE,
)

VERTICES, MIRROR = canonical_face().vertices, canonical_face().mirror
X, Y, Z = VERTICES.T


def test_the_points_of_the_middle_run_down_the_face() -> None:
    middle = [FOREHEAD_TOP, NOSE_TIP, NOSE_BASE, UPPER_LIP_INNER_EDGE, LOWER_LIP_INNER_EDGE, CHIN_POINT]
    assert np.abs(X[middle]).max() < 1e-6
    assert (np.diff(Y[middle]) >= 0).all()
    assert Z.argmin() == NOSE_TIP
    assert Y.argmin() == FOREHEAD_TOP and Y.argmax() == CHIN_POINT


def test_left_is_left_of_the_image_and_mirrors_right() -> None:
    assert X[list(LEFT_EYE_CORNERS)].max() < 0 < X[list(RIGHT_EYE_CORNERS)].min()
    for left, right in (
        *zip(LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS, strict=True),
        (LEFT_MOUTH_CORNER, RIGHT_MOUTH_CORNER),
    ):
        assert MIRROR[left] == right
    assert abs(X[LEFT_EYE_CORNERS[0]]) > abs(X[LEFT_EYE_CORNERS[1]])  # the outer corner comes first


@pytest.mark.parametrize("outline", [FACE_OVAL, MOUTH_OPENING, LIPS])
def test_whole_outlines_are_symmetric(outline: tuple[int, ...]) -> None:
    assert {int(MIRROR[point]) for point in outline} == set(outline)


@pytest.mark.parametrize("left, right", [EYE_OPENINGS, EYEBROWS])
def test_outlines_in_pairs_mirror_each_other(left: tuple[int, ...], right: tuple[int, ...]) -> None:
    assert [int(MIRROR[point]) for point in left] == list(right)


@pytest.mark.parametrize("half", [NOSE_LEFT_HALF, LIPS_LEFT_HALF, CHIN_LEFT_HALF])
def test_half_outlines_run_down_the_left_side_between_points_of_the_middle(half: tuple[int, ...]) -> None:
    assert np.abs(X[[half[0], half[-1]]]).max() < 1e-6
    assert X[list(half[1:-1])].max() < 0
    assert Y[half[0]] < Y[half[-1]]


def test_every_number_is_a_point_of_the_mesh() -> None:
    def numbers(value: object) -> list[int]:
        return [number for part in value for number in numbers(part)] if isinstance(value, tuple) else [value]  # type: ignore[list-item]

    for name, value in vars(mesh_points).items():
        if name.isupper() and name != "LANDMARK_COUNT":
            assert all(0 <= number < VERTEX_COUNT for number in numbers(value)), name
