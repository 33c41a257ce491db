"""Encoding."""

import cv2
import numpy as np
import pytest

from fmld_synth.errors import UserError
from fmld_synth.files import encode_image


@pytest.mark.parametrize("image_format", ["jpeg", "png", "webp"])
def test_encoding_keeps_colors_and_repeats_itself(image_format):
    image = np.zeros((40, 60, 3), np.uint8)
    image[:, :] = 200, 90, 30
    content = encode_image(image, image_format, 95)
    decoded = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
    assert np.abs(decoded.astype(int) - image).max() <= 6
    assert encode_image(image, image_format, 95) == content


def test_mattes_are_stored_exactly():
    matte = np.arange(256, dtype=np.uint8).reshape(16, 16)
    decoded = cv2.imdecode(np.frombuffer(encode_image(matte, "png", 100), np.uint8), cv2.IMREAD_UNCHANGED)
    assert np.array_equal(decoded, matte)


def test_a_picture_too_large_for_its_format_is_named():
    with pytest.raises(UserError, match="`format` webp"):
        encode_image(np.zeros((2, 16400, 3), np.uint8), "webp", 90)
