"""The individual typology angle: of known colors, and of faces drawn in them."""

import cv2
import numpy as np
import pytest

from fmld_synth.baselines.evaluation.skin_tone import NOT_SEEN, TONES, measured_angle, tone_of, typology_angle
from fmld_synth.geometry import Box

FACE = Box(10, 10, 60, 80)


def face_of(lightness, red, yellowness):
    """A picture of one color of CIELAB, in sRGB."""
    lab = np.array([[[lightness, red, yellowness]]], np.float32)
    color = (cv2.cvtColor(lab, cv2.COLOR_Lab2RGB)[0, 0] * 255).round().astype(np.uint8)
    return np.tile(color, (100, 80, 1))


@pytest.mark.parametrize(
    ("lightness", "yellowness", "angle"), [(60, 10, 45.0), (50, 15, 0.0), (70, 20, 45.0), (35, 15, -45.0)]
)
def test_angles_by_hand(lightness, yellowness, angle):
    assert typology_angle(lightness, yellowness) == pytest.approx(angle)


def test_bluish_light_gives_the_end_of_the_scale():
    assert typology_angle(60, -5) == pytest.approx(90, abs=0.01)
    assert typology_angle(40, 0) == pytest.approx(-90, abs=0.01)


@pytest.mark.parametrize(
    ("angle", "tone"),
    [
        (80, "very light"),
        (55.1, "very light"),
        (55, "light"),
        (41, "intermediate"),
        (28, "tan"),
        (10, "brown"),
        (-30, "dark"),
        (-90, "dark"),
        (None, NOT_SEEN),
    ],
)
def test_classes_begin_above_their_limits(angle, tone):
    assert tone_of(angle) == tone


def test_limits_fall():
    assert [above for _, above in TONES] == sorted((above for _, above in TONES), reverse=True)


@pytest.mark.parametrize(
    ("lab", "tone"),
    [
        ((72, 12, 14), "very light"),
        ((66, 13, 16), "light"),
        ((60, 14, 17), "intermediate"),
        ((55, 15, 18), "tan"),
        ((45, 15, 18), "brown"),
        ((32, 14, 17), "dark"),
    ],
)
def test_a_face_of_a_known_color_gets_its_tone(lab, tone):
    angle = measured_angle(face_of(*lab), FACE)
    assert angle == pytest.approx(typology_angle(lab[0], lab[2]), abs=2.5)
    assert tone_of(angle) == tone


def test_mask_hair_and_glasses_do_not_count():
    picture = face_of(60, 14, 17)
    plain = measured_angle(picture, FACE)
    picture[45:] = (70, 120, 190)  # a blue mask
    picture[10:31] = (60, 40, 30)  # brown hair, of skin's hue
    picture[34:37] = (10, 10, 10)  # glasses
    assert measured_angle(picture, FACE) == pytest.approx(plain, abs=0.5)


@pytest.mark.parametrize("color", [(128, 128, 128), (40, 90, 200), (255, 255, 255)])
def test_what_is_not_of_skins_color_is_not_measured(color):
    assert measured_angle(np.full((100, 80, 3), color, np.uint8), FACE) is None


def test_a_face_outside_the_picture_or_too_small_is_not_measured():
    picture = face_of(60, 14, 17)
    assert measured_angle(picture, Box(200, 200, 50, 50)) is None
    assert measured_angle(picture, Box(10, 10, 6, 6)) is None
    assert measured_angle(picture, Box(-20, -20, 60, 80)) is not None
