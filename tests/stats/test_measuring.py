"""Brightness and sharpness of known pictures."""

import cv2
import numpy as np
import pytest
import skimage.data

from fmld_synth.stats.measuring import measure, sharpness


@pytest.mark.parametrize(
    ("color", "brightness"), [((0, 0, 0), 0), ((255, 255, 255), 1), ((255, 0, 0), 0.299)]
)
def test_brightness_is_luma(color, brightness):
    picture = np.full((20, 30, 3), color, np.uint8)
    assert measure(picture).brightness == pytest.approx(brightness, abs=0.003)
    assert measure(picture).sharpness == 0


def test_blur_takes_sharpness():
    gray = cv2.cvtColor(skimage.data.astronaut(), cv2.COLOR_RGB2GRAY)
    assert sharpness(cv2.GaussianBlur(gray, (0, 0), 4)) < 0.5 * sharpness(gray)


def test_a_picture_is_as_sharp_in_twice_its_size():
    gray = cv2.cvtColor(skimage.data.astronaut(), cv2.COLOR_RGB2GRAY)
    large = cv2.resize(gray, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    assert sharpness(large) == pytest.approx(sharpness(gray), rel=0.05)
