"""Coverage of known shapes, exact interpolation, and what is nearer hides what is farther."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.faces.regions import region_mask
from fmld_synth.geometry import FloatArray, Window
from fmld_synth.synthesis.warp.rasterizer import IndexArray, grid_quads, rasterize

TRIANGLE = np.array([[0, 1, 2]], np.int32)
QUAD = np.array([[0, 1, 2, 3]], np.int32)
FRAME = Window(0, 0, 24, 20)


def rectangle(left: float, top: float, right: float, bottom: float, depth: float = 0) -> FloatArray:
    corners = [(left, top, depth), (right, top, depth), (right, bottom, depth), (left, bottom, depth)]
    return np.array(corners, np.float32)


def test_whole_pixels_are_covered_fully_and_no_others() -> None:
    coverage = rasterize(rectangle(3, 4, 9, 12), QUAD, FRAME, supersampling=4).coverage
    assert coverage[5:11, 4:8].min() == 1
    outside = coverage.copy()
    outside[3:13, 2:10] = 0
    assert outside.max() == 0
    assert coverage.sum() == pytest.approx(48, rel=0.1)


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_an_edge_inside_a_pixel_covers_its_share(share: float) -> None:
    coverage = rasterize(rectangle(4, 4, 10 + share, 12), QUAD, FRAME, supersampling=8).coverage
    np.testing.assert_allclose(coverage[5:11, 10], share, atol=0.13)
    assert coverage[5:11, 9].min() == 1
    assert coverage[5:11, 11].max() == 0


def test_without_supersampling_coverage_is_all_or_nothing() -> None:
    coverage = rasterize(rectangle(3.3, 4.4, 9.7, 12.2), QUAD, FRAME, supersampling=1).coverage
    assert set(np.unique(coverage)) == {0, 1}


points = st.tuples(st.floats(-6, 30), st.floats(-6, 26))


def area(corners: FloatArray) -> float:
    (ax, ay), (bx, by), (cx, cy) = corners.astype(float)
    return float(abs((bx - ax) * (cy - ay) - (by - ay) * (cx - ax))) / 2


@settings(max_examples=60)
@given(points, points, points)
def test_coverage_of_any_triangle(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]
) -> None:
    """Pixel for pixel it agrees with counting samples by winding number, another algorithm."""
    corners = np.array([a, b, c], np.float32)
    vertices = np.hstack([corners, np.zeros((3, 1), np.float32)])
    coverage = rasterize(vertices, TRIANGLE, FRAME, supersampling=4).coverage
    counted = region_mask(corners, (0, 0, FRAME.width, FRAME.height), 8)
    # The fill includes the sub-pixels its edges touch: at most one row of four on every edge.
    assert (coverage - counted).min() > -0.3
    assert (coverage - counted).max() <= 0.8
    perimeter = float(np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1).sum())
    assert abs(coverage.sum() - counted.sum()) < 0.2 * perimeter + 0.6


@settings(max_examples=60)
@given(points, points, points, st.lists(st.floats(-5, 5), min_size=3, max_size=3))
def test_interpolation_is_barycentric(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], values: list[float]
) -> None:
    corners = np.array([a, b, c], np.float32)
    if area(corners) < 8:
        return
    vertices = np.hstack([corners, np.zeros((3, 1), np.float32)])
    fragments = rasterize(vertices, TRIANGLE, FRAME, supersampling=1)
    found = fragments.interpolate(np.array(values, np.float32)[:, None])[0]
    for row, column in np.argwhere(fragments.index >= 0)[::7]:
        system = np.vstack([corners.T.astype(np.float64), np.ones(3)])
        weights = np.linalg.solve(system, [column + 0.5, row + 0.5, 1])
        assert found[row, column] == pytest.approx(float(weights @ values), abs=0.02, rel=0.01)
    assert not found[fragments.index < 0].any()


def test_an_affine_attribute_is_itself_at_every_pixel_center() -> None:
    vertices = np.array([(1.3, 2.1, 0), (21.7, 4.4, 0), (9.2, 18.8, 0)], np.float32)
    fragments = rasterize(vertices, TRIANGLE, FRAME)
    found = fragments.interpolate(vertices[:, :2].copy())
    rows, columns = np.nonzero(fragments.index >= 0)
    np.testing.assert_allclose(found[0, rows, columns], columns + 0.5, atol=1e-3)
    np.testing.assert_allclose(found[1, rows, columns], rows + 0.5, atol=1e-3)


@pytest.mark.parametrize("nearer_first", [False, True])
def test_nearer_hides_farther_in_any_order(nearer_first: bool) -> None:
    far, near = rectangle(2, 2, 14, 14, depth=5), rectangle(8, 8, 20, 18, depth=-1)
    vertices = np.vstack([near, far] if nearer_first else [far, near])
    number = 0 if nearer_first else 1
    index = rasterize(vertices, grid_of_quads(2), FRAME).index
    assert set(np.unique(index[9:13, 9:13])) == {number}
    assert set(np.unique(index[3:7, 3:7])) == {1 - number}


def grid_of_quads(count: int) -> IndexArray:
    return np.arange(4 * count, dtype=np.int32).reshape(count, 4)


def test_a_window_shows_its_part_of_the_whole() -> None:
    vertices = np.array([(1.3, 2.1, 0), (21.7, 4.4, 3), (9.2, 18.8, -2)], np.float32)
    part = Window(5, 3, 11, 9)
    whole, seen = rasterize(vertices, TRIANGLE, FRAME), rasterize(vertices, TRIANGLE, part)
    np.testing.assert_array_equal(seen.index, whole.index[part.slices])
    # OpenCV rounds an edge that it clips anew: one sub-pixel of nine.
    np.testing.assert_allclose(seen.coverage, whole.coverage[part.slices], atol=0.12)
    np.testing.assert_allclose(
        seen.interpolate(vertices), whole.interpolate(vertices)[:, part.slices[0], part.slices[1]], atol=1e-4
    )


def test_what_lies_far_outside_draws_nothing() -> None:
    for shift in (1e3, -1e3, 1e7):
        fragments = rasterize(rectangle(shift, 2, shift + 9, 9), QUAD, FRAME)
        assert fragments.index.max() == -1
        assert fragments.coverage.max() == 0
        assert not fragments.interpolate(np.ones((4, 1), np.float32)).any()


def test_a_polygon_seen_edge_on_stays_finite() -> None:
    vertices = np.array([(3, 3, 0), (15, 3, 1), (15, 3, 9), (3, 3, 8)], np.float32)
    assert np.isfinite(rasterize(vertices, QUAD, FRAME).interpolate(vertices)).all()


windows = st.builds(Window, st.integers(0, 20), st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))


@given(windows, windows)
def test_shared_slices_point_at_the_same_pixels(one: Window, other: Window) -> None:
    image = np.arange(1600).reshape(40, 40)
    mine, its = one.shared_slices(other)
    np.testing.assert_array_equal(image[one.slices][mine], image[other.slices][its])
    common = np.intersect1d(image[one.slices], image[other.slices])
    assert image[one.slices][mine].size == common.size


coordinates = st.lists(st.tuples(st.floats(-50, 90), st.floats(-50, 90)), min_size=1, max_size=6)


@given(coordinates, st.floats(0, 9))
def test_a_window_around_points_holds_those_inside_the_image(
    where: list[tuple[float, float]], margin: float
) -> None:
    window = Window.around(np.array(where, np.float32), margin, 40, 30)
    inside = [(x, y) for x, y in where if 0 <= x < 40 and 0 <= y < 30]
    if window is None:
        assert not inside
        return
    assert 0 <= window.left < window.left + window.width <= 40
    assert 0 <= window.top < window.top + window.height <= 30
    for x, y in inside:
        assert window.left <= x <= window.left + window.width
        assert window.top <= y <= window.top + window.height


def test_grid_quads_walk_round_each_cell() -> None:
    quads = grid_quads(3, 4)
    assert quads.shape == (6, 4)
    assert quads[0].tolist() == [0, 1, 5, 4]
    assert quads[-1].tolist() == [6, 7, 11, 10]


def test_a_strip_seen_edge_on_shows_itself_in_every_pixel() -> None:
    """A third of a pixel wide, between the middles of two columns of pixels: what it shows there lies far beyond it."""
    strip = rectangle(5.05, 2, 5.4, 18)
    texture = np.array([[0.4, 0.0], [0.6, 0.0], [0.6, 1.0], [0.4, 1.0]], np.float32)
    fragments = rasterize(strip, QUAD, FRAME, supersampling=4)
    closer = fragments.edge_on(fragments.planes(texture), 0.1)
    assert set(closer.rows.tolist()) >= set(range(2, 18))
    assert closer.covered.any(axis=0).all()
    assert (closer.values[:, ~closer.covered] == 0).all()
    u, v = closer.values[:, closer.covered]
    a_sub_pixel = 0.2 / 0.35 / 4
    assert 0.4 - a_sub_pixel < u.min() < u.max() < 0.6 + a_sub_pixel
    assert np.abs(closer.means[0] - 0.5).max() < 0.15
    np.testing.assert_allclose(closer.means[1], (closer.rows + 0.5 - 2) / 16, atol=0.03)
    assert v.min() >= -0.02 and v.max() <= 1.02
    middles = fragments.extended().interpolate(texture)[0, closer.rows, closer.columns]
    assert np.abs(middles - 0.5).max() > np.abs(closer.means[0] - 0.5).max()


def test_what_is_seen_from_the_front_is_not_looked_at_more_closely() -> None:
    texture = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    fragments = rasterize(rectangle(2, 2, 20, 18), QUAD, FRAME)
    assert fragments.edge_on(fragments.planes(texture), 2 / 18).rows.size == 0
    assert fragments.edge_on(fragments.planes(texture), 0.9 / 18).rows.size == np.count_nonzero(
        fragments.coverage
    )
