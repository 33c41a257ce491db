"""Light of a known direction and color is found again on a drawn face."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from fmld_synth.geometry import ByteArray, FloatArray, Window
from fmld_synth.synthesis.photometry.light import NEUTRAL_LIGHT, Light
from fmld_synth.synthesis.photometry.light_measuring import measure_light, vertex_normals
from tests.posed_face import PosedFace, photograph, pose

LEFT, RIGHT, ABOVE, BELOW = (-0.4, 0, 0), (0.4, 0, 0), (0, -0.4, 0), (0, 0.4, 0)
ABOVE_LEFT = (-0.3, -0.3, 0)
Direction = tuple[float, float, float]


def measured(posed: PosedFace, image: ByteArray) -> Light:
    return measure_light(image, posed.face, np.ones(image.shape[:2], np.float32))


def relative(light: Light, *normals: Direction) -> list[float]:
    """Relative shading of each normal."""
    return [float(value) for value in light.relative(np.array([normals], np.float32)).ravel()]


def degrees_between(one: FloatArray, other: FloatArray) -> float:
    cosine = float(one @ other) / max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-9)
    return float(np.rad2deg(np.arccos(np.clip(cosine, -1, 1))))


@pytest.mark.parametrize("direction", [LEFT, RIGHT, ABOVE, BELOW, ABOVE_LEFT])
@pytest.mark.parametrize("yaw", [0, 30, -30])
def test_direction_in_the_plane(direction: Direction, yaw: int) -> None:
    posed = pose(yaw)
    light = measured(posed, photograph(posed, ambient=0.8, direction=direction))
    assert degrees_between(light.direction[:2], np.array(direction[:2])) < 30
    assert np.linalg.norm(light.direction) == pytest.approx(0.45, abs=0.2)


def test_even_light_has_no_direction() -> None:
    posed = pose()
    light = measured(posed, photograph(posed, ambient=0.8))
    assert np.linalg.norm(light.direction) < 0.05
    assert light.ambient == pytest.approx(1, abs=0.05)
    assert light.cast == pytest.approx(np.ones(3), abs=0.06)


def test_relative_shading_is_brighter_toward_the_light() -> None:
    posed = pose()
    light = measured(posed, photograph(posed, ambient=0.8, direction=LEFT))
    left, front, right = light.relative(np.array([(-0.7, 0, 0.7), (0, 0, 0), (-0.7, -1, -0.7)], np.float32))
    assert left > front > right
    assert light.relative(np.array([(1, 0), (0, 1), (0, 0)], np.float32)).min() > 0


def test_size_of_the_photograph_does_not_matter() -> None:
    posed = pose()
    image = photograph(posed, ambient=0.8, direction=ABOVE_LEFT)
    large = np.asarray(cv2.resize(image, None, fx=3, fy=3), np.uint8)
    moved = PosedFace(posed.face.moved(3, (0, 0)), posed.similarity)
    np.testing.assert_allclose(measured(moved, large).direction, measured(posed, image).direction, atol=0.06)


def test_brighter_light_makes_whiter_cloth() -> None:
    posed = pose()
    dark, bright = (measured(posed, photograph(posed, ambient=ambient)).white for ambient in (0.25, 1.0))
    assert dark < 0.6 * bright
    assert 0 < dark < bright < 1.2


@pytest.mark.parametrize(
    ("cast", "strongest"), [((1.25, 1, 0.7), 0), ((0.75, 1, 1.3), 2), ((0.8, 1.2, 0.8), 1)]
)
def test_color_cast(cast: Direction, strongest: int) -> None:
    posed = pose()
    light = measured(posed, photograph(posed, ambient=0.8, cast=cast))
    assert int(light.cast.argmax()) == strongest
    assert light.saturation == 1


def test_grayscale_and_sepia_have_no_saturation() -> None:
    posed = pose()
    gray = cv2.cvtColor(photograph(posed, ambient=0.8, direction=LEFT), cv2.COLOR_RGB2GRAY)
    light = measured(posed, np.repeat(gray[..., None], 3, axis=2))
    assert light.saturation == 0
    np.testing.assert_allclose(light.tone, 1, atol=0.02)
    sepia = (gray[..., None] * np.array([1, 0.85, 0.65])).astype(np.uint8)
    light = measured(posed, sepia)
    assert light.saturation < 0.5
    assert light.tone[0] > light.tone[1] > light.tone[2]


def test_toned_shadows_are_no_color() -> None:
    """Cold shadows and warm lights, as laboratories and filters make them: chromaticity varies much in the dark."""
    posed = pose()
    gray = cv2.cvtColor(photograph(posed, ambient=0.8, direction=LEFT), cv2.COLOR_RGB2GRAY)[..., None]
    dark = (gray * np.linspace(0.15, 1, gray.shape[0])[:, None, None]).astype(np.float32)
    toned = dark + np.array([1.0, 0, -1]) * np.sign(dark - np.median(dark))
    assert measured(posed, toned.round().clip(0, 255).astype(np.uint8)).saturation < 0.2


def test_a_cast_shadow_is_in_the_shading_map() -> None:
    posed = pose()
    even = photograph(posed, ambient=0.8)
    half = even.copy()
    half[:, :150] = half[:, :150] // 2
    window = Window(90, 80, 120, 120)
    darker, plain = (measured(posed, image).residual(window) for image in (half, even))
    assert plain.min() > 0.8
    light = measured(posed, half)
    left, right = (float(light.relative(np.array([x, 0, -0.8], np.float32))) for x in (-0.6, 0.6))
    assert left * darker[60, 30] < 0.8 * right * darker[60, 90]


def test_the_shading_map_stays_in_place() -> None:
    posed = pose()
    light = measured(posed, photograph(posed, ambient=0.8, direction=LEFT))
    whole = light.residual(Window(0, 0, 300, 320))
    np.testing.assert_allclose(light.residual(Window(60, 40, 50, 70)), whole[40:110, 60:110], atol=2e-3)


def test_a_face_half_outside_the_frame_can_be_measured() -> None:
    posed = pose(at=(10, 100))
    light = measured(posed, photograph(posed, ambient=0.8, direction=RIGHT))
    assert np.isfinite(light.direction).all()
    assert np.isfinite(light.shading).all()
    assert 0 < light.white < 1.2


@pytest.mark.parametrize("yaw", [0, 40])
def test_normals_are_unit_and_point_out_of_the_face(yaw: int) -> None:
    posed = pose(yaw)
    normals = vertex_normals(posed.face.landmarks[:468])
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-3)
    nose_ridge, left_side, right_side = 5, 234, 454
    turned_back = normals @ posed.similarity.rotation
    assert turned_back[nose_ridge, 2] < -0.8
    assert turned_back[left_side, 0] < -0.5
    assert turned_back[right_side, 0] > 0.5


def test_neutral_light_is_even_and_white() -> None:
    assert NEUTRAL_LIGHT.relative(np.array([(0, 1), (0, 0), (-1, 0)], np.float32)).tolist() == [1, 1]
    assert NEUTRAL_LIGHT.residual(Window(5, 7, 4, 3)).tolist() == [[1] * 4] * 3
