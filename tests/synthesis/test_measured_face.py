"""What is measured once for a face."""

from __future__ import annotations

import numpy as np
import pytest

from fmld_synth.faces.regions import region_polygons
from fmld_synth.geometry import ByteArray, FloatArray, Window
from fmld_synth.synthesis.measured_face import MeasuredFace, OccluderSources, Region, prepare
from tests.posed_face import PosedFace, photograph, pose
from tests.region_cover import covered_share

NOTHING = OccluderSources(hands=None, person=None)


def measured_of(
    posed: PosedFace, image: ByteArray | None = None, compression: int | None = None
) -> MeasuredFace:
    return prepare(photograph(posed) if image is None else image, posed.face, compression, NOTHING)


@pytest.fixture(scope="module")
def frontal() -> MeasuredFace:
    return measured_of(pose())


def matte(measured: MeasuredFace, share_down: float) -> FloatArray:
    """A matte that covers everything below a share of the image's height."""
    alpha: FloatArray = np.zeros(measured.image.shape[:2], np.float32)
    alpha[round(alpha.shape[0] * share_down) :] = 1
    return alpha


@pytest.mark.parametrize("share_down", [0.4, 0.45, 0.5, 0.55, 0.6])
def test_regions_measure_as_the_polygons_do(frontal: MeasuredFace, share_down: float) -> None:
    alpha = matte(frontal, share_down)
    window = Window(20, 100, 250, 180)
    for name, polygon in region_polygons(frontal.face.landmarks).items():
        found = frontal.regions[name].covered_share(alpha[window.slices], window)
        assert found == pytest.approx(covered_share(polygon, alpha), abs=1e-3), name


def test_a_matte_elsewhere_covers_nothing(frontal: MeasuredFace) -> None:
    nowhere = Window(0, 0, 20, 20)
    full = np.ones((20, 20), np.float32)
    assert [region.covered_share(full, nowhere) for region in frontal.regions.values()] == [0, 0, 0]


def test_hidden_pixels_do_not_count() -> None:
    weights = np.ones((10, 10), np.float32)
    weights[:, 5:] = 0
    alpha = np.zeros((10, 10), np.float32)
    alpha[:, :5] = 1
    window = Window(0, 0, 10, 10)
    assert Region(window, weights, True).covered_share(alpha, window) == 1
    assert Region(window, weights, True).covered_share(1 - alpha, window) == 0
    assert Region(window, weights, False).covered_share(alpha, window) is None


def test_a_chin_outside_the_frame_cannot_be_measured() -> None:
    posed = pose()
    lower_lip = int(posed.face.landmarks[17, 1])
    measured = measured_of(posed, np.ascontiguousarray(photograph(posed)[: lower_lip + 2]))
    assert measured.shares_in_frame["chin"] == pytest.approx(0, abs=0.05)
    assert measured.shares_in_frame["nose"] == 1
    assert not measured.regions["chin"].measurable
    assert measured.regions["nose"].measurable


def test_arrays_have_the_photographs_size(frontal: MeasuredFace) -> None:
    size = frontal.image.shape[:2]
    assert frontal.occluders.shape == frontal.skin.shape == size
    assert frontal.occluders.max() == 0, "nothing is in front of a drawn face"
    nose = frontal.face.landmarks[5, :2].astype(int)
    assert frontal.skin[nose[1], nose[0]] > 0.5
    assert frontal.skin[5, 5] < 0.2


def test_compression_is_passed_on(frontal: MeasuredFace) -> None:
    assert frontal.grain.compression is None
    assert measured_of(pose(), compression=70).grain.compression == 70


def test_the_warp_leads_to_the_landmarks() -> None:
    posed = pose(30, 5, 10)
    measured = measured_of(posed)
    points = np.array([(0, 0, 0), (0.3, 1, -0.2), (0, 2.4, 0.5)], np.float32)
    np.testing.assert_allclose(measured.warp(points), posed.pixels(points), atol=0.3)


def test_preparing_twice_measures_the_same(frontal: MeasuredFace) -> None:
    again = measured_of(pose())
    np.testing.assert_array_equal(again.light.direction, frontal.light.direction)
    np.testing.assert_array_equal(again.light.shading, frontal.light.shading)
    np.testing.assert_array_equal(again.skin, frontal.skin)
    assert again.grain == frontal.grain


def test_a_face_at_the_rim_of_the_frame() -> None:
    posed = pose(at=(-10, 100))
    measured = measured_of(posed)
    assert measured.depth is not None
    assert measured.depth.window.left == 0
    assert 0 < measured.shares_in_frame["nose"] < 0.6
    assert np.isfinite(measured.light.direction).all()
