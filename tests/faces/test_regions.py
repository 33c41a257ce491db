"""Regions lie where they are said to lie, and shares of known shapes come out as calculated by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.faces.canonical import canonical_face
from fmld_synth.faces.regions import (
    REGIONS,
    key_points,
    pixels_around,
    region_mask,
    region_polygons,
    region_shares_in_frame,
    share_in_frame,
)
from fmld_synth.geometry import FloatArray
from tests.region_cover import covered_share

LOWER_LIP_EDGE, CHIN_POINT, NOSE_TIP, BASE_OF_NOSE, BRIDGE = 17, 152, 4, 2, 5


def rectangle(left: float, top: float, right: float, bottom: float) -> FloatArray:
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)


def canonical_landmarks(scale: float = 100, center: float = 200) -> FloatArray:
    """The canonical face seen from the front, with ten iris points as a finder gives them."""
    vertices = canonical_face().vertices * scale + (center, center, 0)
    return np.concatenate([vertices, np.repeat(vertices[:1], 10, axis=0)]).astype(np.float32)


def test_regions_are_symmetric_outlines() -> None:
    mirror = canonical_face().mirror
    for points in REGIONS.values():
        assert len(set(points)) == len(points)
        assert {int(mirror[point]) for point in points} == set(points)


def test_regions_lie_where_their_names_say() -> None:
    vertices = canonical_face().vertices
    heights = {name: vertices[list(points), 1] for name, points in REGIONS.items()}
    assert heights["nose"].min() == pytest.approx(vertices[NOSE_TIP, 1], abs=0.01)
    assert heights["nose"].max() == vertices[BASE_OF_NOSE, 1]
    assert BRIDGE not in REGIONS["nose"]
    assert heights["nose"].max() < heights["lips"].min()
    assert heights["lips"].max() < heights["chin"].min()
    assert heights["chin"].max() == vertices[CHIN_POINT, 1]
    widths = {name: np.ptp(vertices[list(points), 0]) for name, points in REGIONS.items()}
    assert widths["chin"] == pytest.approx(widths["lips"], rel=0.1)


def test_polygons_are_in_pixels_and_apart() -> None:
    polygons = region_polygons(canonical_landmarks())
    masks = {name: region_mask(polygon, (0, 0, 400, 400)) for name, polygon in polygons.items()}
    assert all(polygon.dtype == np.float32 for polygon in polygons.values())
    assert all(mask.sum() > 500 for mask in masks.values())
    assert max((masks["nose"] * masks["lips"]).sum(), (masks["lips"] * masks["chin"]).sum()) < 1


def test_key_points() -> None:
    points = key_points(canonical_landmarks())
    assert points.shape == (5, 2)
    np.testing.assert_allclose(points[:2], [(150, 200), (250, 200)], atol=0.1)
    assert points[2] == pytest.approx((200, 238.3), abs=0.1)
    assert points[3, 0] < 200 < points[4, 0]
    assert points[3:, 1] == pytest.approx(293, abs=0.1)


sides = st.floats(0.5, 60)
corners = st.floats(-40, 100)


@given(corners, corners, sides, sides)
def test_share_of_a_rectangle_in_the_frame(left: float, top: float, width: float, height: float) -> None:
    inside = max(min(left + width, 80) - max(left, 0), 0) * max(min(top + height, 60) - max(top, 0), 0)
    found = share_in_frame(rectangle(left, top, left + width, top + height), 80, 60)
    # Samples lie 1/8 to 1/4 of a pixel apart.
    assert found == pytest.approx(inside / (width * height), abs=0.3 / min(width, height))
    assert 0 <= found <= 1


@given(sides, sides, st.integers(0, 100))
def test_covered_share_of_a_rectangle(width: float, height: float, covered: int) -> None:
    alpha = np.zeros((100, 100), np.uint8)
    alpha[:, :covered] = 255
    polygon = rectangle(20, 20, 20 + width, 20 + height)
    expected = min(max(covered - 20, 0) / width, 1)
    assert covered_share(polygon, alpha) == pytest.approx(expected, abs=0.3 / width)


def test_shares_are_exact_where_a_label_needs_it() -> None:
    polygon = region_polygons(canonical_landmarks())["lips"]
    assert covered_share(polygon, np.zeros((400, 400), np.uint8)) == 0
    assert covered_share(polygon, np.full((400, 400), 255, np.uint8)) == 1
    assert covered_share(polygon, np.ones((400, 400), np.float32)) == 1
    assert region_shares_in_frame(canonical_landmarks(), 400, 400) == {
        "nose": 1,
        "lips": 1,
        "chin": 1,
        "neck": 1,
        "forehead": 1,
        "beside": 1,
    }


def test_half_opaque_counts_half() -> None:
    polygon = rectangle(2, 2, 8, 8)
    assert covered_share(polygon, np.full((10, 10), 51, np.uint8)) == pytest.approx(0.2)
    assert covered_share(polygon, np.full((10, 10), 0.2, np.float32)) == pytest.approx(0.2)


def test_only_the_part_inside_the_frame_counts() -> None:
    alpha = np.zeros((10, 10), np.uint8)
    alpha[:, 5:] = 255
    assert covered_share(rectangle(0, -50, 20, 50), alpha) == pytest.approx(0.5)
    assert covered_share(rectangle(30, 30, 40, 40), alpha) == 0


def test_weights_leave_pixels_out() -> None:
    alpha = np.zeros((10, 10), np.uint8)
    alpha[:5] = 255
    hidden_below = np.ones((10, 10), np.float32)
    hidden_below[5:] = 0
    assert covered_share(rectangle(1, 1, 9, 9), alpha, hidden_below) == 1
    assert covered_share(rectangle(1, 1, 9, 9), alpha, np.zeros((10, 10), np.float32)) == 0


def test_a_mask_of_few_pixels_has_true_area() -> None:
    triangle = np.array([(1.3, 1.1), (9.7, 3.4), (4.2, 8.8)], np.float32)
    area = abs(np.linalg.det(triangle[1:] - triangle[0])) / 2
    mask = region_mask(triangle, pixels_around(triangle))
    assert mask.sum() == pytest.approx(area, rel=0.01)
    assert mask.max() == 1
    assert ((mask > 0) & (mask < 1)).any(), "edges are partly covered"


def test_an_outline_that_crosses_itself_is_the_union_of_its_parts() -> None:
    bow_tie = np.array([(0, 0), (10, 10), (10, 0), (0, 10)], np.float32)
    assert region_mask(bow_tie, (0, 0, 10, 10), 8).sum() == pytest.approx(50, rel=0.02)
    outer, inner = rectangle(0, 0, 8, 8), rectangle(2, 2, 6, 6)
    twice_round = np.concatenate([outer, outer[:1], inner, inner[:1]])
    assert region_mask(twice_round, (0, 0, 8, 8), 8).sum() == pytest.approx(64, rel=0.02)
    assert share_in_frame(bow_tie, 5, 10) == pytest.approx(0.5, abs=0.02)


def test_regions_out_of_the_frame_have_no_share() -> None:
    landmarks = canonical_landmarks()
    lips_bottom = int(landmarks[LOWER_LIP_EDGE, 1])
    shares = region_shares_in_frame(landmarks, 400, lips_bottom)
    assert shares["nose"] == 1
    assert 0.95 < shares["lips"] <= 1
    assert shares["chin"] == 0
